"""Addresses of figures."""

from django.urls import path

from . import urls_targets
from .views import pages

app_name = "figures"
urlpatterns = [
    path("", pages.board, name="board"),
    path("at/<uuid:org>/<str:code>/", pages.figure, name="figure"),
    path("at/<uuid:org>/<str:code>/rows.csv", pages.figure_rows, name="figure-rows"),
    path("report/", pages.report_now, name="report-now"),
    path("report/<int:year>/", pages.report, name="report"),
    path("indicators/", pages.catalogue, name="catalogue"),
    path("tiles/", pages.tiles, name="tiles"),
    *urls_targets.urlpatterns,
]
