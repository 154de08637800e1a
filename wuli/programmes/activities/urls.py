"""Addresses of activities."""

from django.urls import path

from .views import exports, member, officer

app_name = "activities"
urlpatterns = [
    path("", officer.session_list, name="sessions"),
    path("export/", exports.sessions, name="export"),
    path("plan/", officer.session_plan, name="plan"),
    path("<uuid:pk>/", officer.session_page, name="session"),
    path("<uuid:pk>/correct/", officer.session_correct, name="correct"),
    path("<uuid:pk>/hand-over/", officer.session_hand_over, name="hand-over"),
    path("<uuid:pk>/open/", officer.session_open, name="open"),
    path("<uuid:pk>/hold/", officer.session_hold, name="hold"),
    path("<uuid:pk>/cancel/", officer.session_cancel, name="cancel"),
    path("<uuid:pk>/check-in/", officer.check_in, name="check-in"),
    path("<uuid:pk>/check-in/list/", officer.check_in_list, name="check-in-list"),
    path("<uuid:pk>/sheet/", officer.sign_in_sheet, name="sheet"),
    path("<uuid:pk>/attendances/", officer.attendance_list, name="attendances"),
    path("<uuid:pk>/attendances/export/", exports.attendances, name="attendance-export"),
    path("<uuid:pk>/evidence/", officer.evidence_add, name="evidence-add"),
    path("evidence/<uuid:pk>/remove/", officer.evidence_remove, name="evidence-remove"),
    path("attendances/<uuid:pk>/withdraw/", officer.check_in_withdraw, name="withdraw"),
    path("on/", member.session_list, name="on"),
    path("on/<uuid:pk>/", member.session_page, name="on-session"),
]
