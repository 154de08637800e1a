"""The register of members: list, page of a person, registration, correction, reading in clear."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuli.base.core.actions import require
from wuli.base.core.desk import PersonPanel, offered
from wuli.base.core.excel.export import answer
from wuli.base.core.lists import officer_list
from wuli.base.core.said import day
from wuli.base.core.tables import BulkStep, Column, Listing, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Employer, Org

from .. import actions, sheets
from ..actions.reveal import MASKS, SEALED
from ..filters import PersonFilter
from ..forms import CorrectForm, RegisterForm, RevealForm, StopCodeForm, TagManyForm
from ..models import Person
from ..registering import register_and_admit
from ..steps import steps_for

COLUMNS = [
    Column(_("姓名"), "name", link=lambda p: p.get_absolute_url(), sort="name_key", phone="wide"),
    Column(_("工会"), "home", link=lambda p: p.home.get_absolute_url() if p.home else ""),
    Column(_("性别"), "get_sex_display", phone="off"),
    Column(_("证件号码"), "id_mask", phone="off"),
    Column(_("手机号"), "phone_mask"),
    Column(_("会籍"), template="people/_membership_cell.html", phone="label", code="membership"),
    Column(_("标签"), template="people/_tags_cell.html", phone="off", code="tags"),
    Column(_("出生日期"), "born_on", show=day, phone="off", extra=True),
    Column(_("入会日期"), sheets.joined_on, show=day, phone="off", code="joined_on", extra=True),
]


@officer_list("people:list")
def people_on_the_roll(request: OfficerRequest) -> Listing:
    """Members and others on the roll within reach."""
    return list_of(
        request, sheets.people_for(request.user), columns=COLUMNS, filters=PersonFilter,
        bulk=[BulkStep("tag", _("打标签")), BulkStep("export", _("导出所选"))], bulk_url="/people/bulk/",
        export="/people/export/",
    )  # fmt: skip


@require_safe
@officer_page
def person_list(request: OfficerRequest) -> HttpResponse:
    """The register of members."""
    can_register = request.user.has_perm(actions.REGISTER.code)
    return render(
        request,
        "people/person_list.html",
        {
            "people": people_on_the_roll(request),
            "can_register": can_register,
            "can_import": request.user.has_perm("people.import_roster"),
        },
    )


@require_safe
@officer_page
def person_export(request: OfficerRequest) -> HttpResponse:
    """What the list shows, as a sheet, masked."""
    require(request.user, actions.EXPORT)
    return answer(request.user, sheets.PEOPLE, request.GET.dict() | {"pick": ""})


@require_POST
@officer_page
def person_bulk(request: OfficerRequest) -> HttpResponse:
    """One step for the ticked persons: a sheet of them, or one tag for all."""
    picked = [key for key in request.POST.getlist("pick") if _is_key(key)][:1000]
    if request.POST.get("step") == "export":
        require(request.user, actions.EXPORT)
        return answer(request.user, sheets.PEOPLE, {"pick": ",".join(picked) or str(UUID(int=0))})
    found = sheets.people_for(request.user).filter(pk__in=picked)
    form = TagManyForm(request.POST if "tag" in request.POST else None)
    if form.is_bound and form.apply(actions.tag_many, actor=request.user, people=list(found)):
        messages.info(request, _now("给 %(people)s 人打了标签。") % {"people": form.result})
        return see_other(request, "/people/")
    told = {"form": form, "picked": found}
    return render(request, "people/person_tag_many.html", told, status=422 if form.errors else 200)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def person_register(request: OfficerRequest) -> HttpResponse:
    """Somebody new, admitted at once when a day is given."""
    require(request.user, actions.REGISTER)
    units = Org.objects.visible_to(request.user, actions.REGISTER.code)
    form = RegisterForm(
        request.POST or None, units=units, employers=Employer.objects.visible_to(request.user),
        initial={"org": request.GET.get("org")},
    )  # fmt: skip
    if form.is_bound and form.apply(register_and_admit, actor=request.user, at=request.at):
        return see_other(request, form.result)
    return render(request, "people/person_register.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@officer_page
def person_detail(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The page of a person; who was merged leads to the one that was kept."""
    person = visible(request, pk)
    if person.merged_into:
        return redirect(person.merged_into)
    return render(request, "people/person_detail.html", _page(request, person))


def visible(request: OfficerRequest, pk: UUID) -> Person:
    """The person, or 404 when out of reach."""
    people = Person.objects.visible_to(request.user).select_related("home", "employer", "merged_into", "user")
    return get_object_or_404(people, pk=pk)


def _page(request: OfficerRequest, person: Person) -> dict[str, Any]:
    today = timezone.localdate(request.at)
    tags = person.tags.order_by("-valid")
    if not request.user.has_perm(actions.VIEW_HARDSHIP.code, person.home):
        tags = tags.exclude(tag="hardship")
    memberships = list(person.memberships.select_related("org").order_by("-valid"))
    held = next((m for m in memberships if m.ended_on is None), None)
    return {
        "person": person, "today": today, "memberships": memberships, "held": held, "tags": tags,
        "terms": person.post_terms.select_related("org").order_by("-valid"),
        "transfers": person.transfers.select_related("from_org", "to_org").order_by("-id"),
        "panels": list(_panels(request, person)), "steps": steps_for(request.user, person, held),
        "may": {name: request.user.has_perm(c.code, person.home) for name, c in actions.OF_PERSON.items()},
        "stopped": person.code_stops.filter(lifted_at=None).first(),
    }  # fmt: skip


def _panels(request: OfficerRequest, person: Person) -> Any:
    for panel in offered(PersonPanel):
        told = panel.load(request.user, person, request.at)
        if told is not None:
            yield {"title": panel.title, "template": panel.template, "code": panel.code, **told}


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def person_correct(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Correct what is known about a person."""
    person = visible(request, pk)
    form = CorrectForm(
        request.POST or None, record=person, employers=Employer.objects.visible_to(request.user)
    )
    if form.is_bound and form.apply(actions.correct_person, actor=request.user, person=person, at=request.at):
        return see_other(request, person)
    told = {"form": form, "person": person}
    return render(request, "people/person_correct.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def person_reveal(request: OfficerRequest, pk: UUID, field: str) -> HttpResponse:
    """Read one sealed value in clear, after saying what for; shown once, never kept by the browser."""
    person = visible(request, pk)
    if field not in SEALED or not getattr(person, MASKS[field]):
        raise Http404
    form = RevealForm(request.POST or None)
    told = {"form": form, "person": person, "label": SEALED[field]}
    if form.is_bound and form.apply(
        actions.reveal_person, actor=request.user, person=person, field=field, at=request.at
    ):
        told["value"] = form.result
    return render(request, "people/person_reveal.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def person_stop_code(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Stop the person's member code, e.g. when the phone is lost."""
    person = visible(request, pk)
    form = StopCodeForm(request.POST or None)
    if form.is_bound and form.apply(actions.stop_code, actor=request.user, person=person, at=request.at):
        return see_other(request, person)
    told = {"form": form, "person": person}
    return render(request, "people/person_stop_code.html", told, status=422 if form.errors else 200)
