"""The changes that a unit's page offers: form, verb, words. One view shows the effect of each first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.actions import Capability
from wuli.base.core.forms import ActionForm

from . import actions, forms
from .actions.reshape import Part
from .models import Org


@dataclass(frozen=True)
class Change:
    """One verb on one unit. `arguments` turns the form's values into the action's."""

    code: str
    name: str | Promise
    button: str | Promise
    icon: str
    capability: Capability
    form: Callable[..., ActionForm]
    action: Callable[..., Any]
    arguments: Callable[[Org, dict[str, Any]], dict[str, Any]]
    others: Callable[[dict[str, Any]], list[Org]] = lambda told: []
    changed: Callable[[Org, dict[str, Any]], list[Org]] = lambda org, told: [org]
    when_closed: bool = False
    previewed: bool = True
    touched: bool = True  # whether what stands there is another thing afterwards
    told: str | Promise = ""

    @property
    def step(self) -> str | Promise:
        """The button under the form: the effect is looked at first."""
        return _("看看办了会怎样") if self.previewed else self.button

    def day(self, told: dict[str, Any]) -> date:
        """The day on which the effect is looked at."""
        return told.get("on") or told.get("joined_on") or told.get("founded_on") or timezone.localdate()


def _as_they_are(org: Org, told: dict[str, Any]) -> dict[str, Any]:
    return {"org": org, **told}


def _found(org: Org, told: dict[str, Any]) -> dict[str, Any]:
    approval = (
        {"approval_no": told["document_no"], "approved_on": told["founded_on"]} if told["document_no"] else {}
    )
    return {"parent": org, **told, **approval}


def _split(org: Org, told: dict[str, Any]) -> dict[str, Any]:
    parts = [_part(told, ending) for ending in forms.SplitForm.PARTS if told["name" + ending]]
    kept = {key: told[key] for key in ("on", "reason", "document_no", "seen_version")}
    return {"org": org, "parts": parts, "keep": not told["close_old"], **kept}


def _part(told: dict[str, Any], ending: str) -> Part:
    return Part(
        name=told["name" + ending],
        kind=told["kind"],
        form=told["form"],
        uscc=told["uscc" + ending],
        children=tuple(child.pk for child in told.get("children" + ending, ())),
        employers=tuple(employer.pk for employer in told.get("employers" + ending, ())),
    )


def _merge(org: Org, told: dict[str, Any]) -> dict[str, Any]:
    kept = {key: told[key] for key in ("on", "reason", "document_no")}
    if not told["name"]:
        return {"orgs": list(told["orgs"]), "into": org, **kept}
    part = Part(
        name=told["name"],
        kind=told["kind"] or org.kind,
        form=told["form"] or org.form,
        uscc=told["uscc"],
    )
    return {"orgs": [org, *told["orgs"]], "part": part, **kept}


def _to(*names: str) -> Callable[[dict[str, Any]], list[Org]]:
    return lambda told: [told[name] for name in names if told.get(name)]


CHANGES = {
    change.code: change
    for change in [
        Change(
            "found",
            _("建会"),
            _("建会"),
            "plus",
            actions.FOUND,
            forms.FoundForm,
            actions.found_org,
            _found,
            _to("industrial_parent"),
            touched=False,
            told=_("在它下面建一家新单位。建会要经上一级工会批准（工会法 第十二条）。"),
        ),
        Change(
            "correct",
            _("改资料"),
            _("保存"),
            "edit",
            actions.CORRECT,
            forms.CorrectForm,
            actions.correct_org,
            _as_they_are,
            previewed=False,
        ),
        Change(
            "founding",
            _("改成立日期"),
            _("改成立日期"),
            "calendar",
            actions.CORRECT,
            forms.FoundingForm,
            actions.correct_founding,
            _as_they_are,
            previewed=False,
            told=_("登记错了才改。隶属、名称、覆盖的用人单位从成立那天算起的，跟着改；数字会重新算。"),
        ),
        Change(
            "rename",
            _("改名称"),
            _("改名称"),
            "letter-case",
            actions.RENAME,
            forms.RenameForm,
            actions.rename_org,
            _as_they_are,
            previewed=False,
            told=_("老名称留在沿革里，看以前的日子仍是老名称。"),
        ),
        Change(
            "move",
            _("改隶属"),
            _("改隶属"),
            "arrows-exchange",
            actions.MOVE,
            forms.MoveForm,
            actions.move_org,
            _as_they_are,
            _to("to"),
            told=_("以前的数字不变：那天以前，它仍算在原来的上级。会员和任职都不变，跟着一起走。"),
        ),
        Change(
            "split",
            _("拆分"),
            _("拆分"),
            "arrows-split",
            actions.SPLIT,
            forms.SplitForm,
            actions.split_org,
            _split,
            told=_("分出一到三家新单位，勾选跟它走的。会员跟着用人单位走，其余的留在原来的工会。"),
        ),
        Change(
            "merge",
            _("合并"),
            _("合并"),
            "git-merge",
            actions.MERGE,
            forms.MergeForm,
            actions.merge_orgs,
            _merge,
            changed=lambda org, told: [*told["orgs"], org],
            told=_("把同级的单位并到这一家，或者一起合成一家新的。会员的会籍跟着走。"),
        ),
        Change(
            "close",
            pgettext_lazy("orgs", "撤销"),
            pgettext_lazy("orgs", "撤销"),
            "ban",
            actions.CLOSE,
            forms.CloseForm,
            actions.close_org,
            _as_they_are,
            _to("children_to"),
            told=_("撤销后以前的数字还在，会籍可以保留：写明归到哪里。不得随意撤销工会（工会法 第十三条）。"),
        ),
        Change(
            "reopen",
            _("恢复"),
            _("恢复"),
            "arrow-back-up",
            actions.REOPEN,
            forms.ReopenForm,
            actions.reopen_org,
            _as_they_are,
            when_closed=True,
            told=_(
                "撤错了才用。单位回到原来的位置；撤销时移走的下级、会员和结束的任职不会自己回来，要另外办。"
            ),
        ),
    ]
}


def offered_to(user: Any, org: Org) -> list[Change]:
    """The changes that `user` may make to `org` as it is; none that would only be refused."""
    held = {change.capability.code: user.has_perm(change.capability.code, org) for change in CHANGES.values()}
    return [
        change
        for change in CHANGES.values()
        if held[change.capability.code] and change.when_closed == bool(org.closed_on)
    ]
