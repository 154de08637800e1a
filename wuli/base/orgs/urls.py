"""Addresses of units, employers and grants."""

from django.urls import path, re_path

from .changes import CHANGES
from .intake import views as intake
from .views import changes, employers, exchange, grants, tree

app_name = "orgs"
_change = "|".join(CHANGES)
_pk = "(?P<pk>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
urlpatterns = [
    path("", tree.org_tree, name="tree"),
    path("find/", tree.org_find, name="find"),
    path("pick/", tree.org_pick, name="pick"),
    path("pick-officer/", grants.pick_officer, name="pick-officer"),
    path("list/", exchange.org_list, name="list"),
    path("import/", exchange.org_import, name="import"),
    path("import/template/", exchange.import_template, name="import-template"),
    path("import/<uuid:pk>/", exchange.import_check, name="import-check"),
    path("import/<uuid:pk>/faults/", exchange.import_faults, name="import-faults"),
    path("import/large/<uuid:pk>/", intake.sheet_page, name="sheet"),
    path("import/large/<uuid:pk>/progress/", intake.sheet_progress, name="sheet-progress"),
    path("import/large/<uuid:pk>/faults/", intake.sheet_faults, name="sheet-faults"),
    path("import/large/<uuid:pk>/<slug:step>/", intake.sheet_step, name="sheet-step"),
    path("export/", exchange.org_export, name="export"),
    path("employers/", employers.employer_list, name="employers"),
    path("employers/export/", exchange.employer_export, name="employer-export"),
    path("employers/<uuid:pk>/", employers.employer_detail, name="employer"),
    path("employers/<uuid:pk>/correct/", employers.employer_correct, name="employer-correct"),
    path("employers/<uuid:pk>/cover/", employers.employer_cover, name="employer-cover"),
    path("employers/<uuid:pk>/uncover/", employers.employer_uncover, name="employer-uncover"),
    path("grants/", grants.grant_list, name="grants"),
    path("grants/mine/", grants.my_grants, name="my-grants"),
    path("grants/<uuid:pk>/revoke/", grants.grant_revoke, name="grant-revoke"),
    path("<uuid:pk>/", tree.org_detail, name="org"),
    path("<uuid:pk>/children/", tree.org_children, name="children"),
    path("<uuid:pk>/history/", tree.org_history, name="history"),
    path("<uuid:pk>/employers/add/", employers.employer_add, name="employer-add"),
    path("<uuid:pk>/grants/", grants.org_grants, name="org-grants"),
    path("<uuid:pk>/grants/add/", grants.grant_add, name="grant-add"),
    re_path(rf"^{_pk}/(?P<code>{_change})/$", changes.org_change, name="change"),
]
