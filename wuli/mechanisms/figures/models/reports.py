"""Templates of reports with their versions, reports from draft to published, and links for the public."""

from datetime import datetime
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, Record, Stateful, append_only, stateful, tracked
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Org, OrgClosure
from wuli.base.orgs.scope import ScopedQuerySet, orgs_within

from .frozen import FrozenFigure

LANGUAGES = (("zh-hans", _("中文")), ("en", _("英文")))


class ReportTemplateQuerySet(ScopedQuerySet):
    """Templates: those that ship are everybody's; a unit's own are seen there, below and above it."""

    scope_path = "org"
    view_capability = "figures.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        """Templates that `user` may see; with a capability other than seeing, only those of their units."""
        if getattr(user, "is_system", False):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        units = orgs_within(user, capability or self.view_capability)
        if capability:
            return self.filter(org__in=units)
        above = OrgClosure.objects.filter(descendant__in=units, standing=True).values("ancestor")
        shipped = Q(org=None) if user.has_perm(self.view_capability) else Q(pk__in=[])
        return self.filter(shipped | Q(org__in=units) | Q(org__in=above))

    def in_use(self) -> Self:
        """Templates from which reports may be begun."""
        return self.filter(retired=False)


@tracked
class ReportTemplate(EditableRecord):
    """A template 模板 of reports: a text with figures as elements, for some kinds of unit and one length.

    Those without a unit ship with the product and are known by `code`; they are copied, not edited.
    """

    class Length(models.TextChoices):
        YEAR = "year", _("年")
        HALF = "half", _("半年")
        QUARTER = "quarter", _("季度")
        MONTH = "month", _("月")

    org = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+", verbose_name=_("谁的模板"))
    code = models.SlugField(_("代码"), max_length=40, blank=True)
    title = models.CharField(_("模板名称"), max_length=60)
    kinds = ArrayField(models.CharField(max_length=1, choices=OrgKind), verbose_name=_("给哪类单位用"))
    length = models.CharField(_("报告期"), max_length=8, choices=Length)
    language = models.CharField(_("语言"), max_length=8, choices=LANGUAGES, default="zh-hans")
    retired = models.BooleanField(_("停用"), default=False)

    objects = ReportTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告模板")
        constraints = [
            models.CheckConstraint(
                condition=(Q(org=None) & ~Q(code="")) | Q(org__isnull=False, code=""),
                name="report_template_shipped_or_own",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="report_template_code_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("figures:report-template", args=[self.pk])

    @property
    def latest(self) -> "TemplateVersion":
        """The text in force."""
        return self.versions.latest("number")

    def fits(self, org: Org) -> bool:
        """Whether it is for units of that kind."""
        return org.kind in self.kinds


class TemplateVersionQuerySet(ScopedQuerySet):
    """Versions; seen where the template is."""

    scope_path = "template__org"
    view_capability = "figures.view"


@append_only
class TemplateVersion(Record):
    """A text of a template; each edit makes another, and reports keep the one they began with."""

    template = models.ForeignKey(ReportTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("第几版"))
    text = models.TextField(_("正文"))
    written_at = models.DateTimeField(_("写于"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("模板的版本")
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class ReportQuerySet(ScopedQuerySet):
    """Reports; seen where figures of their unit are."""

    scope_path = "org"
    view_capability = "figures.view"

    def awaiting_review(self, user: Any, capability: str) -> Self:
        """Reports that `user` may review: of their units, written by others."""
        return self.visible_to(user, capability).filter(state="review").exclude(written_by=user.pk)


FINAL = ("published", "withdrawn", "superseded")
SETTLED = "('published', 'withdrawn', 'superseded')"
NO_MORE_WORDS = """
    IF EXISTS (SELECT 1 FROM figures_report r WHERE r.state IN ('published', 'withdrawn', 'superseded')
        AND r.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id ELSE NEW.report_id END)
    THEN
        RAISE EXCEPTION 'a published report stays as it is';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


