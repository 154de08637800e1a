"""Tasks from an Excel sheet: the empty sheet, sending one, what it would give, the rows that wait."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.actions.files import store_file
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.core.excel.judged import faults_file
from wuli.base.core.excel.pages import sheet_file
from wuli.base.core.excel.template import write_template
from wuli.base.core.forms import SheetForm
from wuli.base.core.models.files import StoredFile, stored_bytes
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.programmes.campaigns.actions import GIVE, give_tasks
from wuli.programmes.campaigns.importing import TaskReading, open_plans, read_tasks, template_lists
from wuli.programmes.campaigns.models import Plan
from wuli.programmes.campaigns.sheet import TASK_SHEET

SHOWN = 200  # faults shown on the page; the file of faults has them all


def _may_import(request: OfficerRequest) -> None:
    if not request.user.has_perm(GIVE.code):
        raise Http404


def _plan(request: OfficerRequest) -> Plan | None:
    """The plan to which rows without one belong, as the address names it."""
    named = request.GET.get("plan", "")
    if not named:
        return None
    try:
        return get_object_or_404(open_plans(request.user), pk=UUID(named))
    except ValueError as error:
        raise Http404 from error


def _with_plan(address: str, plan: Plan | None) -> str:
    return f"{address}?{urlencode({'plan': plan.pk})}" if plan else address


def _around(plan: Plan | None) -> dict[str, Any]:
    """Where the pages lead back to, and the address at which another sheet is sent."""
    return {
        "plan": plan,
        "back": plan.get_absolute_url() if plan else reverse("campaigns:tasks"),
        "again": _with_plan(reverse("campaigns:task-import"), plan),
    }


@require_http_methods(["GET", "POST"])
@officer_page
def task_import(request: OfficerRequest) -> HttpResponse:
    """Choose a sheet of tasks."""
    _may_import(request)
    plan = _plan(request)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_bound and form.apply(store_file, actor=request.user, capability=GIVE, at=request.at):
        file = form.result
        try:
            read_tasks(stored_bytes(file), file.name, request.user, request.at, plan=plan)
        except Invalid as refused:
            form.refuse(refused)
        else:
            return see_other(
                request, _with_plan(reverse("campaigns:task-import-check", args=[file.pk]), plan)
            )
    told = {"form": form, "columns": TASK_SHEET.columns, "limit": TASK_SHEET.max_rows} | _around(plan)
    return render(request, "campaigns/task_import.html", told, status=422 if form.errors else 200)


def _own_reading(request: OfficerRequest, pk: UUID, plan: Plan | None) -> tuple[StoredFile, TaskReading]:
    _may_import(request)
    file = get_object_or_404(StoredFile, pk=pk, uploader=request.user)
    return file, read_tasks(stored_bytes(file), file.name, request.user, request.at, plan=plan)


@require_http_methods(["GET", "POST"])
@officer_page
def import_check(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """What the sheet would give; the good rows are given when confirmed, the others wait with reasons."""
    plan = _plan(request)
    file, reading = _own_reading(request, pk, plan)
    told = {"file": file, "reading": reading, "faults": reading.faults[:SHOWN], "refusal": None}
    told |= _around(plan) | {
        "faults_at": _with_plan(reverse("campaigns:task-import-faults", args=[pk]), plan)
    }
    if request.method == "POST" and reading.batch:
        try:
            made = give_tasks(actor=request.user, batch=reading.batch, at=request.at)
        except (Invalid, Conflict, RuleBroken) as refused:
            told["refusal"] = refused
            return render(request, "campaigns/task_import_check.html", told, status=422)
        words = ngettext("交办了 %(n)s 件任务。", "交办了 %(n)s 件任务。", len(made))
        messages.success(request, words % {"n": len(made)})
        return see_other(request, _with_plan(reverse("campaigns:task-import-check", args=[pk]), plan))
    return render(request, "campaigns/task_import_check.html", told)


@require_safe
@officer_page
def import_faults(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The rows that wait, as the same sheet with a column of reasons."""
    _file, reading = _own_reading(request, pk, _plan(request))
    return sheet_file(faults_file(reading), _now("没有通过的行"))


@require_safe
@officer_page
def import_template(request: OfficerRequest) -> HttpResponse:
    """The empty sheet with its drop-downs."""
    _may_import(request)
    lists = template_lists(request.user, timezone.localdate(request.at))
    return sheet_file(write_template(TASK_SHEET, lists), _now("任务导入模板"))
