"""The addresses of allauth that Wuli uses; sign-up, mail and password reset by mail are not among them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.weixin import views as weixin
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView


def with_keys(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view` where the keys of WeChat are configured; elsewhere there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not all(settings.WEIXIN_KEYS):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    # Our own page lists proofs and devices, so allauth's two lists lead there.
    path("2fa/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_index"),
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_list_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("wechat/error/", social.login_error, name="socialaccount_login_error"),
    path("wechat/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("wechat/weixin/login/", with_keys(weixin.oauth2_login), name="weixin_login"),
    path("wechat/weixin/login/callback/", with_keys(weixin.oauth2_callback), name="weixin_callback"),
    # Names that allauth asks for in passing.
    path("signup/", RedirectView.as_view(pattern_name="accounts:sign-in"), name="account_signup"),
]
