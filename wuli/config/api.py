"""The API at /api/v1: every app that has an `api.py` with a `router` is mounted under its label."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from wuli.base.core.api import WuliAPI
from wuli.base.core.api_words import router as core


def build() -> WuliAPI:
    """The API with the routers of all apps, in the order of the floors."""
    api = WuliAPI()
    api.mount("core", core, _("自己的账号、规则和日历"))
    for app in apps.get_app_configs():
        if not app.name.startswith("wuli.") or not module_has_submodule(app.module, "api"):
            continue
        router = getattr(import_module(f"{app.name}.api"), "router", None)
        if router is not None:
            api.mount(app.label, router, app.verbose_name)
    return api


api = build()
