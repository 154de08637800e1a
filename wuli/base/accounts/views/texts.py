"""The texts that people agree to: every version, and publishing the next."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.web import OfficerRequest, View, officer_page, see_other

from ..actions import publish_consent_text
from ..forms.texts import TextForm
from ..models import ConsentText
from ..permission import PUBLISH_TEXTS


def publisher_page(view: View) -> View:
    """Only for who publishes texts; to others the page does not exist."""

    @officer_page
    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PUBLISH_TEXTS.code):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@publisher_page
@require_safe
def texts(request: OfficerRequest) -> HttpResponse:
    """Every purpose with its versions, the newest first, and who has agreed to each."""
    on = timezone.localdate(request.at)
    in_force = set(ConsentText.objects.in_force(on).values_list("pk", flat=True))
    versions = ConsentText.objects.with_agreed().order_by("purpose", "-version")
    purposes = [
        {
            "code": code,
            "name": name,
            "versions": [(text, _state(text, in_force, on)) for text in versions if text.purpose == code],
        }
        for code, name in ConsentText.Purpose.choices
    ]
    return render(request, "accounts/texts.html", {"purposes": purposes})


def _state(text: ConsentText, in_force: set[Any], on: Any) -> str:
    if text.pk in in_force:
        return "now"
    return "later" if text.valid_from > on else "past"


@publisher_page
@require_http_methods(["GET", "POST"])
def text_publish(request: OfficerRequest, purpose: str) -> HttpResponse:
    """The next version of one text, beginning with the words of the last."""
    newest = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    if newest is None:
        raise Http404
    form = TextForm(request.POST or None, newest=newest, today=timezone.localdate(request.at))
    if form.is_bound and form.apply(publish_consent_text, actor=request.user, purpose=purpose, at=request.at):
        told = {"name": form.result.get_purpose_display(), "n": form.result.version}
        messages.success(request, _("%(name)s第 %(n)s 版已发布。") % told)
        return see_other(request, reverse("accounts:texts"))
    told = {"form": form, "newest": newest}
    return render(request, "accounts/text_publish.html", told, status=422 if form.errors else 200)
