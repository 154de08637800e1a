"""The addresses of allauth that Wuli uses; sign-up, mail and password reset by mail are not among them."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.weixin import urls as weixin
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

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
    *([path("wechat/", include(weixin.urlpatterns))] if all(settings.WEIXIN_KEYS) else []),
    # Names that allauth asks for in passing.
    path("signup/", RedirectView.as_view(pattern_name="accounts:sign-in"), name="account_signup"),
]
