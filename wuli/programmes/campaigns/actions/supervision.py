"""The verbs of supervision 督办: open, answer, accept, return, withdraw, and climb when a step is missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core import calendar, rules
from wuli.base.core.actions import Actor, Capability, action, refused_as, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.core.notices import Event, notify_all
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org, OrgClosure, ParentEdge, RoleGrant
from wuli.base.orgs.roles import roles_with
from wuli.base.people.codes import PostTitle
from wuli.base.people.models import Person, PostTerm

from ..models import Cause, Supervision, SupervisionProof, SupervisionRule, SupervisionStep
from ..supervision.watching import Finding, findings
from .owners import check_standing

SUPERVISE = Capability("campaigns.supervise", _("发督办、审核答复"), roles={"officer", "chair"})
ANSWER = Capability("campaigns.answer_supervision", _("答复督办"), roles={"officer", "chair"})

ASKED = Event("campaigns.supervision_asked", _("%(by)s督办：%(title)s，%(due)s前答复"), glyph="督", tone="hu")
ANSWERED = Event("campaigns.supervision_answered", _("%(org)s答复了督办：%(title)s"), glyph="督", tone="hu")
ACCEPTED = Event("campaigns.supervision_accepted", _("督办已办结：%(title)s"), glyph="督", tone="hu")
RETURNED = Event(
    "campaigns.supervision_returned", _("督办退回再办：%(title)s。%(words)s"), glyph="督", tone="hu"
)
CLIMBED = Event(
    "campaigns.supervision_climbed", _("%(org)s过期没办，报到%(upper)s：%(title)s"), glyph="督", tone="hu"
)
WITHDRAWN = Event(
    "campaigns.supervision_withdrawn", _("督办撤销了：%(title)s。%(words)s"), glyph="督", tone="hu"
)

Kind = SupervisionStep.Kind
MOST_LEVELS = 12


class AlreadyAsked(Conflict):
    """A unit is asked once for the same thing."""

    code = "campaigns.already_asked"
    message = _("%(org)s的“%(title)s”已经在督办，没有再发一件。")
    cure = _("打开那一件接着办。")


class OwnAnswer(RuleBroken):
    """Who answered does not judge the answer."""

    code = "campaigns.own_answer"
    message = _("这次答复是您自己写的，要由别人来审核。")


class NotBelowAsker(RuleBroken):
    """Units are asked by a unit above them."""

    code = "campaigns.not_below_asker"
    message = _("%(org)s不在%(asked_by)s下面，督办发不过去。")


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: the unit, who holds its post, and the units passed over because theirs is vacant."""

    org: Org
    person: Person | None
    vacant: Sequence[Org] = ()


@action("campaigns.open_supervision")
def open_supervision(
    *, actor: Actor, asked_by: Org, org: Org, title: str, asks: str, at: datetime, cause: str = Cause.HAND,
    indicator: str = "", period: Any = None, cause_key: str = "", rule: SupervisionRule | None = None,
) -> Supervision:  # fmt: skip
    """Ask `org` 发督办: its chair has until a time counted in working hours to answer.

    Where the post is vacant, the item says so and goes to the level above. Raises AlreadyAsked for what is
    open already, NotBelowAsker, UnitClosed, Invalid for empty words.
    """
    require(actor, SUPERVISE, asked_by)
    _check_words(title=title, asks=asks)
    _check_below(org, asked_by)
    today = timezone.localdate(at)
    check_standing(org, today)
    turn = turn_at(org, today)
    hours = rule.answer_hours if rule else _hours(org, today, "answer_hours")
    item = Supervision(
        org=org, asked_by=asked_by, rule=rule, cause=cause, indicator=indicator, period=period,
        cause_key=cause_key or f"{cause}:{indicator or title}"[:140], title=title, asks=asks,
        with_org=turn.org, person=turn.person, due_at=due_after(at, hours, org), opened_on=today,
        opened_by_id=actor.pk,
    )  # fmt: skip
    with refused_as(supervision_one_open=AlreadyAsked(org=org, title=title)):
        item.save()
    _step(actor, item, Kind.OPENED, asks, at)
    for unit in turn.vacant:
        _step(actor, item, Kind.VACANT, _now("%(org)s没有主席在任。") % {"org": unit}, at)
    tell([org, turn.org], item, ASKED, by=asked_by, due=_spoken(item.due_at))
    return item


def _check_words(**words: str) -> None:
    empty = {name: [_now("还没填")] for name, said in words.items() if not said.strip()}
    if empty:
        raise Invalid(empty)


