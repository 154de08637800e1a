"""Transfer 转会: the person agrees, the old union lets go, the new one receives; then the membership moves.

Membership follows employment: 一次入会、动态接转 (工会会员会籍管理办法, 2016). Locks the transfer, then the
membership.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid, NotAllowed, RuleBroken
from wuli.base.core.notices import Event, notify
from wuli.base.core.said import day
from wuli.base.orgs.models import Org

from ..models import Membership, Person, Transfer
from .capabilities import TRANSFER
from .membership import NotMember, close_membership, open_membership
from .persons import is_self, require_self

ASKED = Event("people.transfer_asked", _("请您表态：转会到%(org)s"), glyph="转", tone="ju")
DONE = Event("people.transfer_done", _("您的会籍已转到%(org)s"), glyph="转", tone="ju")
REFUSED = Event("people.transfer_refused", _("转会到%(org)s没有同意：%(answer)s"), glyph="转", tone="ju")


class TransferOpen(Conflict):
    """One transfer at a time."""

    code = "people.transfer_open"
    message = _("%(name)s已经有一件转会在办：转去%(org)s。没有再提一件。")
    cure = _("先撤回那一件，或者等它办完。")


class SameUnion(RuleBroken):
    """A transfer leads somewhere else."""

    code = "people.same_union"
    message = _("%(name)s本来就在%(org)s。")


class PersonNotAgreed(RuleBroken):
    """Nobody is moved without having agreed; consent is given by the person, not for them."""

    code = "people.person_not_agreed"
    message = _("%(name)s本人还没有同意，不能转入。会籍没有动。")
    cure = _("请本人在手机上「我的 · 转会」里点同意。")
    source = _("工会会员会籍管理办法：会籍接转须本人同意")


@action("people.ask_transfer")
def ask_transfer(*, actor: Actor, person: Person, to_org: Org, reason: str, at: datetime) -> Transfer:
    """Ask for a transfer: the person, or an officer of either union. The person's own asking is consent.

    Raises NotMember, SameUnion, and TransferOpen with where the open one leads.
    """
    own = is_self(actor, person)
    membership = Membership.objects.active(timezone.localdate(at)).filter(person=person).first()
    if not own:
        _require_either(actor, membership.org if membership else person.home, to_org)
    if membership is None:
        raise NotMember(name=person.name)
    if membership.org_id == to_org.pk:
        raise SameUnion(name=person.name, org=to_org)
    _check_receiver(to_org, at)
    try:
        with refused_as(one_open_transfer=TransferOpen()):
            transfer = Transfer.objects.create(
                person=person, from_org=membership.org, to_org=to_org, reason=reason.strip(),
                person_agreed_at=at if own else None,
            )  # fmt: skip
    except TransferOpen as refusal:
        other = Transfer.objects.filter(person=person, state__in=Transfer.OPEN).first()
        raise TransferOpen(name=person.name, org=other.to_org if other else "") from refusal
    if not own:
        _tell(transfer, ASKED)
    return transfer


def _tell(transfer: Transfer, event: Event, **params: str) -> None:
    user = transfer.person.user
    if user is not None:
        url = f"/people/me/transfers/{transfer.pk}/"
        notify(user, event, url=url, org=transfer.to_org, **params)


def _require_either(actor: Actor, from_org: Org, to_org: Org) -> None:
    if not (actor.has_perm(TRANSFER.code, from_org) or actor.has_perm(TRANSFER.code, to_org)):
        raise NotAllowed(what=TRANSFER.name)


def _check_receiver(to_org: Org, at: datetime) -> None:
    day = timezone.localdate(at)
    if day < to_org.opened_on or (to_org.closed_on and day >= to_org.closed_on):
        raise Invalid({"to_org": [_("%(org)s还没有成立，或者已经撤销。") % {"org": to_org}]})


@action("people.agree_to_transfer")
def agree_to_transfer(*, actor: Actor, transfer: Transfer, at: datetime) -> Transfer:
    """The person agrees 本人同意; nobody can do it for them."""
    require_self(actor, transfer.person)
    agreed = Transfer.objects.filter(pk=transfer.pk, state__in=Transfer.OPEN, person_agreed_at=None)
    if not agreed.update(person_agreed_at=at):
        raise Conflict()
    transfer.refresh_from_db()
    return transfer


@action("people.release_transfer")
def release_transfer(*, actor: Actor, transfer: Transfer, answer: str = "") -> Transfer:
    """The old union lets go 转出方同意."""
    require(actor, TRANSFER, transfer.from_org)
    return _step(Transfer.objects.locked(transfer.pk), Transfer.State.RELEASED, answer)


@action("people.receive_transfer")
def receive_transfer(
    *, actor: Actor, transfer: Transfer, effective_on: date, at: datetime, answer: str = "", card_no: str = ""
) -> Transfer:
    """The new union receives 转入: on `effective_on` the old membership ends and the new one begins.

    Raises PersonNotAgreed without the person's consent, Conflict when the old union has not let go, and
    Invalid for a day to come or before the old membership began.
    """
    require(actor, TRANSFER, transfer.to_org)
    transfer = Transfer.objects.locked(transfer.pk)
    if transfer.person_agreed_at is None:
        raise PersonNotAgreed(name=transfer.person.name)
    if effective_on > timezone.localdate(at):
        raise Invalid({"effective_on": [_("日期还没有到，到那天再收。")]})
    if effective_on < transfer.to_org.opened_on:
        raise Invalid({"effective_on": [_("那一天转入工会还没有成立。")]})
    transfer = _step(transfer, Transfer.State.DONE, answer)
    Transfer.objects.filter(pk=transfer.pk).update(effective_on=effective_on)
    _move(transfer, effective_on, card_no)
    _tell(transfer, DONE)
    transfer.refresh_from_db()
    return transfer


def _move(transfer: Transfer, on: date, card_no: str) -> None:
    held = Membership.objects.filter(
        person=transfer.person, org=transfer.from_org, valid__upper_inf=True
    ).first()
    if held is None:
        raise NotMember(name=transfer.person.name)
    if on <= held.joined_on:
        joined = {"org": transfer.from_org, "day": day(held.joined_on)}
        told = _("要晚于在%(org)s入会那天（%(day)s）。") % joined
        raise Invalid({"effective_on": [told]})
    close_membership(held, on, Membership.Ended.TRANSFERRED)
    open_membership(transfer.person, transfer.to_org, on, card_no=card_no or held.card_no, source="transfer")


@action("people.refuse_transfer")
def refuse_transfer(*, actor: Actor, transfer: Transfer, answer: str) -> Transfer:
    """Either union, or the person, says no, with the reason; the membership stays where it is."""
    if not is_self(actor, transfer.person):
        _require_either(actor, transfer.from_org, transfer.to_org)
    if not answer.strip():
        raise Invalid({"answer": [_("写明为什么不同意，本人看得到。")]})
    transfer = Transfer.objects.locked(transfer.pk)
    side = _side(actor, transfer)
    refused = _step(transfer, Transfer.State.REFUSED, answer)
    Transfer.objects.filter(pk=refused.pk).update(refused_by=side)
    refused.refused_by = side
    _tell(refused, REFUSED, answer=answer.strip())
    return refused


def _side(actor: Actor, transfer: Transfer) -> Transfer.Side:
    """Whose no it is; of an officer of both unions, that of the one whose turn it is."""
    if is_self(actor, transfer.person):
        return Transfer.Side.PERSON
    turns = [(Transfer.Side.FROM, transfer.from_org), (Transfer.Side.TO, transfer.to_org)]
    if transfer.state == Transfer.State.RELEASED:
        turns.reverse()
    return next(side for side, org in turns if actor.has_perm(TRANSFER.code, org))


@action("people.withdraw_transfer")
def withdraw_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Take the request back: the person, or an officer of either union."""
    if not is_self(actor, transfer.person):
        _require_either(actor, transfer.from_org, transfer.to_org)
    return _step(Transfer.objects.locked(transfer.pk), Transfer.State.WITHDRAWN, "")


def _step(transfer: Transfer, state: str, answer: str) -> Transfer:
    transfer.move_to(state)
    if answer.strip():
        Transfer.objects.filter(pk=transfer.pk).update(answer=answer.strip())
        transfer.answer = answer.strip()
    return transfer
