"""Employers: the list, one of them, and who covers it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.forms import ActionForm
from wuli.base.core.lists import officer_list
from wuli.base.core.tables import Chips, Column, Listing, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from .. import actions, forms
from ..codes import SizeClass
from ..filters import EmployerFilter, employers_for
from ..models import Employer, Org

COLUMNS = [
    Column(
        _("单位"), "name", link=lambda e: reverse("orgs:employer", args=[e.pk]), sort="name_key", phone="wide"
    ),
    Column(_("信用代码"), "uscc", phone="off"),
    Column(_("规模"), "get_size_class_display", sort="size_class"),
    Column(_("职工"), "staff_count", sort="staff_count", align="n"),
    Column(_("所属工会"), "org", link=lambda e: e.org.get_absolute_url(), sort="org__name_key"),
]


@officer_list("orgs:employers")
def employers(request: OfficerRequest) -> Listing:
    """All employers the viewer may see."""
    return list_of(
        request,
        employers_for(request.user),
        columns=COLUMNS,
        filters=EmployerFilter,
        chips=Chips("size_class", SizeClass.choices, all=_("全部")),
        export=reverse("orgs:employer-export"),
    )


@require_safe
@officer_page
def employer_list(request: OfficerRequest) -> HttpResponse:
    """The list of employers."""
    return render(request, "orgs/employer_list.html", {"employers": employers(request)})


@require_safe
@officer_page
def employer_detail(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """An employer and the unions that covered it."""
    employer = get_object_or_404(employers_for(request.user).select_related("region"), pk=pk)
    told = {
        "employer": employer,
        "covers": employer.coverages.select_related("org").order_by("-valid"),
        "may_change": request.user.has_perm(actions.EMPLOYERS.code, employer.org),
    }
    return render(request, "orgs/employer_detail.html", told)


@require_http_methods(["GET", "POST"])
@officer_page
def employer_add(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Enter an employer under a unit."""
    org = get_object_or_404(Org.objects.visible_to(request.user), pk=pk)
    form = forms.EmployerForm(request.POST or None)
    if form.is_bound and form.apply(actions.add_employer, actor=request.user, org=org):
        return see_other(request, reverse("orgs:employer", args=[form.result.pk]))
    told = {"form": form, "title": _("登记用人单位"), "back": org.get_absolute_url(), "lead": org.name}
    return render(request, "orgs/plain_form.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def employer_correct(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Correct the facts of an employer."""
    employer = get_object_or_404(employers_for(request.user), pk=pk)
    form = forms.EmployerCorrectForm(request.POST or None, record=employer)
    return _employer_form(request, employer, form, actions.correct_employer, _("改用人单位资料"))


@require_http_methods(["GET", "POST"])
@officer_page
def employer_cover(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Have another union cover the employer."""
    employer = get_object_or_404(employers_for(request.user), pk=pk)
    form = forms.CoverForm(request.POST or None, user=request.user)
    return _employer_form(request, employer, form, actions.cover_employer, _("换一家工会覆盖"))


@require_http_methods(["GET", "POST"])
@officer_page
def employer_uncover(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End the cover of the employer."""
    employer = get_object_or_404(employers_for(request.user), pk=pk)
    form = forms.UncoverForm(request.POST or None, user=request.user)
    return _employer_form(request, employer, form, actions.uncover_employer, _("不再覆盖"))


def _employer_form(
    request: OfficerRequest, employer: Employer, form: ActionForm, action: Callable[..., Any], title: Any
) -> HttpResponse:
    here = reverse("orgs:employer", args=[employer.pk])
    if form.is_bound and form.apply(action, actor=request.user, employer=employer):
        return see_other(request, here)
    told = {"form": form, "title": title, "back": here, "lead": employer.name}
    return render(request, "orgs/plain_form.html", told, status=422 if form.errors else 200)
