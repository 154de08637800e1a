"""Addresses of figures."""

from django.urls import include, path

from . import urls_exchange, urls_targets
from .views import baselines, pages

app_name = "figures"
urlpatterns = [
    path("", pages.board, name="board"),
    path("at/<uuid:org>/<str:code>/", pages.figure, name="figure"),
    path("at/<uuid:org>/<str:code>/rows.xlsx", pages.figure_rows, name="figure-rows"),
    path("at/<uuid:org>/<str:code>/week/", pages.figure_week, name="figure-week"),
    path("reports/", include("wuli.mechanisms.figures.urls_reports")),
    path("indicators/", pages.catalogue, name="catalogue"),
    path("baselines/", baselines.register, name="baselines"),
    path("baselines/export.xlsx", baselines.export, name="baselines-export"),
    path("baselines/new/", baselines.enter, name="baseline-enter"),
    path("baselines/<uuid:pk>/", baselines.baseline, name="baseline"),
    path("quality/", pages.quality, name="quality"),
    path("tiles/", pages.tiles, name="tiles"),
    *urls_targets.urlpatterns,
    *urls_exchange.urlpatterns,
]