def _check_below(org: Org, asked_by: Org) -> None:
    below = OrgClosure.objects.filter(ancestor=asked_by, descendant=org, standing=True, depth__gt=0)
    if not below.exists():
        raise NotBelowAsker(org=org, asked_by=asked_by)


@action("campaigns.run_supervision_rule")
def run_rule(*, actor: Actor, rule: SupervisionRule, at: datetime) -> list[Supervision]:
    """Open an item for every unit that the rule finds today and that is not asked already."""
    require(actor, SUPERVISE, rule.org)
    today = timezone.localdate(at)
    if not rule.holds_on(today):
        return []
    opened = Supervision.objects.open().filter(asked_by=rule.org).values_list("org", "cause_key")
    known = set(opened)
    made = []
    for found in findings(rule, today):
        if (found.org.pk, found.cause_key) not in known:
            item = _opened(actor, rule, found, at)
            made += [item] if item else []
    return made


def _opened(actor: Actor, rule: SupervisionRule, found: Finding, at: datetime) -> Supervision | None:
    try:
        return open_supervision(
            actor=actor, asked_by=rule.org, org=found.org, title=found.title[:120], asks=found.asks, at=at,
            cause=rule.cause, indicator=rule.indicator, cause_key=found.cause_key, rule=rule,
            period=DateRange(found.when.start, found.when.end) if found.when else None,
        )  # fmt: skip
    except AlreadyAsked:  # another worker was quicker
        return None


@action("campaigns.answer_supervision")
def answer_supervision(
    *, actor: Actor, item: Supervision, words: str, at: datetime, uploads: Sequence[Any] = (), link: str = ""
) -> Supervision:
    """Answer 答复 with evidence: files, or the address of a record here. The first answer is timed.

    Raises Invalid without words or for an address that is not ours, Conflict when it is not the unit's turn.
    """
    require(actor, ANSWER, item.org)
    _check_words(words=words)
    if link and not (link.startswith("/") and not link.startswith("//")):
        raise Invalid({"link": [_now("写平台里的地址，以 / 开头，例如 /activities/…")]})
    item = Supervision.objects.locked(item.pk)
    item.move_to(Supervision.State.ANSWERED)
    if item.answered_on is None:
        item.answered_on, item.in_time = timezone.localdate(at), at <= item.due_at and not item.level
    _hand_over(item, item.asked_by, at, "review_hours")
    step = _step(actor, item, Kind.ANSWERED, words, at)
    proofs = [SupervisionProof(step=step, org=item.org, link=link)] if link else []
    proofs += [
        SupervisionProof(step=step, org=item.org, file=keep_file(actor=actor, upload=each, org=item.org))
        for each in uploads
    ]
    SupervisionProof.objects.bulk_create(proofs)
    tell([item.asked_by], item, ANSWERED, org=item.org)
    return item


@action("campaigns.accept_supervision")
def accept_supervision(*, actor: Actor, item: Supervision, at: datetime, words: str = "") -> Supervision:
    """Settle an item 审核通过; not by who wrote the answer."""
    require(actor, SUPERVISE, item.asked_by)
    item = Supervision.objects.locked(item.pk)
    _check_not_own(actor, item)
    _close(item, Supervision.State.ACCEPTED, at)
    _step(actor, item, Kind.ACCEPTED, words, at)
    tell([item.org], item, ACCEPTED)
    return item


@action("campaigns.return_supervision")
def return_supervision(*, actor: Actor, item: Supervision, words: str, at: datetime) -> Supervision:
    """Send an answer back 退回 with words; the unit has the full time again."""
    require(actor, SUPERVISE, item.asked_by)
    _check_words(words=words)
    item = Supervision.objects.locked(item.pk)
    _check_not_own(actor, item)
    item.move_to(Supervision.State.RETURNED)
    _hand_over(item, item.org, at, "answer_hours")
    _step(actor, item, Kind.RETURNED, words, at)
    tell([item.org, item.with_org], item, RETURNED, words=words)
    return item


@action("campaigns.withdraw_supervision")
def withdraw_supervision(*, actor: Actor, item: Supervision, words: str, at: datetime) -> Supervision:
    """Take an item back with words, e.g. when it rested on a mistake."""
    require(actor, SUPERVISE, item.asked_by)
    _check_words(words=words)
    item = Supervision.objects.locked(item.pk)
    _close(item, Supervision.State.WITHDRAWN, at)
    _step(actor, item, Kind.WITHDRAWN, words, at)
    tell([item.org], item, WITHDRAWN, words=words)
    return item


