"""Pages of splitting a target: choose by what, look at the parts, change them by hand or by a sheet, tell."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuli.base.core.errors import Invalid, WuliError
from wuli.base.core.excel.export import XLSX
from wuli.base.core.figures import Indicator
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import SET, seen_by, split_target
from ..asking import Asking
from ..models import Method, Target
from ..targets.drafting import SplitDraft
from ..targets.forms import SplitForm, SplitSheetForm
from ..targets.sheet import parts_of_sheet, parts_template
from ..times import parse_range
from .targets import seen_target

FOR_RATES = (Method.EQUAL, Method.HAND)
FOR_NUMBERS = (Method.EQUAL, Method.MEMBERS, Method.LAST_YEAR, Method.BASE, Method.HAND)


def _splittable(request: OfficerRequest, pk: UUID) -> Target:
    target = seen_target(request, pk)
    if target.state != Target.State.IN_FORCE or not request.user.has_perm(SET.code, target.org):
        raise Http404
    return target


def _draft(request: OfficerRequest, target: Target, asked: Mapping[str, str]) -> SplitDraft:
    methods = FOR_RATES if target.is_rate else FOR_NUMBERS
    method = asked.get("method", "")
    if method not in {*methods, Method.SHEET}:
        method = methods[0]
    today = Asking.of(request).today
    bases = {each.code for each in bases_for(request, target)}
    base, when = asked.get("base", ""), None
    with suppress(Invalid):  # what is no period is this target's own
        when = parse_range(asked["base_period"], today) if asked.get("base_period") else None
    return SplitDraft(target, method, today, base_code=base if base in bases else "", base_when=when)


def bases_for(request: OfficerRequest, target: Target) -> list[Indicator]:
    """What may serve as a base: every additive indicator that the viewer may see."""
    seen = seen_by(request.user, target.org)
    return [each for each in seen if isinstance(each, Indicator) and not each.distinct]


@require_http_methods(["GET", "POST"])
@officer_page
def target_split(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Draft a split by the method in the address; tell it as the form has it, or compute it once more."""
    target = _splittable(request, pk)
    draft = _draft(request, target, request.POST if request.method == "POST" else request.GET)
    if "again" in request.POST:
        ticked = {key.removeprefix("in_") for key in request.POST if key.startswith("in_")}
        draft.chosen = {org.pk for org in draft.below.there if str(org.pk) in ticked} or None
        return _page(request, draft, _unbound(draft))
    form = SplitForm(request.POST or None, draft=draft, initial={"seen_version": target.version})
    if form.is_bound and form.apply(split_target, **_known(request, draft)):
        return see_other(request, target)
    return _page(request, draft, form)


def _known(request: OfficerRequest, draft: SplitDraft) -> dict[str, Any]:
    return {
        "actor": request.user, "target": draft.target, "method": draft.method, "today": draft.today,
        "base_code": draft.base_code, "base_when": draft.base_when,
    }  # fmt: skip


def _page(request: OfficerRequest, draft: SplitDraft, form: SplitForm, **more: Any) -> HttpResponse:
    if form.is_bound:  # show what was written, with its gap
        cleaned = form.cleaned_data
        shown = SplitDraft(
            draft.target, Method.HAND, draft.today, chosen=cleaned.get("chosen") or None,
            given=cleaned.get("given", {}),
        )  # fmt: skip
    else:
        shown = draft
    refusal: WuliError | None = None
    try:
        computed, gap, together = dict(shown.values), shown.gap, shown.together
    except WuliError as refused:  # nothing to split by: said on the page, values can still be written
        refusal, computed, gap, together = refused, {}, None, None
    told = {
        "form": form, "draft": draft, "target": draft.target, "refusal": refusal,
        "lines": _lines(form, draft, computed), "methods": _methods(draft),
        "bases": bases_for(request, draft.target), "sheet_form": SplitSheetForm(), "gap": gap,
        "gap_size": abs(gap or 0), "together": together, **more,
    }  # fmt: skip
    return render(request, "figures/targets/split.html", told, status=422 if form.errors else 200)


def _methods(draft: SplitDraft) -> list[tuple[str, Any, bool]]:
    methods = FOR_RATES if draft.target.is_rate else FOR_NUMBERS
    names = {Method.EQUAL: _now("各单位一样")} if draft.target.is_rate else {}
    return [(each.value, names.get(each, each.label), each == draft.method) for each in methods]


def _lines(form: SplitForm, draft: SplitDraft, computed: Mapping[UUID, Decimal]) -> list[dict[str, Any]]:
    """A line a unit with its box and field; what the method gives stands in it."""
    bases: Mapping[UUID, Decimal] = {}
    if draft.base is not None:
        bases = draft.bases
    lines = []
    for org in draft.below.there:
        field = form[f"value_{org.pk}"]
        if not form.is_bound and org.pk in computed:
            form.initial[f"value_{org.pk}"] = _plain(computed[org.pk])
        lines.append({"org": org, "box": form[f"in_{org.pk}"], "field": field, "base": bases.get(org.pk)})
    return lines


def _plain(value: Decimal) -> Decimal | int:
    return int(value) if value == value.to_integral_value() else value


@require_POST
@officer_page
def target_split_sheet(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Read the parts from a sheet into the form; nothing is told before it is looked at."""
    target = _splittable(request, pk)
    draft = _draft(request, target, {"method": Method.SHEET})
    sheet = SplitSheetForm(request.POST, request.FILES)
    if not sheet.is_valid():
        return _page(request, draft, _unbound(draft), sheet_form=sheet)
    try:
        read = parts_of_sheet(sheet.cleaned_data["upload"], draft.below.there)
    except Invalid as refused:
        sheet.refuse(refused)
        return _page(request, draft, _unbound(draft), sheet_form=sheet)
    draft.chosen, draft.given = set(read.values) or None, read.values
    return _page(request, draft, _unbound(draft), sheet_faults=read.faults, from_sheet=True)


def _unbound(draft: SplitDraft) -> SplitForm:
    return SplitForm(draft=draft, initial={"seen_version": draft.target.version})


@require_safe
@officer_page
def target_split_template(request: OfficerRequest, pk: UUID) -> FileResponse:
    """A sheet with the units and their present parts, to fill in."""
    target = _splittable(request, pk)
    draft = _draft(request, target, {"method": Method.HAND})
    name = _now("分解表")
    present = {part.org_id: part.value for part in Target.objects.parts_of(target)}
    data = parts_template(draft.below.there, present)
    return FileResponse(
        BytesIO(data), as_attachment=True, filename=f"{name} {target.org}.xlsx", content_type=XLSX
    )
