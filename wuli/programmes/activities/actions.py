"""What is done with sessions: plan, correct, open, check people in, hold, cancel, attach evidence."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core import rules as dated
from wuli.base.core.actions import Actor, Capability, action, refused_as, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.core.notices import Event, notify
from wuli.base.orgs.models import Org
from wuli.base.people.actions import use_member_code
from wuli.base.people.models import Person

from . import rules
from .kind import KINDS
from .models import Attendance, Evidence, Session
from .rule_kinds import CHECK_IN_OPENS

VIEW = Capability("activities.view", _("看活动"), roles={"officer", "chair", "leader", "org_dept"})
PLAN = Capability("activities.plan", _("排活动"), roles={"officer", "chair"})
CHECK_IN = Capability("activities.check_in", _("给活动签到"), roles={"officer", "chair"})
HANDED = Event("activities.handed_over", _("%(by)s把「%(title)s」移交给您负责"), glyph="讲", tone="xin")


class TooEarly(RuleBroken):
    """Check-in opens shortly before the start, not before."""

    code = "activities.too_early"
    message = _("还早：%(starts)s开始，提前 %(hours)s 小时才能签到。")
    cure = _("到时再开始签到；时间排错了，先改时间。")


FARTHEST = timedelta(days=731)  # ahead of today; nobody plans a session for later


class NotBegun(RuleBroken):
    """What has not begun cannot have been held."""

    code = "activities.not_begun"
    message = _("还没到开始时间（%(starts)s），不能记为已举办。")
    cure = _("办完再记；时间排错了，先改时间。")


class CheckInClosed(Conflict):
    """People are checked in only while a session is open or once it was held."""

    code = "activities.check_in_closed"
    message = _("这一场还没有开始签到，或者已经取消。名单没有变。")
    cure = _("先点「开始签到」。")


class NobodyNamed(RuleBroken):
    """Somebody is checked in by code or by name."""

    code = "activities.nobody_named"
    message = _("没有输会员码，也没有选人，没有签到。")
    cure = _("输入会员码，或者按姓名找到他再点“签到”。")


class AlreadyThere(Conflict):
    """Once per person and session."""

    code = "activities.already_there"
    message = _("%(name)s在%(when)s已经签过到，不重复计数。")


class HasAttendance(RuleBroken):
    """A session that people attended took place: it is not cancelled."""

    code = "activities.has_attendance"
    message = _("已有 %(people)s 人签到，不能取消。")
    cure = _("确实没有办成，先逐个撤销签到，再取消。")


@action("activities.plan")
def plan_session(
    *,
    actor: Actor,
    org: Org,
    kind: str,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    topic: str = "",
    speaker: str = "",
    speaker_unit: str = "",
    capacity: int | None = None,
    summary: str = "",
    responsible: User | None = None,
    at: datetime | None = None,
) -> Session:
    """Plan a session 排期 at `org`; whoever plans it answers for it, unless `responsible` 责任人 is told.

    `at` is when it is written down, by default now; a record that comes long after its day counts as late.
    Raises Invalid for impossible times, an unknown kind or topic, or somebody who may not plan there.
    """
    require(actor, PLAN, org)
    _check_shape(org, kind, topic, starts_at, ends_at)
    responsible = _able(responsible, org, "responsible_id") if responsible else _self(actor)
    return Session.objects.create(
        org=org,
        kind=kind,
        title=title,
        topic=topic,
        speaker=speaker,
        speaker_unit=speaker_unit,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        occurred_on=timezone.localdate(starts_at),
        capacity=capacity,
        summary=summary,
        responsible=responsible,
        created_at=at or timezone.now(),
    )


def _self(actor: Any) -> User | None:
    return actor if actor.pk else None


def _able(user: User, org: Org, field: str) -> User:
    if not user.has_perm(PLAN.code, org):
        raise Invalid({field: [_("%(name)s在这家单位不能排活动，当不了责任人。") % {"name": user.name}]})
    return user


def _check_shape(org: Org, kind: str, topic: str, starts_at: datetime, ends_at: datetime) -> None:
    wrong: dict[str, list[Any]] = {}
    if kind not in KINDS:
        wrong["kind"] = [_("没有这个类别。")]
    elif topic and topic not in dict(KINDS[kind].topics):
        wrong["topic"] = [_("没有这个门类。")]
    if not rules.times_make_sense(starts_at, ends_at):
        wrong["ends"] = [_("结束要晚于开始，并且在 24 小时以内。")]
    day = timezone.localdate(starts_at)
    if day < org.opened_on or (org.closed_on and day >= org.closed_on):
        wrong["day"] = [_("这一天举办单位还没有成立，或者已经撤销。")]
    elif day > timezone.localdate() + FARTHEST:
        wrong["day"] = [_("这一天在两年以后，看看年份对不对。")]
    if wrong:
        raise Invalid(wrong)


@action("activities.correct")
def correct_session(
    *,
    actor: Actor,
    session: Session,
    seen_version: int,
    title: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    topic: str = "",
    speaker: str = "",
    speaker_unit: str = "",
    capacity: int | None = None,
    summary: str = "",
) -> Session:
    """Correct a session's facts; its attendances follow to the new day. Conflict when someone was quicker."""
    require(actor, PLAN, session.org)
    session = session.claim_edit(seen_version)
    _check_shape(session.org, session.kind, topic, starts_at, ends_at)
    session.title, session.place, session.topic = title, place, topic
    session.speaker, session.speaker_unit = speaker, speaker_unit
    session.starts_at, session.ends_at = starts_at, ends_at
    session.occurred_on = timezone.localdate(starts_at)
    session.capacity, session.summary = capacity, summary
    session.save()
    session.attendances.exclude(occurred_on=session.occurred_on).update(occurred_on=session.occurred_on)
    return session


