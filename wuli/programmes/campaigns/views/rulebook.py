"""Pages of the rule library: rules with their duties, the turns of each unit, who is late."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.lists import officer_list
from wuli.base.core.said import day, short_day
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org
from wuli.programmes.campaigns import actions, forms
from wuli.programmes.campaigns.filters import RuleFilter, TurnFilter
from wuli.programmes.campaigns.models import Adoption, RuleDoc, Turn

RULE_COLUMNS = [
    Column(_("制度名称"), "title", link=RuleDoc.get_absolute_url, sort="title", phone="wide"),
    Column(_("文号"), "number", sort="number"),
    Column(_("制定单位"), "org", sort="org__name_key"),
    Column(_("施行日期"), "effective_from", show=day, sort="effective_from"),
    Column(_("规定动作"), "asks", align="n"),
    Column(_("落实单位"), "adopted", align="n"),
    Column(_("状态"), lambda r: badge(r.tone, r.get_state_display()), sort="state", code="state"),
]
TURN_COLUMNS = [
    Column(_("规定动作"), "duty.title", link=Turn.get_absolute_url, sort="duty__title", phone="wide"),
    Column(_("单位"), "org", sort=("org__rank", "org__name_key")),
    Column(
        _("周期"), lambda t: f"{t.period_from:%Y-%m-%d} – {t.period_to:%m-%d}", phone="off", code="period"
    ),
    Column(_("完成期限"), "due_on", show=short_day, sort="due_on"),
    Column(
        _("状态"), lambda t: badge(t.tone, _("逾期") if t.is_late else t.get_state_display()), code="state"
    ),
]


def seen_rule(request: OfficerRequest, pk: UUID) -> RuleDoc:
    """The rule, if the reader may see it."""
    return get_object_or_404(
        RuleDoc.objects.visible_to(request.user).select_related("org", "replaces"), pk=pk
    )


@officer_list("campaigns:rules")
def rules_by_day(request: OfficerRequest) -> Listing:
    """Rules of the officer's units and of those above, the latest first."""
    seen = RuleDoc.objects.visible_to(request.user).select_related("org")
    mine = Q(adoptions__in=Adoption.objects.visible_to(request.user))
    counted = seen.annotate(
        asks=Count("duties", distinct=True), adopted=Count("adoptions", filter=mine, distinct=True)
    )
    return list_of(
        request, counted.order_by("-effective_from", "title", "pk"), columns=RULE_COLUMNS, filters=RuleFilter,
        chips=Chips("state", RuleDoc.State.choices, all=_("全部")),
    )  # fmt: skip


@require_GET
@officer_page
def rule_list(request: OfficerRequest) -> HttpResponse:
    """The rule library."""
    may_draft = request.user.has_perm(actions.PLAN.code)
    return render(
        request, "campaigns/rule_list.html", {"rules": rules_by_day(request), "may_draft": may_draft}
    )


@require_GET
@officer_page
def rule_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One rule: its text, what it asks for, who adopted it and how they stand."""
    rule = seen_rule(request, pk)
    today = timezone.localdate(request.at)
    turns = Turn.objects.visible_to(request.user).filter(duty__rule=rule).exclude(state="waived")
    late = Q(state__in=["due", "returned"], due_on__lt=today)
    standing = {
        each["org"]: each
        for each in turns.order_by().values("org").annotate(
            n=Count("pk"), done=Count("pk", filter=Q(state__in=["done", "checked"])),
            late=Count("pk", filter=late),
        )
    }  # fmt: skip
    adoptions = Adoption.objects.visible_to(request.user).filter(rule=rule).select_related("org")
    lines = [(each, standing.get(each.org_id)) for each in adoptions.order_by("org__rank", "org__name_key")]
    return render(
        request, "campaigns/rule.html",
        {"rule": rule, "duties": rule.duties.all(), "lines": lines, "steps": rule_steps(rule, request.user)},
    )  # fmt: skip


def rule_steps(rule: RuleDoc, user: Any) -> list[str]:
    """Codes of the steps that the rule's state and the reader's grants allow."""
    found = []
    if user.has_perm(actions.PLAN.code, rule.org):
        found += {"draft": ["correct", "duty", "issue"], "issued": ["revise", "repeal"]}.get(rule.state, [])
    if rule.state == RuleDoc.State.ISSUED and user.has_perm(actions.WORK.code):
        found.append("adopt")
    return found


@require_http_methods(["GET", "POST"])
@officer_page
def rule_draft(request: OfficerRequest) -> HttpResponse:
    """Draft a rule document."""
    if not request.user.has_perm(actions.PLAN.code):
        raise Http404
    orgs = Org.objects.visible_to(request.user, actions.PLAN.code).open_on(timezone.localdate(request.at))
    form = forms.DraftRuleForm(request.POST or None, orgs=orgs)
    if form.is_bound and form.apply(actions.draft_rule, actor=request.user):
        return see_other(request, form.result)
    return _form(request, form, _("草拟制度"), reverse("campaigns:rules"))


def _adopt(request: OfficerRequest) -> Any:
    today = timezone.localdate(request.at)
    orgs = Org.objects.visible_to(request.user, actions.WORK.code).open_on(today)
    return forms.AdoptForm(request.POST or None, orgs=orgs, initial={"on": today})


RULE_STEPS: dict[str, tuple[Any, Callable[..., Any], Callable[..., Any]]] = {
    "correct": (_("改制度"), lambda r, rule: forms.CorrectRuleForm(r.POST or None, record=rule),
                actions.correct_rule),
    "duty": (_("加规定动作"), lambda r, rule: forms.DutyForm(r.POST or None), actions.add_duty),
    "issue": (_("印发"), lambda r, rule: forms.IssueForm(r.POST or None), actions.issue_rule),
    "repeal": (_("废止"), lambda r, rule: forms.RepealForm(r.POST or None), actions.repeal_rule),
    "adopt": (_("落实"), lambda r, rule: _adopt(r), actions.adopt_rule),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def rule_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Take a step of a rule: correct, add a duty, issue, repeal, revise, adopt."""
    rule = seen_rule(request, pk)
    if step not in rule_steps(rule, request.user):
        raise Http404
    if step == "revise":
        if request.method != "POST":
            raise Http404
        return see_other(request, actions.revise_rule(actor=request.user, rule=rule))
    name, make, act = RULE_STEPS[step]
    form = make(request, rule)
    known: dict[str, Any] = {"actor": request.user, "rule": rule}
    if step in ("issue", "adopt"):
        known["at"] = request.at
    if form.is_bound and form.apply(act, **known):
        return see_other(request, rule)
    return _form(request, form, name, rule.get_absolute_url(), rule)


