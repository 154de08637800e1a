"""Opening, naming, closing and reopening accounts, and the phone number by which a member is known."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Invalid

from ..errors import CodeWrong, LoginNameTaken, NameKept, NotYourself, PhoneTaken
from ..models import OneTimeCode, User
from ..permission import MANAGE_ACCOUNTS, OWN_ACCOUNT, require_for, require_own_or
from ..phones import normalise_phone, phone_index, phone_mask
from ..rules import CODE_LIFE
from .passwords import keep_password
from .sessions import end_sessions

LANGUAGES = ("zh-hans", "en")


@action("accounts.open_account")
def open_account(
    *,
    actor: Actor,
    username: str = "",
    name: str,
    kind: str = User.Kind.MEMBER,
    password: str | None = None,
    phone: str | None = None,
    org: Any = None,
    language: str = "zh-hans",
    must_change_password: bool | None = None,
    check_password: bool = True,
) -> User:
    """Open an account 开户 for an officer (login name, password) or a member (phone number).

    `org` is the unit that answers for it (an Org or its key); a password set by somebody else must be
    changed at the first sign-in unless `must_change_password=False`. `check_password=False` is for
    hashes prepared by a bulk builder. Raises LoginNameTaken, PhoneTaken, and Invalid per field.
    """
    require(actor, MANAGE_ACCOUNTS, org)
    user = User(
        name=_clean_name(name),
        kind=kind,
        language=language,
        home_org=getattr(org, "pk", org),
        must_change_password=bool(password) if must_change_password is None else must_change_password,
    )
    user.username = _clean_username(username) if username else f"u{user.pk.hex}"
    if phone:
        _put_phone(user, phone)
    if kind == User.Kind.OFFICER and not username:
        raise Invalid({"username": [_("工会干部要有登录名。")]})
    if password is None:
        user.set_unusable_password()
    else:
        keep_password(user, password, at=timezone.now(), check=check_password, save=False)
    _save_new(user)
    return user


def _save_new(user: User) -> None:
    taken = {
        "accounts_user_username_key": LoginNameTaken(username=user.username),
        "accounts_user_phone_bidx_key": PhoneTaken(),
    }
    with refused_as(**taken):
        user.save(force_insert=True)


@action("accounts.open_by_phone")
def open_account_by_phone(*, actor: Actor, phone: str, language: str, at: datetime) -> User:
    """The member account of a number that was just proved by a code; opened when there is none yet.

    A new account is called by its masked number until its owner gives a name.
    """
    require(actor, MANAGE_ACCOUNTS)
    digits = normalise_phone(phone)
    found = User.objects.filter(phone_bidx=phone_index(digits)).first()
    if found is None:
        found = open_account(actor=actor, name=phone_mask(digits), phone=digits, language=language)
    if found.phone_verified_at is None:
        found.phone_verified_at = at
        found.save(update_fields=["phone_verified_at"])
    return found


@action("accounts.deactivate")
def deactivate_account(*, actor: Actor, user: User, reason: str) -> None:
    """Switch an account off 停用 and end its sign-ins at once; the reason goes into the audit trail."""
    require_for(actor, MANAGE_ACCOUNTS, user)
    if actor.pk == user.pk:
        raise NotYourself()
    _need_reason(reason)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    end_sessions(actor=actor, user=user)


@action("accounts.reactivate")
def reactivate_account(*, actor: Actor, user: User, reason: str) -> None:
    """Let a switched-off account sign in again 恢复."""
    require_for(actor, MANAGE_ACCOUNTS, user)
    _need_reason(reason)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True


@action("accounts.set_home_org")
def set_home_org(*, actor: Actor, user: User, org: Any) -> None:
    """Make the unit `org` (an Org or its key) answer for the account; needs the right at both units."""
    require_for(actor, MANAGE_ACCOUNTS, user)
    require(actor, MANAGE_ACCOUNTS, org)
    user.home_org = UUID(str(getattr(org, "pk", org)))
    user.save(update_fields=["home_org"])


@action("accounts.change_name")
def change_name(*, actor: Actor, user: User, name: str, reason: str = "") -> None:
    """Correct the name that stands on the account 更正姓名; an administrator gives the reason.

    The audit trail is read by this name: raises NameKept when somebody would change their own who may not.
    """
    if actor.pk is not None and actor.pk == user.pk:
        require_own_or(actor, MANAGE_ACCOUNTS, user)
        if not may_name_self(user):
            raise NameKept()
    else:
        require_for(actor, MANAGE_ACCOUNTS, user)
        _need_reason(reason)
    user.name = _clean_name(name)
    user.save(update_fields=["name"])


def may_name_self(user: User) -> bool:
    """Whether `user` chooses the name: a member of whom the union keeps no record under their real name."""
    return not user.is_officer and getattr(user, "person", None) is None


@action("accounts.change_language")
def change_language(*, actor: Actor, user: User, language: str) -> None:
    """Choose the language of the pages."""
    require_own_or(actor, MANAGE_ACCOUNTS, user)
    if language not in LANGUAGES:
        raise Invalid({"language": [_("只有中文和 English。")]})
    user.language = language
    user.save(update_fields=["language"])


@action("accounts.change_phone")
def change_phone(*, actor: Actor, user: User, phone: str, reason: str) -> None:
    """Put another number on the account at the desk 窗口换号, after seeing the person's ID.

    The new number counts as proved only when its owner signs in with a code. Ends all sign-ins.
    """
    require_for(actor, MANAGE_ACCOUNTS, user)
    _need_reason(reason)
    _change_phone(user, phone, verified_at=None)
    end_sessions(actor=actor, user=user)


@action("accounts.confirm_new_phone")
def confirm_new_phone(
    *, actor: Actor, user: User, phone: str, proofs: list[OneTimeCode], at: datetime
) -> None:
    """Change one's own number 换手机号: a code to the old number and one to the new prove both.

    `proofs` are the codes that `codes.prove_phone` has just accepted. Raises CodeWrong and PhoneTaken.
    """
    require_own_or(actor, OWN_ACCOUNT, user)
    proved = {(bytes(p.phone_bidx), p.purpose) for p in proofs if p.used_at and at - p.used_at <= CODE_LIFE}
    needed = {(phone_index(phone), OneTimeCode.Purpose.NEW_PHONE)}
    if user.phone_bidx is not None:
        needed.add((bytes(user.phone_bidx), OneTimeCode.Purpose.OLD_PHONE))
    if not needed <= proved:
        raise CodeWrong()
    _change_phone(user, phone, verified_at=at)


def _change_phone(user: User, phone: str, *, verified_at: datetime | None) -> None:
    _put_phone(user, phone)
    user.phone_verified_at = verified_at
    with refused_as(accounts_user_phone_bidx_key=PhoneTaken()):
        user.save(update_fields=["phone", "phone_bidx", "phone_mask", "phone_verified_at"])


def _put_phone(user: User, phone: str) -> None:
    digits = normalise_phone(phone)
    user.phone, user.phone_bidx, user.phone_mask = digits, phone_index(digits), phone_mask(digits)


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 64:
        raise Invalid({"name": [_("姓名要填，最多 64 个字。")]})
    if not any(c.isalpha() or c == "*" for c in name) or any(
        c in "<>" for c in name
    ):  # 138****1234 is a name
        raise Invalid({"name": [_("这不像姓名，请照证件填写。")]})
    return name


def _clean_username(username: str) -> str:
    username = username.strip().lower()
    if not 2 <= len(username) <= 64 or any(c.isspace() for c in username):
        raise Invalid({"username": [_("登录名 2 到 64 个字，中间不能有空格。")]})
    return username


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": [_("请写明理由，它会记进审计。")]})
