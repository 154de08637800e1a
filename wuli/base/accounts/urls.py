"""Addresses of accounts."""

from django.urls import URLPattern, URLResolver, path, re_path

from .views import desk, me, privacy, requests, security, sign_in, texts

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", me.me, name="me"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("welcome/", privacy.welcome, name="welcome"),
    path("language/", me.language, name="language"),
    path("phone/", me.phone, name="phone"),
    path("security/", security.security, name="security"),
    path("security/second-factor/", security.second_factor, name="second-factor"),
    path("security/password/", security.password, name="password"),
    path("security/devices/others/", security.sign_out_others, name="sign-out-others"),
    path("security/devices/<int:pk>/", security.sign_out_device, name="sign-out-device"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/export/", privacy.export, name="privacy-export"),
    path("privacy/ask/", privacy.ask, name="privacy-ask"),
    path("privacy/requests/<uuid:pk>/withdraw/", privacy.ask_withdraw, name="privacy-ask-withdraw"),
    path("privacy/consents/<uuid:pk>/give/", privacy.consent_give, name="consent-give"),
    path("privacy/consents/<uuid:pk>/withdraw/", privacy.consent_withdraw, name="consent-withdraw"),
    path("texts/", texts.texts, name="texts"),
    path("texts/<slug:purpose>/publish/", texts.text_publish, name="text-publish"),
    path("texts/<uuid:pk>/", privacy.consent_text, name="consent-text"),
    path("texts/<slug:purpose>/", privacy.current_text, name="current-text"),
    path("accounts/", desk.accounts, name="list"),
    path("accounts/open/", desk.account_open, name="open"),
    path("accounts/<uuid:pk>/", desk.account, name="account"),
    re_path(
        r"^accounts/(?P<pk>[0-9a-f-]{36})/(?P<step>deactivate|reactivate|second-factor|password|name|phone)/$",
        desk.account_step,
        name="account-step",
    ),
    path("requests/", requests.requests, name="requests"),
    path("requests/<uuid:pk>/", requests.request_answer, name="request-answer"),
]
