"""What may be done here, and which roles hold it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, require
from wuli.base.core.errors import Missing

from ..models import Plan

WORKERS = {"officer", "chair", "discipline"}
VIEW = Capability("campaigns.view", _("看任务与计划"), roles={*WORKERS, "leader", "org_dept"})
GIVE = Capability("campaigns.give", _("交办任务"), roles=WORKERS)
WORK = Capability("campaigns.work", _("承办任务"), roles=WORKERS)
PLAN = Capability("campaigns.plan", _("定计划"), roles=WORKERS)
JUDGE = Capability("campaigns.judge", _("评估打分"), roles={"officer", "chair", "leader"})
STRICT = Capability("campaigns.strict", _("看从严管理"), roles={"discipline"}, sensitive=True)


def require_plan(actor: Actor, capability: Capability, plan: Any) -> None:
    """Ask for `capability` at the plan's unit; of a secluded plan, for a place on its own list.

    To anybody else a secluded plan does not exist (Missing). No unit is told to the audit entry of a
    secluded plan, so that those who audit the unit do not learn of it.
    """
    if not plan.secluded:
        require(actor, capability, plan.org)
        return
    require(actor, STRICT)
    if actor.pk and not Plan.objects.admitting(actor).filter(pk=plan.pk).exists():
        raise Missing()
