"""Accounts of the sample federation, and what the sign-in page tells about them."""

from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.actions import enrol_authenticator_app, give_required_consents, open_account
from wuli.base.accounts.demo_hints import DemoSignIn
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import grant_role
from wuli.base.people.actions import link_account
from wuli.base.people.models import Person

from .models import is_loaded
from .plan import COUNTY
from .posts import COUNTY_CHAIR

PASSWORD = "Wuli-2026-shili"  # noqa: S105 - shown on the sign-in page of the sample
MEMBER_NAME, MEMBER_UNION = "陈志强", "riders"


@dataclass(frozen=True)
class SampleOfficer:
    """An officer of the sample: login name, name, role at a unit, and the word for the sign-in page."""

    username: str
    name: str
    role: str
    unit: str
    told: str | Promise

    @property
    def secret(self) -> str:
        """The secret of the authenticator app, made from the login name so that it is always the same."""
        return b32encode(sha256(self.username.encode()).digest()[:20]).decode()


OFFICERS = [
    SampleOfficer("zhouhaiyan", "周海燕", "officer", COUNTY, _("县总工会干事")),
    SampleOfficer("wangzhiming", "王志明", "leader", COUNTY, _("县总工会领导")),
    SampleOfficer("liweidong", "李卫东", "officer", "320922105", _("界牌镇工会干事")),
    SampleOfficer("xuhong", COUNTY_CHAIR, "chair", COUNTY, _("县总工会主席")),
    SampleOfficer("sunli", "孙立", "org_dept", COUNTY, _("县总组织部")),
    SampleOfficer("luming", "陆明", "discipline", COUNTY, _("县总工会纪检干部")),
    SampleOfficer("qianjin", "钱进", "system_admin", COUNTY, _("系统管理员")),
    SampleOfficer("zhaomin", "赵敏", "security_admin", COUNTY, _("安全管理员")),
    SampleOfficer("shenjie", "沈洁", "audit_admin", COUNTY, _("审计管理员")),
]


def open_all(site: Any) -> Iterator[float]:
    """Open the officers' accounts with their second factor, and the member's."""
    for officer in OFFICERS:
        unit = site.units[officer.unit]
        user = open_account(
            actor=SYSTEM, username=officer.username, name=officer.name, kind="officer", password=PASSWORD,
            org=unit, must_change_password=False,
        )  # fmt: skip
        enrol_authenticator_app(actor=SYSTEM, user=user, secret=officer.secret)
        grant_role(actor=SYSTEM, user=user, role=officer.role, org=unit, since=site.today, reason="示例")
    _open_member(site)
    yield 1.0


def _open_member(site: Any) -> None:
    person = Person.objects.get(home=site.units[MEMBER_UNION], name=MEMBER_NAME)
    user = open_account(actor=SYSTEM, name=person.name, phone=person.phone, org=person.home)
    link_account(actor=SYSTEM, user=user, person=person)
    give_required_consents(actor=user, user=user, at=site.at)


def sign_ins() -> Iterable[DemoSignIn]:
    """The three people of the sample, then its other officers; nobody where the sample is not loaded."""
    if not is_loaded():
        return []
    member = Person.objects.filter(name=MEMBER_NAME).exclude(user=None).select_related("user").first()
    shown = [DemoSignIn(_("会员"), member.name, phone=member.user.phone)] if member else []
    return shown + [DemoSignIn(o.told, o.name, o.username, PASSWORD) for o in OFFICERS]
