"""Addresses of roster imports, below /people/rosters/."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.roster_new, name="rosters"),
    path("template/", views.roster_template, name="roster-template"),
    path("pick-unit/", views.pick_unit, name="roster-pick-unit"),
    path("<uuid:pk>/", views.roster_page, name="roster"),
    path("<uuid:pk>/progress/", views.roster_progress, name="roster-progress"),
    path("<uuid:pk>/map/", views.roster_map, name="roster-map"),
    path("<uuid:pk>/sheet/", views.roster_sheet, name="roster-sheet"),
    path("<uuid:pk>/reasons.xlsx", views.roster_reasons, name="roster-reasons"),
    path("<uuid:pk>/rows/<int:rowno>/", views.row_page, name="roster-row"),
    path("<uuid:pk>/rows/<int:rowno>/<slug:step>/", views.row_step, name="roster-row-step"),
    path("<uuid:pk>/<slug:step>/", views.roster_step, name="roster-step"),
]
