"""What activities put on the table: menu, what is due, the day, cards of members, search, panels."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.personal_data import PersonalData, register_personal_data
from wuli.base.core import rules as dated
from wuli.base.core.desk import (
    AgendaItem,
    AgendaSource,
    CodePlace,
    CodePlaceSource,
    DueItem,
    DueSource,
    Found,
    MemberCard,
    MemberService,
    MenuEntry,
    OrgPanel,
    PersonPanel,
    QuickStep,
    SearchSource,
    offer,
)
from wuli.base.core.file_access import guard_files
from wuli.base.core.said import day

from .actions import CHECK_IN, PLAN, VIEW
from .models import Attendance, Evidence, Session
from .rule_kinds import ASKED_ON_DESK


def due(user: Any, at: datetime) -> Iterable[DueItem]:
    """Sessions to check in today, past ones never closed, and held ones without evidence."""
    today = timezone.localdate(at)
    sessions = Session.objects.visible_to(user, PLAN.code).select_related("org", "responsible")
    sessions = sessions.annotate(
        before=dated.each(ASKED_ON_DESK.code, "before", "org__region__code", today),
        evidence_days=dated.each(ASKED_ON_DESK.code, "evidence", "org__region__code", today),
    )
    ahead = ExpressionWrapper(Value(today) + F("before"), output_field=DateField())
    soon = sessions.filter(state__in=["planned", "open"], occurred_on__lte=ahead)
    for session in soon.order_by("starts_at")[:50]:
        yield _asked(session, session.ends_at, _now("签到") if session.state == "open" else _now("开始签到"))
    since = ExpressionWrapper(Value(today) - F("evidence_days"), output_field=DateField())
    bare = sessions.filter(state="held", evidence=None, occurred_on__gte=since)
    for session in bare.order_by("occurred_on")[:50]:
        yield _asked(session, session.ends_at + timedelta(days=session.evidence_days), _now("加照片"))


def _asked(session: Session, due_at: datetime, step: str) -> DueItem:
    return DueItem(
        glyph=session.declared.glyph,
        title=session.title,
        detail=f"{session.declared.name} · {session.place}",
        org_name=str(session.org),
        owner=session.responsible_name,
        due_at=due_at,
        url=session.get_absolute_url(),
        step=step,
        kind="activities",
        tone="xin",
    )


def agenda(user: Any, day: date) -> Iterable[AgendaItem]:
    """The sessions of a day."""
    sessions = Session.objects.visible_to(user).filter(occurred_on=day).exclude(state="cancelled")
    for session in sessions.order_by("starts_at")[:20]:
        yield AgendaItem(
            at=session.starts_at,
            title=session.title,
            detail=session.place,
            url=session.get_absolute_url(),
            tone="xin",
        )


def upcoming(person: Any, at: datetime) -> dict[str, Any] | None:
    """The next sessions held for a member."""
    sessions = Session.objects.held_for(person, timezone.localdate(at)).upcoming(at).select_related("org")[:3]
    return {"upcoming": sessions} if sessions else None


def find(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Sessions by title or speaker."""
    hits = Session.objects.visible_to(user).filter(Q(title__icontains=words) | Q(speaker__icontains=words))
    for session in hits.select_related("org").order_by("-occurred_on")[:limit]:
        yield Found(session.declared.glyph, session.title, f"{session.org} · {day(session.occurred_on)}",
                    session.get_absolute_url())  # fmt: skip


def org_panel(user: Any, org: Any, on: date) -> dict[str, Any] | None:
    """A unit's latest sessions."""
    sessions = Session.objects.visible_to(user).filter(org=org).order_by("-occurred_on")[:5]
    return {"sessions": sessions} if sessions else None


def person_panel(user: Any, person: Any, at: datetime) -> dict[str, Any] | None:
    """Where a person has been, as far as the viewer may see it."""
    been = Attendance.objects.visible_to(user).counted().filter(person=person)
    latest = been.select_related("session", "org").order_by("-occurred_on")[:8]
    return {"attendances": latest} if latest else None


def places_of_codes(person: Any, at: datetime) -> Iterable[CodePlace]:
    """Sessions that are checking in right now for this member."""
    here = Session.objects.held_for(person, timezone.localdate(at)).filter(state="open", ends_at__gte=at)
    for session in here.order_by("starts_at")[:3]:
        yield CodePlace(
            session.declared.glyph, session.title, session.place, _now("签到中"), "xin",
            reverse("activities:on-session", args=[session.pk]),
        )  # fmt: skip


offer(
    MenuEntry("activities", _("活动"), "activities:sessions", "calendar-event", "work", 40, VIEW.code),
    DueSource("activities", _("活动"), due, PLAN.code),
    AgendaSource("activities", agenda, VIEW.code),
    QuickStep("activities-plan", _("排一场讲座"), "activities:plan", "讲", "xin", CHECK_IN.code),
    MemberCard("activities", "activities/_member_card.html", upcoming, 40),
    MemberService("activities", "讲", _("听讲座"), _("技术、安全、电脑"), "activities:on", "xin", 30),
    SearchSource("activities", _("活动"), find, 60),
    OrgPanel("activities", _("近期活动"), "activities/_org_panel.html", org_panel, 60),
    CodePlaceSource("activities", places_of_codes),
    PersonPanel("activities", _("参加的活动"), "activities/_person_panel.html", person_panel, 60),
)


def may_have_evidence(user: Any, file: Any) -> bool:
    """A file of evidence opens for those who see its session."""
    return Evidence.objects.visible_to(user).filter(file=file).exists()


def kept_about(user: Any) -> list[dict[Any, Any]]:
    """What is kept about a member here: where they have been."""
    mine = Attendance.objects.filter(person__user=user).order_by("occurred_on")
    return [
        {_("日期"): a.occurred_on, _("活动"): a.session.title, _("举办单位"): str(a.org),
         _("状态"): a.get_state_display()}
        for a in mine.select_related("session", "org")
    ]  # fmt: skip


guard_files("activities.evidence", may_have_evidence)
register_personal_data(
    PersonalData(
        code="activities",
        name=_("参加的活动"),
        why=_("签到用来计场次和人次，也是您参加过的凭据。"),
        kept=_("长期留存，随会籍档案。"),
        load=kept_about,
    )
)
