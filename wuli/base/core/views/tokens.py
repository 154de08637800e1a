"""One's own API tokens: what there is, issuing one, closing one. The clear text is shown once."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import rules
from ..actions.tokens import issue_token, revoke_token
from ..api import SCOPES
from ..models.tokens import ApiToken
from ..rule_kinds import TOKEN_LIFE
from ..token_forms import TokenForm
from ..web import OfficerRequest, officer_page, see_other

SHOWN_ONCE = "wuli_new_token"


@require_safe
@officer_page
def token_list(request: OfficerRequest) -> HttpResponse:
    """The tokens, and the one just issued in clear, this once."""
    tokens = ApiToken.objects.owned_by(request.user).select_related("use")[:100]
    told = [(token, token.opens_at(request.at)) for token in tokens]
    return render(request, "core/tokens.html", {"tokens": told, "new": request.session.pop(SHOWN_ONCE, "")})


@require_http_methods(["GET", "POST"])
@officer_page
def token_issue(request: OfficerRequest) -> HttpResponse:
    """Issue a token."""
    longest = rules.at(TOKEN_LIFE.code, None, timezone.localdate(request.at)).value
    form = TokenForm(request.POST or None, longest=longest)
    if form.is_bound and form.apply(issue_token, actor=request.user, known_scopes=SCOPES, at=request.at):
        request.session[SHOWN_ONCE] = form.result[1]
        return see_other(request, reverse("core:tokens"))
    return render(request, "core/token_issue.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@officer_page
def token_revoke(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Close one at once."""
    token = get_object_or_404(ApiToken.objects.owned_by(request.user), pk=pk)
    revoke_token(actor=request.user, token=token, at=request.at)
    return see_other(request, reverse("core:tokens"))
