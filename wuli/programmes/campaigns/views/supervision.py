"""Pages of supervision: the list, one item with its course and the one next step, the rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.excel.pages import sheet_page
from wuli.base.core.said import moment
from wuli.base.core.tables import Chips, Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.actions import seen_by
from wuli.programmes.campaigns.actions.supervision import (
    ANSWER,
    SUPERVISE,
    accept_supervision,
    answer_supervision,
    open_supervision,
    return_supervision,
    run_rule,
    withdraw_supervision,
)
from wuli.programmes.campaigns.actions.supervision_rules import end_rule, make_rule
from wuli.programmes.campaigns.models import Cause, Supervision, SupervisionRule
from wuli.programmes.campaigns.supervision.desk import own_units
from wuli.programmes.campaigns.supervision.filters import SupervisionFilter
from wuli.programmes.campaigns.supervision.forms import (
    AcceptForm,
    AnswerForm,
    AskForm,
    EndRuleForm,
    ReturnForm,
    RuleForm,
    asked_about,
)
from wuli.programmes.campaigns.supervision.sheets import SUPERVISIONS, supervision_rows
from wuli.programmes.campaigns.supervision.watching import how_it_stands


def state_badge(item: Supervision) -> Any:
    """The state as shape, word and colour; late before everything else."""
    if item.is_late(timezone.now()):
        return badge("late", _now("过期，%(state)s") % {"state": item.get_state_display()})
    return badge(item.tone, item.get_state_display())


COLUMNS = [
    Column(_("督办事项"), "title", link=Supervision.get_absolute_url, sort="title", phone="wide"),
    Column(_("被督办单位"), "org", sort=("org__rank", "org__name_key")),
    Column(
        _("现在该谁办"), lambda s: f"{s.with_org} {s.person.name if s.person else ''}" if s.is_open else "—"
    ),
    Column(_("办理期限"), lambda s: moment(s.due_at) if s.is_open else "—", sort="due_at"),
    Column(_("上升级数"), lambda s: s.level or "—", align="n", sort="level", phone="off"),
    Column(_("状态"), state_badge, sort="state"),
]


@require_GET
@officer_page
def supervision_list(request: OfficerRequest) -> HttpResponse:
    """Items of the viewer's units: open ones by their time, then the settled."""
    listing = list_of(
        request, supervision_rows(request.user, {}), columns=COLUMNS, filters=SupervisionFilter,
        chips=Chips("state", Supervision.State.choices, all=_("全部")),
        export=reverse("campaigns:supervision-export"),
    )  # fmt: skip
    told = {"items": listing, "may_supervise": request.user.has_perm(SUPERVISE.code)}
    return render(request, "campaigns/supervision_list.html", told)


supervision_export = sheet_page(SUPERVISIONS)


def _seen(request: OfficerRequest, pk: UUID) -> Supervision:
    seen = Supervision.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("org", "asked_by", "with_org", "person", "rule"), pk=pk)


def steps_of(item: Supervision, user: Any) -> dict[str, bool]:
    """Which steps stand on the page: those that the state and the viewer's grants allow."""
    judges = user.has_perm(SUPERVISE.code, item.asked_by)
    last = item.steps.filter(kind="answered").order_by("-at", "-pk").first()
    own = last is not None and last.by_id == user.pk
    may = item.waits_for_answer and user.has_perm(ANSWER.code, item.org)
    mine = may and own_units(user, ANSWER.code).filter(org__in=[item.org_id, item.with_org_id]).exists()
    steps = {
        "answer": may and mine,
        "answer_for": may and not mine,  # from above, in the unit's stead
        "judge": judges and item.state == Supervision.State.ANSWERED and not own,
        "own": judges and item.state == Supervision.State.ANSWERED and own,
        "withdraw": judges and item.waits_for_answer,
    }
    return steps | {"nothing": not any(steps.values())}


