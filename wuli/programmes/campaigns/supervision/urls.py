"""Addresses of supervision, under those of campaigns."""

from django.urls import path

from ..views import supervision

urlpatterns = [
    path("supervision/", supervision.supervision_list, name="supervisions"),
    path("supervision/export/", supervision.supervision_export, name="supervision-export"),
    path("supervision/ask/", supervision.supervision_ask, name="supervision-ask"),
    path("supervision/rules/", supervision.rule_list, name="supervision-rules"),
    path("supervision/rules/new/", supervision.rule_new, name="supervision-rule-new"),
    path("supervision/rules/<uuid:pk>/", supervision.rule_page, name="supervision-rule"),
    path("supervision/rules/<uuid:pk>/run/", supervision.rule_run, name="supervision-rule-run"),
    path("supervision/rules/<uuid:pk>/end/", supervision.rule_end, name="supervision-rule-end"),
    path("supervision/<uuid:pk>/", supervision.supervision_page, name="supervision"),
    path("supervision/<uuid:pk>/<slug:step>/", supervision.supervision_step, name="supervision-step"),
]
