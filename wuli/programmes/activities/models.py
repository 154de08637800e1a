"""Sessions of activities, who attended them, and the evidence that they were held."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuli.base.core.models.files import StoredFile
from wuli.base.core.records import EditableRecord, Record, Stateful, stateful, tracked
from wuli.base.orgs.models import Org, OrgClosure
from wuli.base.orgs.scope import ScopedQuerySet
from wuli.base.people.models import Person

from .kind import KINDS, Kind, kind_name, topic_name


class SessionQuerySet(ScopedQuerySet):
    """Sessions; officers see those of their units, members those that are held for them."""

    scope_path = "org"
    view_capability = "activities.view"

    def upcoming(self, at: datetime) -> Self:
        """Sessions that are still to come or going on at the instant `at`, the nearest first."""
        return self.filter(state__in=["planned", "open"], ends_at__gte=at).order_by("starts_at", "pk")

    def with_people(self) -> Self:
        """With `people`: how many check-ins stand at each session."""
        there = Attendance.objects.counted().filter(session=OuterRef("pk")).order_by().values("session")
        return self.annotate(people=Coalesce(Subquery(there.annotate(n=Count("pk")).values("n")), 0))

    def held_for(self, person: Person, on: date) -> Self:
        """Sessions of the person's union and of every union above it, along either line."""
        above = OrgClosure.objects.filter(descendant=person.home_id, valid__contains=on)
        return self.filter(org__in=above.values("ancestor"))


@tracked
@stateful(initial="planned")
class Session(Stateful, EditableRecord):
    """One session 场次 of an activity: planned, opened for check-in, held; or cancelled with a reason."""

    class State(models.TextChoices):
        PLANNED = "planned", _("已排期")
        OPEN = "open", _("签到中")
        HELD = "held", _("已举办")
        CANCELLED = "cancelled", _("已取消")

    TRANSITIONS: ClassVar = {
        "planned": {"open", "cancelled"},
        "open": {"held", "planned", "cancelled"},
        "held": {"open"},
    }

    CODE_NAMES: ClassVar = {"kind": kind_name, "topic": topic_name}

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("举办单位"))
    kind = models.CharField(_("类别"), max_length=32)
    title = models.CharField(_("题目"), max_length=80)
    topic = models.CharField(_("门类"), max_length=24, blank=True)
    speaker = models.CharField(_("主讲人"), max_length=40, blank=True)
    speaker_unit = models.CharField(_("主讲人单位和职称"), max_length=80, blank=True)
    place = models.CharField(_("地点"), max_length=100)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    responsible = models.ForeignKey(  # nobody where the platform itself planned it
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人")
    )
    occurred_on = models.DateField(
        _("日期"), editable=False
    )  # the local day of starts_at: what figures count
    capacity = models.PositiveIntegerField(_("可到人数"), null=True, blank=True)
    summary = models.TextField(_("内容提要"), max_length=1000, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.PLANNED)
    cancelled_because = models.CharField(_("取消原因"), max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动场次")
        indexes = [
            models.Index(fields=["org", "occurred_on"], name="session_org_day"),  # figures, lists of a unit
            models.Index(fields=["state", "ends_at"], name="session_upcoming"),  # what is on
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="session_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:session", args=[self.pk])

    @property
    def declared(self) -> Kind:
        """The declaration of this session's kind."""
        return KINDS[self.kind]

    @property
    def topic_name(self) -> Any:
        """The topic in the reader's language."""
        return dict(self.declared.topics).get(self.topic, "")

    @property
    def responsible_name(self) -> str:
        """Who answers for it, or nothing."""
        return self.responsible.name if self.responsible else ""

    @property
    def takes_attendance(self) -> bool:
        """Whether people can be checked in now."""
        return self.state in (self.State.OPEN, self.State.HELD)

    @property
    def tone(self) -> str:
        """How the state looks."""
        return {"planned": "info", "open": "warn", "held": "ok", "cancelled": "neutral"}[self.state]


class AttendanceQuerySet(ScopedQuerySet):
    """Attendances; seen where the session is."""

    scope_path = "org"
    view_capability = "activities.view"

    def counted(self) -> Self:
        """Attendances that stand: not withdrawn."""
        return self.filter(state="attended")


@tracked
@stateful(initial="attended")
class Attendance(Stateful, Record):
    """That a person attended 到场 a session; once per person and session. `org` and day are the session's."""

    class State(models.TextChoices):
        ATTENDED = "attended", _("已到")
        WITHDRAWN = "withdrawn", _("已撤销")

    class Method(models.TextChoices):
        CODE = "code", _("扫会员码")
        SEARCH = "search", _("查名单")
        LIST = "list", _("补录")

    TRANSITIONS: ClassVar = {"attended": {"withdrawn"}, "withdrawn": {"attended"}}

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    occurred_on = models.DateField()
    method = models.CharField(_("方式"), max_length=8, choices=Method)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.ATTENDED)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("到场记录")
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="attendance_once")]
        indexes = [models.Index(fields=["org", "occurred_on"], name="attendance_org_day")]  # figures

    def __str__(self) -> str:
        return f"{self.session_id}:{self.person_id}"


class EvidenceQuerySet(ScopedQuerySet):
    """Evidence; seen where the session is."""

    scope_path = "session__org"
    view_capability = "activities.view"


@tracked
class Evidence(Record):
    """A photo or paper 佐证 that a session was held; the file says when it was taken and when uploaded."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("照片说明"), max_length=100, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("佐证")
        constraints = [models.UniqueConstraint(fields=["session", "file"], name="evidence_once")]

    def __str__(self) -> str:
        return self.caption or str(self.file)
