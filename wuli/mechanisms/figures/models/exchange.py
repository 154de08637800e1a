"""Peers 对接单位 with their keys, and what we publish 上报 to them."""

from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, Record, Stateful, append_only, stateful, tracked
from wuli.base.core.secrets import SealedField
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet, orgs_within

from ..exchange.signing import fingerprint

HEX = "^[0-9a-f]{64}$"
_SIGNED = (
    "peer_id, org_id, period, reading, body_id, envelope_id, serial, sha256, previous, key_number,"
    " approved_by_id"
)
_OLD, _NEW = (", ".join(f"{row}.{name.strip()}" for name in _SIGNED.split(",")) for row in ("OLD", "NEW"))


@append_only
class PackageText(models.Model):
    """The text of a package, kept once by its content, byte for byte."""

    sha256 = models.CharField(max_length=64, primary_key=True)  # of the text as it lies here
    text = models.TextField()

    class Meta:
        verbose_name = _("上报包原文")
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=HEX), name="package_text_sha256")]

    def __str__(self) -> str:
        return self.sha256[:8]


class PeerQuerySet(ScopedQuerySet):
    """Peers; seen by who sees figures at their unit and by who looks after peers there."""

    scope_path = "org"
    view_capability = "figures.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        """Peers at the units where `user` sees figures or looks after peers."""
        if capability or getattr(user, "is_system", False) or not getattr(user, "is_authenticated", False):
            return super().visible_to(user, capability)
        wide = [orgs_within(user, code) for code in (self.view_capability, "figures.manage_peers")]
        return self.filter(Q(org__in=wide[0]) | Q(org__in=wide[1]))

    def in_force(self, on: Any) -> Self:
        """Peers with whom packages are exchanged on the day."""
        return self.filter(valid__contains=on)


class Direction(models.TextChoices):
    """Which way figures go between a peer and us."""

    UP = "up", _("我们报给它")
    DOWN = "down", _("它报给我们")


@tracked
class Peer(EditableRecord):
    """A peer 对接单位: another federation, on a server of its own, to which or from which figures go.

    `org` is which of our units publishes to it, or under which of our units its tree hangs.
    """

    code = models.CharField(_("代号"), max_length=40)
    name = models.CharField(_("名称"), max_length=100)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    direction = models.CharField(_("方向"), max_length=4, choices=Direction)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("本方单位"))
    address = models.URLField(_("接收地址"), blank=True)
    token = SealedField(_("对方给的令牌"), label="peer.token", null=True, blank=True)
    valid = DateRangeField(_("起止"))
    ended_because = models.CharField(_("停用原因"), max_length=200, blank=True)

    objects = PeerQuerySet.as_manager()

    class Meta:
        verbose_name = _("对接单位")
        constraints = [
            ExclusionConstraint(  # two at once, and a package would hang in two places
                name="peer_once_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("direction", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(code__regex="^[a-z0-9][a-z0-9._-]*$"), name="peer_code_form"),
            models.CheckConstraint(
                condition=Q(valid__upper_inf=True) | ~Q(ended_because=""), name="peer_ended_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("figures:peer", args=[self.pk])


class OfPeer(ScopedQuerySet):
    """What hangs on a peer; seen where the peer's figures are."""

    scope_path = "peer__org"
    view_capability = "figures.view"


@tracked
class PeerKey(Record):
    """A public key of a peer, by the number that the peer gave it. A retired one opens nothing any more."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="keys")
    number = models.PositiveIntegerField(_("编号"))
    public = models.BinaryField(_("公钥"))
    from_on = models.DateField(_("从哪天起"))
    retired_at = models.DateTimeField(_("停用时间"), null=True)
    retired_because = models.CharField(_("停用原因"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfPeer.as_manager()

    class Meta:
        verbose_name = _("对接单位公钥")
        constraints = [
            models.UniqueConstraint(fields=["peer", "number"], name="peer_key_number_once"),
            models.CheckConstraint(
                condition=Q(retired_at=None) | ~Q(retired_because=""), name="peer_key_retired_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def fingerprint(self) -> str:
        """What two people compare on the telephone."""
        return fingerprint(self.public)


class PublicationQuerySet(ScopedQuerySet):
    """Publications; seen where figures of the publishing unit are."""

    scope_path = "org"
    view_capability = "figures.view"

    def chained(self) -> Self:
        """Signed packages that the receiver has not refused: the chain that the next one continues."""
        return self.filter(state__in=["ready", "sent", "acknowledged"])


@tracked
@stateful(initial="draft")
@pgtrigger.register(
    pgtrigger.Protect(
        name="final_once_signed",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"OLD.serial IS NOT NULL AND ROW({_OLD}) IS DISTINCT FROM ROW({_NEW})"),
    ),
    pgtrigger.Protect(name="publication_is_kept", operation=pgtrigger.Delete),
)
class Publication(Stateful, Record):
    """A publication 上报: chosen figures of one stretch of time, made by one person, checked by another.

    The figures are those of the moment it was made; number, chain and signature come with the check.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("等复核")
        READY = "ready", _("待发出")
        SENT = "sent", _("已发出，等回执")
        ACKNOWLEDGED = "acknowledged", _("对方已收")
        REFUSED = "refused", _("对方退回")
        WITHDRAWN = "withdrawn", _("不报了")

    TRANSITIONS: ClassVar = {
        "draft": {"ready", "withdrawn"},
        "ready": {"sent", "acknowledged", "refused"},
        "sent": {"acknowledged", "refused"},
    }

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="publications", verbose_name=_("报给谁"))
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("单位"))
    period = models.CharField(_("时间"), max_length=32)
    reading = models.CharField(_("按哪种隶属"), max_length=4)
    indicators = ArrayField(models.CharField(max_length=80), verbose_name=_("指标"))
    units = models.PositiveIntegerField(_("单位数"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    body = models.ForeignKey(PackageText, models.PROTECT, related_name="+")
    envelope = models.ForeignKey(PackageText, models.PROTECT, null=True, related_name="+")
    serial = models.PositiveIntegerField(_("第几号"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    key_number = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("复核时间"), null=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_trouble = models.CharField(_("上次没发出去的原因"), max_length=300, blank=True)
    answer = models.TextField(_("对方的答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    receipt = models.ForeignKey(  # what the receiver signed; null for an answer in words
        PackageText, models.PROTECT, null=True, related_name="+", verbose_name=_("回执")
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("上报")
        constraints = [
            models.UniqueConstraint(fields=["peer", "serial"], name="publication_serial_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"], serial=None, envelope=None)
                | Q(~Q(sha256=""), serial__gte=1, envelope__isnull=False, key_number__isnull=False),
                name="publication_signed_when_out",
            ),
            models.CheckConstraint(  # nobody checks their own
                condition=Q(approved_by=None) | Q(made_by=None) | ~Q(approved_by=F("made_by")),
                name="publication_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(receipt=None) | Q(state__in=["acknowledged", "refused"]),
                name="publication_receipt_is_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="publication_refused_in_words"
            ),
        ]
        indexes = [models.Index(fields=["org", "state"], name="publication_of_unit")]  # list and desk

    def __str__(self) -> str:
        return f"{self.peer_id} · {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("figures:publication", args=[self.pk])

    @property
    def tone(self) -> str:
        """How the state looks."""
        tones = {"draft": "warn", "ready": "info", "sent": "info", "acknowledged": "ok", "refused": "late"}
        return tones.get(self.state, "pause")
