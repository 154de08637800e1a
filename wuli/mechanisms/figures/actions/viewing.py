"""Who may see figures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import CAPABILITIES, Capability
from wuli.base.core.figures import INDICATORS, Indicator, Ratio
from wuli.base.orgs.models import Org

VIEW = Capability("figures.view", _("看数字"), roles={"officer", "chair", "leader", "org_dept"})


def may_see(viewer: Any, indicator: Indicator | Ratio, org: Org) -> bool:
    """Whether `viewer` may see the number itself; sensitive ones need their own capability."""
    declared = CAPABILITIES.get(indicator.view_capability)
    if declared is None or not declared.sensitive:
        return viewer.has_perm(VIEW.code, org) or viewer.has_perm(indicator.view_capability, org)
    return viewer.has_perm(declared.code, org)


def seen_by(viewer: Any, org: Org) -> list[Indicator | Ratio]:
    """Every indicator that `viewer` may see at `org`, in the order of the strengths."""
    plain = viewer.has_perm(VIEW.code, org)
    found = []
    for each in INDICATORS.values():
        declared = CAPABILITIES.get(each.view_capability)
        if may_see(viewer, each, org) if declared and declared.sensitive else plain:
            found.append(each)
    return sorted(found, key=lambda each: (each.strength or 9, each.order, each.code))
