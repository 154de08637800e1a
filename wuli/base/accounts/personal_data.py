"""What is kept about a person, part by part, so that one page shows and exports all of it.

Each app brings its parts in its `desk.py`; upper floors are never asked by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .devices import device_name
from .models import User

Row = dict[str, Any]


@dataclass(frozen=True)
class PersonalData:
    """One part of what is kept: its name, why 用途, how long 保存多久, and the rows of one person.

    `load(user)` answers rows of label and value in the reader's language, sensitive values masked.
    """

    code: str
    name: str | Promise
    why: str | Promise
    kept: str | Promise
    load: Callable[[User], Iterable[Row]]
    order: int = 50


_parts: dict[str, PersonalData] = {}


def register_personal_data(part: PersonalData) -> None:
    """Add a part to everybody's data page; two with one code do not start."""
    if _parts.setdefault(part.code, part) is not part:
        raise ValueError(f"personal data {part.code} is declared twice")


@dataclass(frozen=True)
class KeptPart:
    """A part with the rows of one person, ready to be shown."""

    part: PersonalData
    rows: list[Row]


def kept_about(user: User) -> list[KeptPart]:
    """Everything kept about `user`, in order; parts without rows are told as empty."""
    ordered = sorted(_parts.values(), key=lambda part: (part.order, part.code))
    return [KeptPart(part, list(part.load(user))) for part in ordered]


def as_export(user: User, at: datetime) -> dict[str, Any]:
    """The same as plain data, for the JSON copy."""
    return {
        "exported_at": at.isoformat(),
        "account": str(user.pk),
        "parts": [
            {
                "code": kept.part.code,
                "name": str(kept.part.name),
                "purpose": str(kept.part.why),
                "kept": str(kept.part.kept),
                "rows": [{str(k): _plain(v) for k, v in row.items()} for row in kept.rows],
            }
            for kept in kept_about(user)
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)


def _account(user: User) -> Iterable[Row]:
    login = {_("登录名"): user.username} if user.is_officer else {}
    yield (
        {_("姓名"): user.name}
        | login
        | {
            _("手机号"): user.phone_mask,
            _("类别"): str(user.get_kind_display()),
            _("语言"): dict(settings.LANGUAGES).get(user.language, user.language),
            _("开户时间"): user.created_at,
            _("上次登录"): user.last_login,
        }
    )


def _devices(user: User) -> Iterable[Row]:
    for device in UserSession.objects.filter(user=user).order_by("-last_seen_at"):
        yield {
            _("设备"): device_name(device.user_agent),
            _("网络地址"): device.ip,
            _("登录时间"): device.created_at,
            _("最近使用"): device.last_seen_at,
        }


def _consents(user: User) -> Iterable[Row]:
    for consent in user.consents.select_related("text"):
        yield {
            _("同意的文本"): consent.text.title,
            _("版本"): consent.version,
            _("同意时间"): consent.given_at,
            _("何时撤回"): consent.withdrawn_at,
        }


def _requests(user: User) -> Iterable[Row]:
    for request in user.privacy_requests.all():
        yield {
            _("要求"): str(request.get_kind_display()),
            _("提出时间"): request.asked_at,
            _("状态"): str(request.get_state_display()),
            _("答复"): request.answer or "",
        }


register_personal_data(
    PersonalData(
        "account",
        gettext_lazy("我的账号"),
        gettext_lazy("让您登录，并且只让您登录"),
        gettext_lazy("账号存在期间"),
        _account,
        order=10,
    )
)
register_personal_data(
    PersonalData(
        "devices",
        gettext_lazy("登录的设备"),
        gettext_lazy("让您看到谁在用您的账号，并能下线"),
        gettext_lazy("登录期间"),
        _devices,
        order=20,
    )
)
register_personal_data(
    PersonalData(
        "consents",
        gettext_lazy("同意与撤回"),
        gettext_lazy("证明您同意过什么（个人信息保护法 第十四条）"),
        gettext_lazy("账号存在期间，注销后三年"),
        _consents,
        order=80,
    )
)
register_personal_data(
    PersonalData(
        "requests",
        gettext_lazy("我的要求"),
        gettext_lazy("按时答复您（个人信息保护法 第五十条）"),
        gettext_lazy("答复后三年"),
        _requests,
        order=90,
    )
)
