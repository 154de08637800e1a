"""Roles 角色: named sets of capabilities. A capability names the roles that hold it where it is declared."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import CAPABILITIES


@dataclass(frozen=True)
class Role:
    """A role that can be granted at a unit; `admin` ones are the three that nobody may hold two of.

    `may_grant` are the roles that its holder may pass on within their own subtree.
    """

    code: str
    name: str | Promise
    admin: bool = False
    may_grant: frozenset[str] = frozenset()

    @property
    def capabilities(self) -> frozenset[str]:
        """Codes of the capabilities that this role holds."""
        return frozenset(c.code for c in CAPABILITIES.values() if self.code in c.roles)


_ALL = frozenset(
    ["officer", "chair", "leader", "org_dept", "discipline", "system_admin", "security_admin", "audit_admin"]
)
ROLES = {
    role.code: role
    for role in [
        Role("officer", _("工会干事")),
        Role("chair", _("工会主席")),
        Role("leader", _("领导（只看数字）")),
        Role("org_dept", _("组织部门")),
        Role("discipline", _("纪检干部")),
        Role("system_admin", _("系统管理员"), admin=True),
        Role("security_admin", _("安全管理员"), admin=True, may_grant=_ALL),
        Role("audit_admin", _("审计管理员"), admin=True),
    ]
}


ADMIN_ROLES = sorted(code for code, role in ROLES.items() if role.admin)


def roles_with(capability: str) -> list[str]:
    """Codes of the roles that hold `capability`."""
    declared = CAPABILITIES.get(capability)
    return [code for code in ROLES if declared and code in declared.roles]
