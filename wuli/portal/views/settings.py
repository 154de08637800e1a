"""Language and large type: one button each, on every page, signed in or not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from wuli.base.accounts.actions.accounts import change_language
from wuli.base.core.web import safe_next, see_other

A_YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie for this device and on the account for the next."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES) or not check_for_language(code):
        code = settings.LANGUAGE_CODE
    if request.user.is_authenticated:
        change_language(actor=request.user, user=request.user, language=code)
    response = see_other(request, safe_next(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Turn large type 适老 on or off on this device."""
    on = request.COOKIES.get("large") != "1"
    response = see_other(request, safe_next(request))
    response.set_cookie("large", "1" if on else "0", max_age=A_YEAR, samesite="Lax", httponly=True)
    return response
