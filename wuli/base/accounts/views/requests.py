"""The desk that answers requests about personal data."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import answer_privacy_request
from ..forms.desk import AnswerForm
from ..models import PrivacyRequest
from ..permission import ANSWER_PRIVACY
from ..web import page

PAGE_SIZE = 50


@officer_page
@require_safe
def requests(request: OfficerRequest) -> HttpResponse:
    """Open ones first, the nearest deadline on top."""
    if not request.user.has_perm(ANSWER_PRIVACY.code):
        raise Http404
    found = PrivacyRequest.objects.visible_to(request.user).select_related("user")
    state = request.GET.get("state", PrivacyRequest.State.RECEIVED)
    if state in PrivacyRequest.State.values:
        found = found.filter(state=state)
    shown = Paginator(found.order_by("due_on", F("asked_at").asc()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": shown,
        "state": state,
        "states": PrivacyRequest.State.choices,
        "today": timezone.localdate(request.at),
    }
    return page(request, "accounts/requests.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def request_answer(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One request: read it, answer it with reasons."""
    if not request.user.has_perm(ANSWER_PRIVACY.code):
        raise Http404
    asked = get_object_or_404(
        PrivacyRequest.objects.visible_to(request.user).select_related("user", "answered_by"), pk=pk
    )
    form = AnswerForm(request.POST or None)
    if form.is_bound and form.apply(answer_privacy_request, actor=request.user, request=asked, at=request.at):
        messages.success(request, _("答复已经送到本人的“我的数据”。"))
        return see_other(request, reverse("accounts:requests"))
    context = {"asked": asked, "form": form, "today": timezone.localdate(request.at)}
    return page(request, "accounts/request_answer.html", context, 422 if form.errors else 200)