@require_GET
@officer_page
def supervision_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One item: what is asked, how it stands, the course, and the one next step."""
    item = _seen(request, pk)
    today = timezone.localdate(request.at)
    course = item.steps.select_related("by", "with_org", "person").prefetch_related("proofs__file")
    course = course.order_by("-at", "-pk")
    told = {
        "item": item,
        "late": item.is_late(request.at),
        "badge": state_badge(item),
        "steps": steps_of(item, request.user),
        "course": [(step, list(step.proofs.all())) for step in course],
        "one": how_it_stands(item.indicator, item.org, item.period, today),
        "answer_form": AnswerForm(),
        "return_form": ReturnForm(auto_id="return-%s"),
        "accept_form": AcceptForm(auto_id="accept-%s"),
    }
    return render(request, "campaigns/supervision.html", told)


STEPS = {
    "answer": (AnswerForm, answer_supervision, _("答复督办"), _("答复")),
    "accept": (AcceptForm, accept_supervision, _("审核通过"), _("审核通过")),
    "return": (ReturnForm, return_supervision, _("退回再办"), pgettext_lazy("step", "退回")),
    "withdraw": (ReturnForm, withdraw_supervision, _("撤销督办"), _("撤销")),
}


@require_http_methods(["GET", "POST"])
@officer_page
def supervision_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Take one step; what it refuses is shown with the form again."""
    item = _seen(request, pk)
    if step not in STEPS:
        raise Http404
    may = ANSWER if step == "answer" else SUPERVISE
    if not request.user.has_perm(may.code, item.org if step == "answer" else item.asked_by):
        raise Http404
    kind, act, heading, submit = STEPS[step]
    form = kind(request.POST or None, request.FILES or None)  # type: ignore[operator]
    if form.is_bound and form.apply(act, actor=request.user, item=item, at=request.at):
        return see_other(request, item)
    told = {"form": form, "item": item, "heading": heading, "submit": submit}
    return render(request, "campaigns/supervision_step.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def supervision_ask(request: OfficerRequest) -> HttpResponse:
    """Ask a unit by hand."""
    if not request.user.has_perm(SUPERVISE.code):
        raise Http404
    orgs = Org.objects.visible_to(request.user, SUPERVISE.code).open_on(timezone.localdate(request.at))
    form = AskForm(request.POST or None, orgs=orgs, user=request.user, initial=asked_about(request.GET))
    if form.is_bound and form.apply(open_supervision, actor=request.user, at=request.at):
        return see_other(request, form.result)
    told = {"form": form, "heading": _("发一件督办"), "submit": _("发出")}
    return render(request, "campaigns/supervision_step.html", told, status=422 if form.errors else 200)


@require_GET
@officer_page
def rule_list(request: OfficerRequest) -> HttpResponse:
    """The rules by which the viewer's units are watched."""
    rules = SupervisionRule.objects.visible_to(request.user).select_related("org").order_by("-valid", "pk")
    listing = list_of(request, rules, columns=RULE_COLUMNS, id="rules")
    told = {"rules": listing, "may_supervise": request.user.has_perm(SUPERVISE.code)}
    return render(request, "campaigns/supervision_rules.html", told)


def limit_words(rule: SupervisionRule) -> str:
    """The limit in words: 慢 20 个点, 30 天没有记录."""
    told = {"n": rule.threshold}
    if rule.cause == Cause.SILENT:
        return _now("%(n)s 天没有记录") % told
    return (
        _now("比时间进度慢 %(n)s 个点") if rule.cause == Cause.LATE else _now("比目标低 %(n)s 个点")
    ) % told


RULE_COLUMNS = [
    Column(_("指标"), "indicator_name", link=lambda r: reverse("campaigns:supervision-rule", args=[r.pk]),
           phone="wide"),
    Column(_("界线"), limit_words),
    Column(_("看哪些单位"), "get_level_display"),
    Column(_("发起单位"), "org"),
    Column(_("答复时限（工作小时）"), "answer_hours", align="n"),
    Column(_("状态"), lambda r: badge("ok", _now("在施行")) if r.holds_on(timezone.localdate())
           else badge("pause", _now("没有施行"))),
]  # fmt: skip


def _seen_rule(request: OfficerRequest, pk: UUID) -> SupervisionRule:
    return get_object_or_404(SupervisionRule.objects.visible_to(request.user).select_related("org"), pk=pk)


@require_GET
@officer_page
def rule_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One rule, and what it opened."""
    rule = _seen_rule(request, pk)
    items = supervision_rows(request.user, {}).filter(rule=rule)
    told = {
        "rule": rule, "limit": limit_words(rule), "items": list_of(request, items, columns=COLUMNS),
        "holds": rule.holds_on(timezone.localdate(request.at)),
        "may_supervise": request.user.has_perm(SUPERVISE.code, rule.org),
    }  # fmt: skip
    return render(request, "campaigns/supervision_rule.html", told)


@require_http_methods(["GET", "POST"])
@officer_page
def rule_new(request: OfficerRequest) -> HttpResponse:
    """Make a rule."""
    if not request.user.has_perm(SUPERVISE.code):
        raise Http404
    today = timezone.localdate(request.at)
    orgs = Org.objects.visible_to(request.user, SUPERVISE.code).open_on(today).order_by("rank", "name_key")
    top = orgs.filter(grants__user=request.user).first() or orgs.first()
    form = RuleForm(
        request.POST or None, orgs=orgs, indicators=seen_by(request.user, top) if top else [],
        initial={"org": top, "from_on": today, "answer_hours": 24},
    )  # fmt: skip
    if form.is_bound and form.apply(make_rule, actor=request.user):
        return see_other(request, reverse("campaigns:supervision-rule", args=[form.result.pk]))
    told = {"form": form, "heading": _("立一条督办规则"), "submit": _("立规则")}
    return render(request, "campaigns/supervision_step.html", told, status=422 if form.errors else 200)


@require_POST
@officer_page
def rule_run(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Let a rule look now, not only in the morning."""
    rule = _seen_rule(request, pk)
    if not request.user.has_perm(SUPERVISE.code, rule.org):
        raise Http404
    made = run_rule(actor=request.user, rule=rule, at=request.at)
    words = _now("查了一遍，新发了 %(n)s 件督办。") if made else _now("查了一遍，没有要新发的督办。")
    messages.success(request, words % {"n": len(made)})
    return see_other(request, reverse("campaigns:supervision-rule", args=[rule.pk]))


@require_http_methods(["GET", "POST"])
@officer_page
def rule_end(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End a rule from a day on."""
    rule = _seen_rule(request, pk)
    if not request.user.has_perm(SUPERVISE.code, rule.org):
        raise Http404
    form = EndRuleForm(request.POST or None, record=rule)
    if form.is_bound and form.apply(end_rule, actor=request.user, rule=rule):
        return see_other(request, reverse("campaigns:supervision-rule", args=[rule.pk]))
    told = {"form": form, "heading": _("停用规则"), "submit": _("停用")}
    return render(request, "campaigns/supervision_step.html", told, status=422 if form.errors else 200)
