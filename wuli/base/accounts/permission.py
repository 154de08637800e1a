"""Who may act on an account: its owner, or somebody who holds the capability at its unit."""

from typing import Any

from django.contrib.auth import get_backends
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, own_steps, require
from wuli.base.core.errors import NotAllowed

from .models import User

MANAGE_ACCOUNTS = Capability("accounts.manage", _("管理账号"), roles={"system_admin"})
ANSWER_PRIVACY = Capability("accounts.answer_privacy", _("答复个人信息请求"), roles={"security_admin"})
PUBLISH_TEXTS = Capability("accounts.publish_texts", _("发布同意书文本"), roles={"security_admin"})
OWN_ACCOUNT = Capability("accounts.own", _("改自己的账号"))
SEND_CODES = Capability("accounts.send_codes", _("发验证码"))

own_steps(
    {
        "accounts.change_name": _("改自己的姓名"),
        "accounts.change_language": _("换界面语言"),
        "accounts.confirm_new_phone": _("换自己的手机号"),
        "accounts.set_password": _("改自己的密码"),
        "accounts.end_sessions": _("让设备退出登录"),
        "accounts.give_consent": _("同意说明文本"),
        "accounts.give_required_consents": _("同意必需的说明文本"),
        "accounts.withdraw_consent": _("撤回同意"),
        "accounts.ask_about_data": _("提出个人信息请求"),
        "accounts.withdraw_privacy_request": _("撤回个人信息请求"),
    }
)


def require_own_or(actor: Actor, capability: Capability, user: User) -> None:
    """Pass the owner of `user`; anybody else needs `capability` for that account."""
    if actor.pk is not None and actor.pk == user.pk and user.is_active:
        return
    require_for(actor, capability, user)


def require_for(actor: Actor, capability: Capability, user: User) -> None:
    """Refuse unless `actor` holds `capability` at the unit that answers for `user`.

    An account without a unit (a member who came by phone) is answered for by the whole federation.
    """
    if user.home_org is not None:
        return require(actor, capability, user.home_org)
    if not (getattr(actor, "is_system", False) or holds_at_top(actor, capability.code)):
        raise NotAllowed(what=capability.name)


def holds_at_top(user: Any, capability: str) -> bool:
    """Whether any permission back-end grants `capability` over the whole federation."""
    backends = [backend for backend in get_backends() if hasattr(backend, "holds_at_top")]
    return any(backend.holds_at_top(user, capability) for backend in backends)
