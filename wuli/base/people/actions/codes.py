"""The member code 会员码 in use: shown, used once at one place, stopped and allowed again."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.orgs.models import Org

from .. import member_code
from ..models import CodePass, CodeStop, CodeUse, Person
from .capabilities import CORRECT, USE_CODE
from .persons import is_self, require_self


class CodeUsed(Conflict):
    """A code is good once: a photograph of it is not."""

    code = "people.code_used"
    message = _("这个码刚用过一次，没有再记。")
    cure = _("等半分钟，会员码自己换了再扫。")


class CodeStopped(RuleBroken):
    """The person, or their union, stopped the code."""

    code = "people.code_stopped"
    message = _("这个会员码已经停用。")
    cure = _("请本人在会员码页面恢复，或者凭证件人工登记。")


class CodeUnknown(RuleBroken):
    """A code or six digits that belong to nobody now."""

    code = "people.code_unknown"
    message = _("这不是现在有效的会员码。")
    cure = _("请本人打开会员码，等它刷新，再扫一次或重报 6 个数。")


class DigitsShared(Conflict):
    """Two codes on show have the same six digits just now."""

    code = "people.digits_shared"
    message = _("此刻有两个人是这 6 个数，分不清。")
    cure = _("等半分钟换了数再报，或者扫码。")


@action("people.show_code")
def show_code(*, actor: Actor, person: Person, at: datetime, offline: bool = False) -> member_code.Shown:
    """The person's code for this half minute, or the day code 离线码 to carry without network.

    Only to the person. Raises CodeStopped while it is stopped. Remembers when it was shown, so that six
    digits are looked for among the codes on show and nowhere else.
    """
    require_self(actor, person)
    if CodeStop.objects.filter(person=person, lifted_at=None).exists():
        raise CodeStopped()
    CodePass.objects.get_or_create(person=person)
    CodePass.objects.filter(person=person).update(shown_at=at)
    return member_code.issue(CodePass.objects.get(person=person).alias, at, offline=offline)


@action("people.use_code")
def use_member_code(*, actor: Actor, code: str, place: str, at: datetime, org: Org | None = None) -> CodeUse:
    """Use a scanned code, or six spoken digits, at `place`; the answer names the person.

    Raises CodeUnknown for a forged, expired or mistyped code, CodeStopped, and CodeUsed for the same code
    again within its life (a day code: again at the same place).
    """
    require(actor, USE_CODE, org)
    told, person = _read(code, at)
    if CodeStop.objects.filter(person=person, lifted_at=None).exists():
        raise CodeStopped()
    with refused_as(code_used_once=CodeUsed(), day_code_once_a_place=CodeUsed()):
        return CodeUse.objects.create(
            person=person, issued_at=told.issued_at, used_at=at, place=place, offline=told.offline
        )


def _read(code: str, at: datetime) -> tuple[member_code.Told, Person]:
    digits = code.replace(" ", "")
    if len(digits) == member_code.DIGITS and digits.isascii() and digits.isdigit():
        return _by_digits(digits, at)
    try:
        told = member_code.verify(code, at)
    except member_code.BadCode as error:
        raise CodeUnknown() from error
    found = (
        CodePass.objects.select_related("person__merged_into").filter(alias=cast(UUID, told.alias)).first()
    )
    if found is None:
        raise CodeUnknown()
    return told, found.person.merged_into or found.person


def _by_digits(digits: str, at: datetime) -> tuple[member_code.Told, Person]:
    on_show = CodePass.objects.filter(
        shown_at__gt=at - timedelta(seconds=member_code.LIFE + member_code.SLACK)
    )
    found: list[tuple[Any, datetime]] = [
        (key, issued)
        for key, alias in on_show.values_list("person", "alias")
        if (issued := member_code.digits_issued_at(alias, digits, at))
    ]
    if not found:
        raise CodeUnknown()
    if len(found) > 1:
        raise DigitsShared()
    key, issued = found[0]
    return member_code.Told(alias=None, issued_at=issued, offline=False), Person.objects.get(pk=key)


@action("people.stop_code")
def stop_code(*, actor: Actor, person: Person, reason: str, at: datetime) -> CodeStop:
    """Stop a member code 停用 at once: by the person, or by an officer of the person's union."""
    if not is_self(actor, person):
        require(actor, CORRECT, person.home)
    if not reason.strip():
        raise Invalid({"reason": [_("写明为什么停用。")]})
    with refused_as(code_stopped_once=CodeStopped()):
        return CodeStop.objects.create(person=person, stopped_at=at, reason=reason.strip())


@action("people.allow_code")
def allow_code(*, actor: Actor, person: Person, at: datetime) -> None:
    """Allow a stopped code again 恢复; a new alias makes every code issued before it worthless."""
    if not is_self(actor, person):
        require(actor, CORRECT, person.home)
    if not CodeStop.objects.filter(person=person, lifted_at=None).update(lifted_at=at):
        raise Conflict()
    CodePass.objects.filter(person=person).delete()
