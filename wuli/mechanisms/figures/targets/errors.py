"""What can be refused about targets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict, RuleBroken


class TargetTaken(Conflict):
    """One target in force for an indicator, a unit and a period; `there` is it, and the words say which."""

    there: Any = None
    code = "figures.target_taken"
    message = _("%(org)s %(when)s的“%(name)s”已经有目标：%(value)s，%(by)s定的。没有再定一个，原来的没有动。")
    cure = _("打开那个目标，在那里调整。")


class UnitNotThere(RuleBroken):
    """A unit that closed within the period, or was not founded by its end, gets no target."""

    code = "figures.unit_not_there"
    message = _("%(names)s在%(when)s里已经撤销、转走，或者还没有成立，不能定目标。什么都没有存。")
    cure = _("把它们的那一份分给别的单位，或者写明差额。")


class NothingToSplitBy(RuleBroken):
    """All bases are nought, so nothing says who should get how much."""

    code = "figures.nothing_to_split_by"
    message = _("各单位的“%(base)s”都是 0，没法按它分。")
    cure = _("换一种分法：平均分、按会员数，或者自己填。")


class NobodyBelow(RuleBroken):
    """A target is split over units; here is none."""

    code = "figures.nobody_below"
    message = _("%(org)s下面没有可以分的单位。")


class NotInForce(Conflict):
    """Only a target that holds is split, changed or argued about."""

    code = "figures.target_not_in_force"
    message = _("这个目标已经调整或撤回，不在执行。您这一步没有存。")
    cure = _("打开现在执行的那一版。")


class OwnTarget(RuleBroken):
    """Whoever set the target changes it; there is nobody to ask."""

    code = "figures.own_target"
    message = _("这个目标是%(org)s自己定的，不用提意见，直接调整就行。")


class ProposalOpen(Conflict):
    """One open proposal for a target at a time."""

    code = "figures.proposal_open"
    message = _("这个目标已经有一条意见在等答复，没有再提一条。")
    cure = _("先收回那一条，或者等上级答复。")


class OwnProposal(RuleBroken):
    """Nobody decides on what they asked for themselves."""

    code = "figures.own_proposal"
    message = _("这条意见是您自己提的，要由别人答复。")
