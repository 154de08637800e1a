"""Registering and correcting persons, and joining them to the account they sign in with."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM, Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, NotAllowed
from wuli.base.orgs.models import Org

from .. import rules
from ..models import Person
from .capabilities import CORRECT, REGISTER
from .facts import facts_of, set_facts

SELF_CORRECTABLE = {"phone", "bank_account", "education", "marital", "skill", "job"}


class AlreadyRegistered(Conflict):
    """The identity number belongs to a person who is in the registers."""

    code = "people.already_registered"
    message = _("这个证件号码已经登记过：%(name)s，在%(org)s。没有重复登记。")
    cure = _("用证件号码找到此人，直接办入会或转会。")


class PhoneShared(Conflict):
    """A phone that two persons gave does not say which of them signs in."""

    code = "people.phone_shared"
    message = _("有 %(people)s 个人登记了这个手机号，分不清是谁。")
    cure = _("请本单位工会核对后改正其中一个。")


class AccountTaken(Conflict):
    """One account, one person."""

    code = "people.account_taken"
    message = _("这个账号已经是%(name)s的。")
    cure = _("请用本人的手机号登录。")


@action("people.register")
def register_person(
    *, actor: Actor, org: Org, name: str, id_number: str, at: datetime, phone: str = "", **facts: Any
) -> Person:
    """Register a person 登记 at `org`, real-name by identity number; birth and sex come from the number.

    Makes no membership. Raises Invalid with every faulty field, and AlreadyRegistered when the number is
    known, naming where.
    """
    require(actor, REGISTER, org)
    told = {"name": name, "id_number": id_number, "phone": phone, **facts}
    person = set_facts(Person(home=org), facts_of(told, on=timezone.localdate(at)))
    try:
        with refused_as(people_person_id_bidx_key=AlreadyRegistered()):
            person.save()
    except AlreadyRegistered as refusal:
        known = Person.objects.select_related("home").get(id_bidx=person.id_bidx)
        raise AlreadyRegistered(name=known.masked_name, org=known.home or "") from refusal
    return person


@action("people.correct")
def correct_person(
    *, actor: Actor, person: Person, seen_version: int, at: datetime, **changes: Any
) -> Person:
    """Correct facts 更正 about a person, by an officer, or the person's own (phone, account, skills).

    Raises Conflict when somebody else corrected meanwhile, Invalid for faulty values, AlreadyRegistered
    when the corrected number is another person's.
    """
    if not (is_self(actor, person) and set(changes) <= SELF_CORRECTABLE):
        require(actor, CORRECT, person.home)
    columns = facts_of(changes, on=timezone.localdate(at), known=person)
    claimed = set_facts(person.claim_edit(seen_version), columns)
    try:
        with refused_as(people_person_id_bidx_key=AlreadyRegistered()):
            claimed.save(update_fields=[*columns])
    except AlreadyRegistered as refusal:
        known = Person.objects.select_related("home").get(id_bidx=claimed.id_bidx)
        raise AlreadyRegistered(name=known.masked_name, org=known.home or "") from refusal
    return claimed


@action("people.link_account")
def link_account(*, actor: Actor, user: User, person: Person) -> Person:
    """Say that `user` is the account of `person`; by an officer of the person's union, or the platform.

    Raises AccountTaken when the account is another person's, Conflict when the person has another one.
    """
    require(actor, CORRECT, person.home)
    with refused_as(people_person_user_id_key=AccountTaken(name=_("别人"))):
        linked = Person.objects.filter(pk=person.pk, user=None, merged_into=None).update(user=user)
    if not linked:
        raise Conflict()
    person.user = user
    return person


def my_person(user: Any) -> Person | None:
    """The person behind the signed-in `user`; at the first sign-in found by the verified phone.

    None when nobody gave this phone. Raises PhoneShared when several did.
    """
    if not getattr(user, "is_authenticated", False):
        return None
    known = Person.objects.behind(user)
    if known is not None or not user.phone_verified_at or not user.phone:
        return known
    index = rules.phone_blind(rules.normalise_phone(user.phone))
    found = list(Person.objects.standing().filter(phone_bidx=index, user=None)[:3])
    if len(found) > 1:
        raise PhoneShared(people=len(found))
    return link_account(actor=SYSTEM, user=user, person=found[0]) if found else None


def is_self(actor: Any, person: Person) -> bool:
    """Whether the actor is the person in question."""
    return bool(actor.pk) and person.user_id == actor.pk


def require_self(actor: Any, person: Person) -> None:
    """Refuse with NotAllowed unless the actor is the person: consent cannot be given for another."""
    if not is_self(actor, person):
        raise NotAllowed(what=_("代本人表态"))