@tracked
@stateful(initial="draft")
class Report(Stateful, EditableRecord):
    """A report 报告 of a unit for a period: figures are live until it is published, then frozen for good.

    `content` is the text as it was published; `short_code` stands in the code on its documents.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("在写")
        REVIEW = "review", _("待审")
        RETURNED = "returned", _("退回修改")
        PUBLISHED = "published", _("已发布")
        WITHDRAWN = "withdrawn", _("已撤回")
        SUPERSEDED = "superseded", _("有了新版")
        DROPPED = "dropped", _("不写了")

    TRANSITIONS: ClassVar = {
        "draft": {"review", "dropped"},
        "review": {"draft", "returned", "published"},
        "returned": {"review", "dropped"},
        "published": {"withdrawn", "superseded"},
    }

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("单位"))
    template_version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="reports")
    title = models.CharField(_("题目"), max_length=120)
    period = models.CharField(_("报告期"), max_length=24)
    language = models.CharField(_("语言"), max_length=8, choices=LANGUAGES, default="zh-hans")
    text = models.TextField(_("正文"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人")
    )
    submitted_at = models.DateTimeField(_("送审时间"), null=True)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    earlier = models.OneToOneField("self", models.PROTECT, null=True, related_name="later")
    content = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)  # over the content as published
    short_code = models.CharField(_("短码"), max_length=12, unique=True)
    published_at = models.DateTimeField(_("发布时间"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发布人")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告")
        indexes = [models.Index(fields=["org", "period"], name="report_org_period")]  # lists of a unit
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FINAL, content__isnull=False, published_at__isnull=False)
                | (~Q(state__in=FINAL) & Q(content=None, published_at=None)),
                name="report_content_when_published",
            ),
            models.CheckConstraint(  # nobody reviews their own
                condition=Q(published_by=None) | Q(written_by=None) | ~Q(published_by=F("written_by")),
                name="report_not_published_by_writer",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF OLD.state IN {SETTLED} AND (
                        OLD.title, OLD.text, OLD.content, OLD.period, OLD.org_id, OLD.sha256, OLD.edition,
                        OLD.published_at, OLD.published_by_id, OLD.written_by_id, OLD.short_code
                    ) IS DISTINCT FROM (
                        NEW.title, NEW.text, NEW.content, NEW.period, NEW.org_id, NEW.sha256, NEW.edition,
                        NEW.published_at, NEW.published_by_id, NEW.written_by_id, NEW.short_code
                    ) THEN
                        RAISE EXCEPTION 'a published report stays as it is';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="published_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=FINAL),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("figures:report", args=[self.pk])

    @property
    def is_final(self) -> bool:
        """Whether its figures are frozen."""
        return self.state in FINAL

    @property
    def is_editable(self) -> bool:
        """Whether its text may still be changed."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def tone(self) -> str:
        """How the state looks."""
        tones = {"review": "soon", "returned": "bad", "published": "ok", "draft": "info"}
        return tones.get(self.state, "neutral")


class PartQuerySet(ScopedQuerySet):
    """What belongs to a report; seen where the report is."""

    scope_path = "report__org"
    view_capability = "figures.view"


@append_only
class ReportFigure(Record):
    """That a published report rests on a frozen figure; `key` is the place in its text."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    key = models.CharField(max_length=240)
    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("次序"))

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告里的数字")
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="report_figure_once")]

    def __str__(self) -> str:
        return self.key


@tracked
class Explanation(Record):
    """Words 口径说明 that explain a contradiction which a report keeps on purpose; printed below it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="explanations")
    finding = models.CharField(max_length=64)  # which contradiction: see reports.checks
    words = models.CharField(_("说明"), max_length=300)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("口径说明")
        constraints = [
            models.UniqueConstraint(fields=["report", "finding"], name="explanation_once"),
            models.CheckConstraint(condition=~Q(words=""), name="explanation_says_something"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="settled",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=NO_MORE_WORDS,
            )
        ]

    def __str__(self) -> str:
        return self.words


@append_only
class ReportStep(Record):
    """A step of a report with its words: sent, returned because, published, withdrawn because."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    state = models.CharField(_("状态"), max_length=12, choices=Report.State)
    words = models.CharField(_("说明"), max_length=300, blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告的经过")

    def __str__(self) -> str:
        return self.state


class PublicLinkQuerySet(PartQuerySet):
    """Links for the public."""

    def open_at(self, at: datetime) -> Self:
        """Links that open at the instant `at`."""
        return self.filter(revoked_at=None, expires_at__gt=at, report__state="published")


@tracked
class PublicLink(Record):
    """A link 公开链接 by which anybody may read a published report without rows and persons, until a day."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="links")
    token = models.CharField(max_length=48, unique=True)
    expires_at = models.DateTimeField(_("到期"))
    revoked_at = models.DateTimeField(_("收回"), null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PublicLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开链接")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="public_link_expires"),
        ]

    def __str__(self) -> str:
        return self.token[:6]

    @property
    def is_open(self) -> bool:
        """Whether it opens now."""
        return self.revoked_at is None and self.expires_at > timezone.now()
