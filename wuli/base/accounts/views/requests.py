"""The desk that answers requests about personal data."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import answer_privacy_request
from ..forms.desk import AnswerForm
from ..models import PrivacyRequest
from ..permission import ANSWER_PRIVACY
from ..tables import requests_list


@officer_page
@require_safe
def requests(request: OfficerRequest) -> HttpResponse:
    """Open ones first, the nearest deadline on top."""
    return render(request, "accounts/requests.html", {"requests": requests_list(request)})


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
    waits = asked.state == PrivacyRequest.State.RECEIVED
    overdue = waits and asked.due_on < timezone.localdate(request.at)
    context = {"asked": asked, "form": form, "open": waits, "overdue": overdue}
    return render(request, "accounts/request_answer.html", context, status=422 if form.errors else 200)