@action("activities.hand_over")
def hand_over_session(*, actor: Actor, session: Session, to: User, seen_version: int) -> Session:
    """Make `to` the officer who answers for a session 移交; they are told by a notice.

    Raises Invalid when `to` may not plan at the unit or answers for it already, Conflict when the session
    is cancelled or someone was quicker.
    """
    require(actor, PLAN, session.org)
    session = session.claim_edit(seen_version)
    if session.state == Session.State.CANCELLED:
        raise Conflict()
    if session.responsible_id == to.pk:
        raise Invalid({"to": [_("这一场本来就由%(name)s负责。") % {"name": to.name}]})
    session.responsible = _able(to, session.org, "to")
    session.save(update_fields=["responsible"])
    if to.pk != actor.pk:
        notify(to, HANDED, url=session.get_absolute_url(), by=actor, title=session.title)
    return session


@action("activities.open")
def open_session(*, actor: Actor, session: Session, at: datetime) -> Session:
    """Begin check-in 开始签到, some hours before the start by rule; reopens a held one for corrections."""
    require(actor, CHECK_IN, session.org)
    session = Session.objects.locked(session.pk)
    hours = dated.at(CHECK_IN_OPENS.code, session.org, timezone.localdate(session.starts_at)).value
    if not rules.may_open(session.starts_at, at, hours):
        raise TooEarly(starts=session.starts_at, hours=hours)
    session.move_to(Session.State.OPEN)
    return session


@action("activities.hold")
def hold_session(*, actor: Actor, session: Session, at: datetime) -> Session:
    """Record that a session was held 已举办: from now on it counts."""
    require(actor, PLAN, session.org)
    session = Session.objects.locked(session.pk)
    if not rules.has_begun(session.starts_at, at):
        raise NotBegun(starts=session.starts_at)
    session.move_to(Session.State.HELD)
    return session


@action("activities.cancel")
def cancel_session(*, actor: Actor, session: Session, reason: str) -> Session:
    """Cancel a session 取消 with a reason that members read. Refused once somebody attended."""
    require(actor, PLAN, session.org)
    session = Session.objects.locked(session.pk)
    people = session.attendances.counted().count()
    if people:
        raise HasAttendance(people=people)
    if not reason.strip():
        raise Invalid({"reason": [_("写一句为什么取消，报名和看到的人都会读到。")]})
    session.cancelled_because = reason
    session.save(update_fields=["cancelled_because"])
    session.move_to(Session.State.CANCELLED)
    return session


