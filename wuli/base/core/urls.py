"""Addresses of core."""

from django.urls import URLPattern, URLResolver, path

from . import health, styles

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.process_answers, name="healthz"),
    path("readyz", health.ready_to_serve, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("style/<slug:digest>.css", styles.stylesheet, name="stylesheet"),
]
