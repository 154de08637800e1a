"""What other federations sent: every arrival with its answer, and the units and figures of accepted packages.

Nothing here changes once it is written: a correction is another package.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import INDICATORS, Unit
from wuli.base.core.records import Record, append_only, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet

from ..exchange.faults import Fault, words_of
from .exchange import PackageText, Peer


class IncomingQuerySet(ScopedQuerySet):
    """Arrivals; seen where figures of the receiving unit are."""

    scope_path = "org"
    view_capability = "figures.view"

    def accepted(self) -> Self:
        """Packages that were taken in."""
        return self.filter(outcome="accepted")

    def holding(self) -> Self:
        """Of each peer, period and reading the package that holds now: the one with the highest number."""
        newest = self.accepted().order_by("peer", "period", "reading", "-serial")
        return self.filter(pk__in=newest.distinct("peer", "period", "reading").values("pk"))


class Outcome(models.TextChoices):
    """What became of a package."""

    ACCEPTED = "accepted", _("已入库")
    REPEATED = "repeated", _("以前收过，没有改动")
    REFUSED = "refused", _("退回")


@tracked
@append_only
class IncomingPackage(Record):
    """A package that arrived 收到的上报, with what was answered. `created_at` is when."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("接收单位"))
    peer = models.ForeignKey(Peer, models.PROTECT, null=True, related_name="packages", verbose_name=_("来自"))
    sender = models.CharField(_("包上写的发送方"), max_length=200, blank=True)
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome)
    fault = models.CharField(_("退回原因"), max_length=20, choices=Fault, blank=True)
    detail = models.JSONField(default=dict)  # what the words of the fault need; differences by field
    serial = models.PositiveIntegerField(_("第几号"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    key_number = models.PositiveIntegerField(null=True)
    period = models.CharField(_("时间"), max_length=32, blank=True)
    reading = models.CharField(_("按哪种隶属"), max_length=4, blank=True)
    as_of = models.DateField(null=True)
    made_at = models.DateTimeField(_("生成时间"), null=True)
    text = models.ForeignKey(PackageText, models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=4, choices=[("api", _("接口")), ("file", _("文件"))])
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = _("收到的上报")
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "serial"], condition=Q(outcome="accepted"), name="incoming_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused") & ~Q(fault="")
                | ~Q(outcome="refused")
                & Q(fault="", peer__isnull=False, serial__isnull=False, text__isnull=False),
                name="incoming_refused_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["org", "-created_at"], name="incoming_of_unit")]  # list and desk

    def __str__(self) -> str:
        return self.sender or self.sha256[:8]

    def get_absolute_url(self) -> str:
        return reverse("figures:incoming", args=[self.pk])

    @property
    def tone(self) -> str:
        """How the outcome looks."""
        return {"accepted": "ok", "repeated": "pause"}.get(self.outcome, "late")

    @property
    def why(self) -> str:
        """Why it was refused, in words."""
        return words_of(self.fault, self.detail)

    @property
    def differences(self) -> list[dict[str, Any]]:
        """Where definitions differ: indicator, field, theirs, ours."""
        return self.detail.get("differences", [])


class OfPackage(ScopedQuerySet):
    """Parts of accepted packages; seen where the package is."""

    scope_path = "package__org"
    view_capability = "figures.view"


@append_only
class ReceivedUnit(Record):
    """A unit of the sender's tree as one package told it; `origin` is the federation it came from first."""

    package = models.ForeignKey(IncomingPackage, models.PROTECT, related_name="units")
    key = models.UUIDField()
    name = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(max_length=2)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    rank = models.PositiveIntegerField()  # place in the package: parents before children
    origin = models.CharField(_("最初来自"), max_length=80)
    origin_serial = models.PositiveIntegerField()
    origin_sha256 = models.CharField(max_length=64)

    objects = OfPackage.as_manager()

    class Meta:
        verbose_name = _("收到的单位")
        constraints = [models.UniqueConstraint(fields=["package", "key"], name="received_unit_once")]

    def __str__(self) -> str:
        return self.name


@append_only
class ReceivedDefinition(Record):
    """By which definition the figures of a package were counted, as its sender told it."""

    package = models.ForeignKey(IncomingPackage, models.PROTECT, related_name="definitions")
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, choices=Unit)
    period = models.CharField(max_length=8)
    kind = models.CharField(max_length=8)
    meaning = models.CharField(max_length=500)

    objects = OfPackage.as_manager()

    class Meta:
        verbose_name = _("收到的口径")
        constraints = [models.UniqueConstraint(fields=["package", "code"], name="received_definition_once")]

    def __str__(self) -> str:
        return str(getattr(INDICATORS.get(self.code), "name", self.name))


@append_only
class ReceivedValue(Record):
    """A received figure: a unit with all below it, of one package. Empty when the sender had no record."""

    package = models.ForeignKey(IncomingPackage, models.PROTECT, related_name="values")
    unit = models.ForeignKey(ReceivedUnit, models.PROTECT, related_name="values")
    definition = models.ForeignKey(ReceivedDefinition, models.PROTECT, related_name="values")
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    part_value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    whole_value = models.DecimalField(max_digits=24, decimal_places=4, null=True)

    objects = OfPackage.as_manager()

    class Meta:
        verbose_name = _("收到的数字")
        constraints = [
            models.UniqueConstraint(fields=["unit", "definition"], name="received_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.definition_id}"

    def get_absolute_url(self) -> str:
        return reverse("figures:received", args=[self.pk])