@action("activities.check_in")
def check_in(
    *, actor: Actor, session: Session, person: Person, at: datetime, method: str = Attendance.Method.SEARCH
) -> Attendance:
    """Check a person in 签到, once. A withdrawn check-in stands again; a second one raises AlreadyThere.

    Locks the session row shared with `cancel_session`, so nobody attends what was just cancelled.
    """
    require(actor, CHECK_IN, session.org)
    session = Session.objects.locked(session.pk)
    if not session.takes_attendance:
        raise CheckInClosed()
    before = session.attendances.filter(person=person).first()
    if before and before.state == Attendance.State.ATTENDED:
        raise AlreadyThere(name=person.name, when=before.recorded_at)
    if before:
        before.move_to(Attendance.State.ATTENDED)
        return before
    with refused_as(attendance_once=AlreadyThere(name=person.name, when=_("刚才"))):
        return Attendance.objects.create(  # type: ignore[misc]
            session=session,
            org_id=session.org_id,
            person=person,
            occurred_on=session.occurred_on,
            method=method,
            created_at=at,
            recorded_at=at,
            recorded_by=actor if actor.pk else None,
        )


@action("activities.check_in_by_code")
def check_in_by_code(*, actor: Actor, session: Session, code: str, at: datetime) -> Attendance:
    """Check in whoever shows this member code 会员码, a member of any union; a code works once."""
    require(actor, CHECK_IN, session.org)
    used = use_member_code(actor=actor, code=code, place=session.title, at=at, org=session.org)
    return check_in(actor=actor, session=session, person=used.person, at=at, method=Attendance.Method.CODE)


@action("activities.check_in_many")
def check_in_many(*, actor: Actor, session: Session, people: list[Person], at: datetime) -> int:
    """Check a whole list in 补录, set-based; those already there stay as they are. Gives how many are new."""
    require(actor, CHECK_IN, session.org)
    session = Session.objects.locked(session.pk)
    if not session.takes_attendance:
        raise CheckInClosed()
    there = set(session.attendances.values_list("person_id", flat=True))
    fresh = [
        Attendance(  # type: ignore[misc]
            session=session,
            org_id=session.org_id,
            person=person,
            occurred_on=session.occurred_on,
            method=Attendance.Method.LIST,
            created_at=at,
            recorded_at=at,
            recorded_by=actor if actor.pk else None,
        )
        for person in people
        if person.pk not in there
    ]
    Attendance.objects.bulk_create(fresh, batch_size=1000)
    return len(fresh)


@action("activities.withdraw_check_in")
def withdraw_check_in(*, actor: Actor, attendance: Attendance) -> Attendance:
    """Take a mistaken check-in back 撤销签到; the audit keeps both steps."""
    require(actor, CHECK_IN, attendance.org)
    attendance.move_to(Attendance.State.WITHDRAWN)
    return attendance


@action("activities.add_evidence")
def add_evidence(
    *, actor: Actor, session: Session, upload: Any, caption: str = "", taken_at: datetime | None = None
) -> Evidence:
    """Attach a photo or paper as evidence 佐证; the same contents are kept once, under the last caption.

    `taken_at` is what the person says; the camera's own time comes first. Raises CheckInClosed for a
    cancelled session and the file's own refusals (too large, not what its name says).
    """
    require(actor, CHECK_IN, session.org)
    if session.state == Session.State.CANCELLED:
        raise CheckInClosed()
    file = keep_file(actor=actor, upload=upload, org=session.org, taken_at=taken_at)
    kept = session.evidence.filter(file__sha256=file.sha256).first()
    if kept and caption and kept.caption != caption:
        kept.caption = caption
        kept.save(update_fields=["caption"])
    return kept or Evidence.objects.create(  # type: ignore[misc]
        session=session, file=file, caption=caption, added_by=actor if actor.pk else None
    )


@action("activities.remove_evidence")
def remove_evidence(*, actor: Actor, evidence: Evidence) -> None:
    """Take evidence off a session; the file and the audit trail stay."""
    require(actor, PLAN, evidence.session.org)
    evidence.delete()
