"""Addresses of reports, below those of figures."""

from django.urls import path

from .views import documents, open_reports, reports, writing

urlpatterns = [
    path("", reports.report_list, name="reports"),
    path("begin/", writing.report_begin, name="report-begin"),
    path("live/", writing.live, name="report-live"),
    path("preview/", writing.preview, name="report-preview"),
    path("picker/", writing.picker, name="report-picker"),
    path("templates/", writing.template_list, name="report-templates"),
    path("templates/new/", writing.template_new, name="report-template-new"),
    path("templates/<uuid:pk>/", writing.template_page, name="report-template"),
    path("templates/<uuid:pk>/edit/", writing.template_edit, name="report-template-edit"),
    path("templates/<uuid:pk>/copy/", writing.template_copy, name="report-template-copy"),
    path("templates/<uuid:pk>/retire/", writing.template_retire, name="report-template-retire"),
    path("links/<uuid:pk>/close/", reports.link_close, name="report-link-close"),
    path("open/<str:token>/", open_reports.open_report, name="report-open"),
    path("code/<slug:code>/", reports.report_by_code, name="report-code"),
    path("<uuid:pk>/", reports.report_page, name="report"),
    path("<uuid:pk>/edit/", writing.report_edit, name="report-edit"),
    path("<uuid:pk>/explain/", reports.explain, name="report-explain"),
    path("<uuid:pk>/figures/", reports.report_figures, name="report-figures"),
    path("<uuid:pk>/file/<slug:form>/", documents.report_file, name="report-file"),
    path("<uuid:pk>/links/", reports.link_make, name="report-link-make"),
    path("<uuid:pk>/step/<slug:step>/", reports.report_step, name="report-step"),
]
