"""Posts 职务 and terms 任期: who holds what, since when, how they came into it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.said import day
from wuli.base.orgs.models import Org

from ..codes import PostTitle, Selection, Tenure
from ..models import Person, PostTerm
from .capabilities import APPOINT


class PostTaken(Conflict):
    """A union has one chair at a time; says who it is and until when."""

    code = "people.post_taken"
    message = _("%(org)s的主席现在是%(name)s（%(since)s 起），没有登记第二位。")
    cure = _("先办%(name)s的离任，或者换一段任期。")


class TermTwice(Conflict):
    """The same post, twice at a time, for one person."""

    code = "people.term_twice"
    message = _("%(name)s这段时间已经担任%(org)s的%(title)s。")
    cure = _("先结束原来的任期，或者换一段时间。")


@action("people.appoint")
def appoint(
    *, actor: Actor, person: Person, org: Org, title: str, from_on: date, selection: str,
    until: date | None = None, tenure: str = Tenure.PART_TIME, party_post: str = "",
    session_no: int | None = None, approval_no: str = "", contract_no: str = "",
) -> PostTerm:  # fmt: skip
    """Record that a person took a post at `org` from `from_on`, elected, appointed, hired or acting.

    Raises PostTaken when there is a chair then, by name; Invalid for a contract without end or number.
    """
    require(actor, APPOINT, org)
    _check_term(org, from_on, until, selection, contract_no)
    term = PostTerm(
        person=person, org=org, title=title, valid=DateRange(from_on, until), tenure=tenure,
        selection=selection, party_post=party_post, session_no=session_no, approval_no=approval_no,
        contract_no=contract_no,
    )  # fmt: skip
    twice = TermTwice(name=person.name, org=org, title=PostTitle(title).label)
    try:
        with refused_as(one_chair_at_a_time=PostTaken(), post_term_once=twice):
            term.save()
    except PostTaken as refusal:
        raise _chair_then(org, term.valid) from refusal
    return term


def _check_term(org: Org, from_on: date, until: date | None, selection: str, contract_no: str) -> None:
    faults: dict[str, list[Any]] = {}
    if until is not None and until <= from_on:
        faults["until"] = [_("任期结束要晚于开始。")]
    if from_on < org.opened_on or (org.closed_on and from_on >= org.closed_on):
        faults["from_on"] = [_("那一天%(org)s还没有成立，或者已经撤销。") % {"org": org}]
    if selection == Selection.HIRED and until is None:
        faults["until"] = [_("聘用要写合同到哪一天。")]
    if selection == Selection.HIRED and not contract_no:
        faults["contract_no"] = [_("聘用要写合同编号。")]
    if faults:
        raise Invalid(faults)


def _chair_then(org: Org, span: DateRange) -> Conflict:
    chair = PostTerm.objects.filter(org=org, title=PostTitle.CHAIR, valid__overlap=span)
    found = chair.select_related("person").order_by("valid").first()
    if found is None:
        return Conflict()
    return PostTaken(org=org, name=found.person.name, since=found.valid.lower)


@action("people.end_term")
def end_term(*, actor: Actor, term: PostTerm, ended_on: date, note: str, seen_version: int) -> PostTerm:
    """End a term 离任 from the day `ended_on`, earlier than it would, with the reason.

    A chair is not moved within the term without consent of the committee and the next higher union
    (工会法 第十八条): the reason must say so, so it may not be empty.
    """
    require(actor, APPOINT, term.org)
    claimed = term.claim_edit(seen_version)
    if not note.strip():
        raise Invalid({"note": [_("写明缘由，例如「到龄退休」「调离，已征得本级委员会和上级工会同意」。")]})
    if ended_on <= claimed.valid.lower:
        raise Invalid({"ended_on": [_("离任要晚于上任（%(day)s）。") % {"day": day(claimed.valid.lower)}]})
    if claimed.valid.upper is not None and ended_on > claimed.valid.upper:
        raise Invalid({"ended_on": [_("任期到 %(day)s 就满了。") % {"day": day(claimed.valid.upper)}]})
    claimed.valid = DateRange(claimed.valid.lower, ended_on)
    claimed.note = note.strip()
    claimed.save(update_fields=["valid", "note"])
    return claimed


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term for `appoint_many`."""

    person_id: UUID
    org_id: UUID
    title: str
    from_on: date
    selection: str
    until: date | None = None
    tenure: str = Tenure.PART_TIME
    party_post: str = ""
    session_no: int | None = None
    approval_no: str = ""
    contract_no: str = ""
    note: str = ""


@action("people.appoint_many")
def appoint_many(*, actor: Actor, org: Org, rows: list[TermRow]) -> int:
    """Record many terms of units below `org` at once, e.g. after a round of elections; all or none."""
    require(actor, APPOINT, org)
    below = set(
        Org.objects.visible_to(actor, APPOINT.code)
        .filter(pk__in={r.org_id for r in rows})
        .values_list("pk", flat=True)
    )
    if below != {r.org_id for r in rows}:
        raise Invalid({"rows": [_("有的单位不在您的范围内。")]})
    terms = [
        PostTerm(
            person_id=r.person_id, org_id=r.org_id, title=r.title, valid=DateRange(r.from_on, r.until),
            tenure=r.tenure, selection=r.selection, party_post=r.party_post, session_no=r.session_no,
            approval_no=r.approval_no, contract_no=r.contract_no, note=r.note,
        )
        for r in rows
    ]  # fmt: skip
    return len(PostTerm.objects.bulk_create(terms))