@action("campaigns.climb_supervision")
def climb_supervision(*, actor: Actor, item: Supervision, at: datetime) -> Supervision | None:
    """After a missed step: one level up, both levels told, and the time of the new level begins.

    Nothing when the step was taken meanwhile. Above the highest unit it stays there, and is told again.
    (item, level) is unique, so two workers climb once.
    """
    require(actor, SUPERVISE, item.asked_by)
    item = Supervision.objects.locked(item.pk)
    if not item.is_late(at) or item.level >= MOST_LEVELS:
        return None
    today = timezone.localdate(at)
    missed = item.with_org
    upper = above(missed, today) or missed
    turn = turn_at(upper, today)
    item.level += 1
    item.with_org, item.person = turn.org, turn.person
    item.due_at = due_after(at, _hours(item.org, today, "climb_hours"), item.org)
    item.save(update_fields=["level", "with_org", "person", "due_at"])
    with refused_as(supervision_climbs_once=Conflict()):
        _step(actor, item, Kind.CLIMBED, "", at)
    tell([missed, item.org, turn.org], item, CLIMBED, org=missed, upper=turn.org)
    return item


def turn_at(org: Org, on: date) -> Turn:
    """Who answers for a unit: its chair, or that of the nearest unit above when the post is vacant."""
    vacant: list[Org] = []
    unit: Org | None = org
    while unit is not None and len(vacant) < MOST_LEVELS:
        chair = PostTerm.objects.in_office(on).filter(org=unit, title=PostTitle.CHAIR)
        term = chair.select_related("person").first()
        if term is not None:
            return Turn(unit, term.person, vacant)
        vacant.append(unit)
        unit = above(unit, on)
    return Turn(org, None, vacant)


def above(org: Org, on: date) -> Org | None:
    """The unit directly above on a day, on the territorial line."""
    edge = ParentEdge.objects.filter(child=org, line=Line.TERRITORIAL, valid__contains=on)
    found = edge.select_related("parent").first()
    return found.parent if found else None


def due_after(at: datetime, hours: int, place: Org) -> datetime:
    """The instant after so many working hours at the place."""
    return calendar.add_working_minutes(at, hours * 60, place=place)


def _hours(place: Org, on: date, which: str) -> int:
    return int(rules.at("campaigns.supervision_times", place, on)[which])


def _hand_over(item: Supervision, org: Org, at: datetime, which: str) -> None:
    """Give the next step to a unit: the one that holds its post, and a new time."""
    today = timezone.localdate(at)
    turn = turn_at(org, today)
    rule_hours = item.rule.answer_hours if item.rule and which == "answer_hours" else None
    item.with_org, item.person = turn.org, turn.person
    item.due_at = due_after(at, rule_hours or _hours(item.org, today, which), item.org)
    item.save(update_fields=["with_org", "person", "due_at", "answered_on", "in_time"])


def _close(item: Supervision, state: str, at: datetime) -> None:
    if not item.may_move_to(state):
        raise Conflict()
    item.state, item.closed_on = state, timezone.localdate(at)
    item.save(update_fields=["state", "closed_on"])


def _check_not_own(actor: Actor, item: Supervision) -> None:
    last = item.steps.filter(kind=Kind.ANSWERED).order_by("-at", "-pk").first()
    if actor.pk is not None and last is not None and last.by_id == actor.pk:
        raise OwnAnswer()


def _step(actor: Actor, item: Supervision, kind: str, words: str, at: datetime) -> SupervisionStep:
    return SupervisionStep.objects.create(
        item=item, org=item.org, kind=kind, words=words.strip(), with_org=item.with_org, person=item.person,
        level=item.level, due_at=item.due_at if item.is_open else None, by_id=actor.pk, at=at,
        occurred_on=timezone.localdate(at),
    )  # fmt: skip


def tell(orgs: Sequence[Org], item: Supervision, event: Event, **params: Any) -> None:
    """Tell those who can answer at these units, and the person who holds the post, once each."""
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(
        org__in=[org.pk for org in orgs], role__in=roles_with(ANSWER.code), user__is_active=True
    )
    users: dict[Any, User] = {grant.user_id: grant.user for grant in grants.select_related("user")}
    if item.person and item.person.user_id and item.person.user.is_officer:
        users.setdefault(item.person.user_id, item.person.user)
    if users:
        notify_all(users.values(), event, url=item.get_absolute_url(), title=item.title, **params)


def _spoken(at: datetime) -> str:
    return timezone.localtime(at).strftime("%m-%d %H:%M")
