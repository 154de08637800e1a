"""Joining, leaving, retiring, and worker tags: one small form each."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org

from .. import actions
from ..forms import JoinForm, LeaveForm, RetireForm, TagForm, UntagForm
from ..models import Membership, PersonTag
from .people import visible

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@officer_page
def person_join(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Admit a registered person."""
    person = visible(request, pk)
    units = Org.objects.visible_to(request.user, actions.ADMIT.code)
    form = JoinForm(request.POST or None, units=units, initial={"org": person.home})
    if form.is_bound and form.apply(actions.join_union, actor=request.user, person=person, at=request.at):
        return see_other(request, person)
    told = {"form": form, "person": person, "title": _("办入会"), "submit": _("入会")}
    return render(request, "people/person_form.html", told, status=422 if form.errors else 200)


def _held(request: OfficerRequest, pk: UUID) -> Membership:
    memberships = Membership.objects.visible_to(request.user).select_related("person", "org")
    return get_object_or_404(memberships, pk=pk)


@require_http_methods(FORM_METHODS)
@officer_page
def membership_leave(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End a membership."""
    held = _held(request, pk)
    initial = {"left_on": timezone.localdate(request.at), "ended": "left"}
    form = LeaveForm(request.POST or None, record=held, initial=initial)
    if form.is_bound and form.apply(actions.leave_union, actor=request.user, membership=held, at=request.at):
        return see_other(request, held.person)
    told = {
        "form": form, "person": held.person, "held": held, "title": _("办退会"), "submit": _("退会"),
        "kind": "danger",
    }  # fmt: skip
    return render(request, "people/person_form.html", told, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@officer_page
def membership_retire(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Retire a member, who stays on the roll."""
    held = _held(request, pk)
    form = RetireForm(request.POST or None, record=held)
    if form.is_bound and form.apply(
        actions.retire_member, actor=request.user, membership=held, at=request.at
    ):
        return see_other(request, held.person)
    told = {
        "form": form, "person": held.person, "held": held, "title": _("办退休"), "submit": _("办退休"),
        "lead": _("退休后保留会籍，不交会费，没有选举权和被选举权。"),
    }  # fmt: skip
    return render(request, "people/person_form.html", told, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@officer_page
def person_tag(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Tag a person."""
    person = visible(request, pk)
    form = TagForm(request.POST or None)
    if form.is_bound and form.apply(actions.tag_person, actor=request.user, person=person):
        return see_other(request, person)
    told = {"form": form, "person": person, "title": _("打标签"), "submit": _("打上")}
    return render(request, "people/person_form.html", told, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@officer_page
def tag_end(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End a tag."""
    tags = PersonTag.objects.visible_to(request.user).select_related("person__home")
    tag = get_object_or_404(tags, pk=pk)
    form = UntagForm(request.POST or None)
    if form.is_bound and form.apply(actions.untag_person, actor=request.user, tag=tag):
        return see_other(request, tag.person)
    told = {
        "form": form, "person": tag.person, "title": _("结束标签：%(tag)s") % {"tag": tag.get_tag_display()},
        "submit": _("不再适用"),
    }  # fmt: skip
    return render(request, "people/person_form.html", told, status=422 if form.errors else 200)
