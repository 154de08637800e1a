"""What may be done with units, employers and grants, and by which roles."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.actions import Capability

_EVERYBODY = {
    "officer", "chair", "leader", "org_dept", "discipline", "system_admin", "security_admin", "audit_admin",
}  # fmt: skip
_KEEPERS = {"officer", "org_dept"}

VIEW = Capability("orgs.view", _("看组织"), roles=_EVERYBODY)
FOUND = Capability("orgs.found", _("建会"), roles=_KEEPERS)
RENAME = Capability("orgs.rename", _("改名称"), roles=_KEEPERS)
MOVE = Capability("orgs.move", _("改隶属"), roles=_KEEPERS)
SPLIT = Capability("orgs.split", _("拆分"), roles=_KEEPERS)
MERGE = Capability("orgs.merge", _("合并"), roles=_KEEPERS)
CLOSE = Capability("orgs.close", pgettext_lazy("orgs", "撤销"), roles=_KEEPERS)
REOPEN = Capability("orgs.reopen", _("恢复"), roles=_KEEPERS)
CORRECT = Capability("orgs.correct", _("改组织资料"), roles=_KEEPERS | {"chair"})
EMPLOYERS = Capability("orgs.keep_employers", _("管用人单位"), roles=_KEEPERS)
DIVISIONS = Capability("orgs.load_divisions", _("更新行政区划"), roles={"system_admin"})
GRANT = Capability("orgs.grant", _("授权"), roles={"security_admin"})
VIEW_GRANTS = Capability(
    "orgs.view_grants", _("看授权"), roles={"security_admin", "audit_admin", "chair", "officer", "org_dept"}
)
