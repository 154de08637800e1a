"""What activities put on the table: menu, what is due, the day, cards of members, search, panels."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from wuli.base.core.desk import (
    AgendaItem,
    AgendaSource,
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

from .actions import CHECK_IN, PLAN, VIEW
from .models import Attendance, Session

EVIDENCE_DAYS = 7  # how long a held session without a photo is asked for one


def due(user: Any, at: datetime) -> Iterable[DueItem]:
    """Sessions to check in today, past ones never closed, and held ones without evidence."""
    sessions = Session.objects.visible_to(user, PLAN.code).select_related("org")
    soon = sessions.filter(state__in=["planned", "open"], starts_at__lt=at + timedelta(days=7))
    for session in soon.order_by("starts_at")[:50]:
        yield _asked(session, session.ends_at, _("签到") if session.state == "open" else _("开始签到"))
    since = timezone.localdate(at) - timedelta(days=EVIDENCE_DAYS)
    bare = sessions.filter(state="held", evidence=None, occurred_on__gte=since)
    for session in bare.order_by("occurred_on")[:50]:
        yield _asked(session, session.ends_at + timedelta(days=EVIDENCE_DAYS), _("加照片"))


def _asked(session: Session, due_at: datetime, step: str) -> DueItem:
    return DueItem(
        glyph=session.declared.glyph,
        title=session.title,
        detail=f"{session.declared.name} · {session.place}",
        org_name=str(session.org),
        owner=session.speaker,
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
        yield Found(session.declared.glyph, session.title, f"{session.org} · {session.occurred_on}",
                    session.get_absolute_url())  # fmt: skip


def org_panel(user: Any, org: Any, on: date) -> dict[str, Any] | None:
    """A unit's latest sessions."""
    sessions = Session.objects.visible_to(user).filter(org=org).order_by("-occurred_on")[:5]
    return {"sessions": sessions} if sessions else None


def person_panel(user: Any, person: Any, at: datetime) -> dict[str, Any] | None:
    """Where a person has been, as far as the viewer may see it."""
    been = (
        Attendance.objects.visible_to(user).counted().filter(person=person).select_related("session", "org")
    )
    latest = been.order_by("-occurred_on")[:8]
    return {"attendances": latest} if latest else None


offer(
    MenuEntry("activities", _later("活动"), "activities:sessions", "calendar-event", "work", 40, VIEW.code),
    DueSource("activities", _later("活动"), due, PLAN.code),
    AgendaSource("activities", agenda, VIEW.code),
    QuickStep("activities-plan", _later("排一场讲座"), "activities:plan", "讲", "xin", CHECK_IN.code),
    MemberCard("activities", "activities/_member_card.html", upcoming, 40),
    MemberService(
        "activities", "讲", _later("听讲座"), _later("技术、安全、电脑"), "activities:on", "xin", 30
    ),
    SearchSource("activities", _later("活动"), find, 60),
    OrgPanel("activities", _later("近期活动"), "activities/_org_panel.html", org_panel, 60),
    PersonPanel("activities", _later("参加的活动"), "activities/_person_panel.html", person_panel, 60),
)