def _form(request: OfficerRequest, form: Any, heading: Any, back: str, about: Any = None) -> HttpResponse:
    return render(
        request, "campaigns/duty_form.html", {"form": form, "heading": heading, "back": back, "about": about},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@officer_list("campaigns:turns")
def turns_by_day(request: OfficerRequest) -> Listing:
    """Turns of duties of the officer's units, the nearest day first."""
    turns = Turn.objects.visible_to(request.user).select_related("org", "duty").order_by("due_on", "pk")
    return list_of(
        request, turns, columns=TURN_COLUMNS, filters=TurnFilter, export=reverse("campaigns:turn-export"),
        chips=Chips("state", Turn.State.choices, all=_("全部")),
    )  # fmt: skip


@require_GET
@officer_page
def turn_list(request: OfficerRequest) -> HttpResponse:
    """The duties of the officer's units, and who is late with how many."""
    late = Turn.objects.visible_to(request.user).overdue(timezone.localdate(request.at))
    by_unit = late.order_by().values("org", "org__name", "org__short_name").annotate(n=Count("pk"))
    return render(
        request, "campaigns/turn_list.html",
        {"turns": turns_by_day(request), "late": by_unit.order_by("-n", "org__rank")[:40]},
    )  # fmt: skip


def _turn(request: OfficerRequest, pk: UUID) -> Turn:
    turns = Turn.objects.visible_to(request.user).select_related("org", "duty__rule", "done_by", "checked_by")
    return get_object_or_404(turns, pk=pk)


@require_GET
@officer_page
def turn_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One turn of a duty: what is asked, what was done, the evidence."""
    turn = _turn(request, pk)
    works = request.user.has_perm(actions.WORK.code, turn.org)
    judges = turn.done_by_id != request.user.pk and request.user.has_perm(actions.GIVE.code, turn.org)
    return render(
        request, "campaigns/turn.html",
        {
            "turn": turn,
            "papers": turn.papers.select_related("file"),
            "paper_form": forms.PaperForm(),
            "words_form": forms.WordsForm(label=_("做了什么")),
            "judge_form": forms.WordsForm(label=_("哪里不行、要补什么"), auto_id="judge-%s"),
            "may_do": works and turn.is_waiting,
            "may_judge": judges and turn.state == "done",
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def turn_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Record that a turn was done, or check it."""
    turn = _turn(request, pk)
    steps: dict[str, tuple[Any, dict[str, Any]]] = {
        "do": (actions.do_turn, {"at": request.at}),
        "pass": (actions.check_turn, {"passed": True}),
        "return": (actions.check_turn, {"passed": False}),
    }
    if step not in steps:
        raise Http404
    act, known = steps[step]
    sent = request.method == "POST"
    form = forms.WordsForm(request.POST if sent else None)
    if sent and form.apply(act, actor=request.user, turn=turn, **known):
        return see_other(request, turn)
    return _form(request, form, turn.duty.title, turn.get_absolute_url(), turn)


@require_POST
@officer_page
def turn_paper(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Attach a photo or document."""
    turn = _turn(request, pk)
    form = forms.PaperForm(request.POST, request.FILES)
    if form.apply(actions.add_turn_paper, actor=request.user, turn=turn):
        return see_other(request, turn)
    return _form(request, form, _("加佐证"), turn.get_absolute_url(), turn)
