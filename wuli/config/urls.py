"""Every address of the platform: each app brings its own `urls.py`."""

from django.urls import include, path

from wuli.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("wuli.portal.urls")),
    path("", include("wuli.base.core.urls")),
    path("account/", include("wuli.base.accounts.urls")),
    path("accounts/", include("wuli.base.accounts.doors")),
    path("orgs/", include("wuli.base.orgs.urls")),
    path("people/", include("wuli.base.people.urls")),
    path("figures/", include("wuli.mechanisms.figures.urls")),
    path("activities/", include("wuli.programmes.activities.urls")),
    path("campaigns/", include("wuli.programmes.campaigns.urls")),
]

handler400 = "wuli.base.core.failures.bad_request"
handler403 = "wuli.base.core.failures.forbidden"
handler404 = "wuli.base.core.failures.not_found"
handler500 = "wuli.base.core.failures.broken"
