"""Who may know of a secluded plan, and opening it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, action, refused_as
from wuli.base.core.errors import Conflict, Invalid, RuleBroken

from ..models import OPEN_FOR, Plan, PlanAccess, PlanOpening
from ._giving import user_of
from .capabilities import STRICT, require_plan


class NotSecluded(RuleBroken):
    """Only secluded plans have a list of their own."""

    code = "campaigns.not_secluded"
    message = _("这个计划没有知悉名单。")


class NamedAlready(Conflict):
    """Nobody stands on a list twice."""

    code = "campaigns.named_already"
    message = _("%(name)s已经在名单上。")


class LacksStrict(RuleBroken):
    """The list alone opens nothing: it takes the capability as well."""

    code = "campaigns.lacks_strict"
    message = _("%(name)s在%(org)s没有“看从严管理”的权限，加进名单也看不到。")
    cure = _("先请安全管理员授予纪检干部角色。")


class LastOnTheList(RuleBroken):
    """Somebody must be able to open it."""

    code = "campaigns.last_on_the_list"
    message = _("名单上只剩这一位，去掉以后谁也打不开了。")


@action("campaigns.name_for_plan")
def name_for_plan(*, actor: Actor, plan: Plan, user: User, reason: str, at: datetime) -> PlanAccess:
    """Put `user` on the list of a secluded plan 加进知悉名单, from today."""
    require_plan(actor, STRICT, plan)
    if not plan.secluded:
        raise NotSecluded()
    if not user.has_perm(STRICT.code, plan.org):
        raise LacksStrict(name=user.name, org=str(plan.org))
    valid = DateRange(timezone.localdate(at), None)
    with refused_as(plan_access_once=NamedAlready(name=user.name)):
        return PlanAccess.objects.create(  # type: ignore[misc]
            plan=plan, user=user, valid=valid, reason=reason, named_by=user_of(actor)
        )


@action("campaigns.unname_for_plan")
def unname_for_plan(*, actor: Actor, access: PlanAccess, at: datetime) -> PlanAccess:
    """Take somebody off the list 移出名单 from today; never the last one."""
    require_plan(actor, STRICT, access.plan)
    plan = Plan.objects.locked(access.plan_id)
    today = timezone.localdate(at)
    if not plan.access.filter(valid__contains=today).exclude(pk=access.pk).exists():
        raise LastOnTheList()
    access.valid = DateRange(access.valid.lower, today)
    access.save(update_fields=["valid"])
    return access


@action("campaigns.open_plan")
def open_plan(*, actor: Actor, plan: Plan, purpose: str, at: datetime) -> PlanOpening:
    """Open a secluded plan 打开 for half an hour; who, when and what for is kept beside it."""
    require_plan(actor, STRICT, plan)
    if not plan.secluded:
        raise NotSecluded()
    if not purpose.strip():
        raise Invalid({"purpose": [_("写一句用途，会留在打开记录里。")]})
    return PlanOpening.objects.create(plan=plan, user=actor, purpose=purpose, at=at)  # type: ignore[misc]


def is_open_to(user: User, plan: Plan, at: datetime) -> bool:
    """Whether `user` signed at the door of a secluded plan within the last half hour."""
    return plan.openings.filter(user=user, at__gt=at - OPEN_FOR).exists()
