"""Addresses of tasks, plans, meetings, rules and duty reports."""

from django.urls import path

from wuli.base.core.excel.pages import sheet_page

from .sheets import PLANS, REPORTS, TASKS, TURNS
from .supervision import urls as supervision
from .views import board, duty_reports, meetings, plan_parts, plans, rulebook, task_sheets, tasks

app_name = "campaigns"
urlpatterns = [
    path("", tasks.task_list, name="tasks"),
    *supervision.urlpatterns,
    path("export/", sheet_page(TASKS), name="task-export"),
    path("pick-owner/", tasks.pick_owner, name="pick-owner"),
    path("board/", board.board, name="board"),
    path("calendar/", board.month, name="calendar"),
    path("calendar/own.ics", board.own_calendar, name="own-calendar"),
    path("tasks/give/", tasks.task_give, name="task-give"),
    path("tasks/import/", task_sheets.task_import, name="task-import"),
    path("tasks/import/template/", task_sheets.import_template, name="task-import-template"),
    path("tasks/import/<uuid:pk>/", task_sheets.import_check, name="task-import-check"),
    path("tasks/import/<uuid:pk>/faults/", task_sheets.import_faults, name="task-import-faults"),
    path("tasks/<uuid:pk>/", tasks.task_page, name="task"),
    path("tasks/<uuid:pk>/correct/", tasks.task_correct, name="task-correct"),
    path("tasks/<uuid:pk>/papers/", tasks.paper_add, name="task-paper"),
    path("tasks/<uuid:pk>/<slug:step>/", tasks.task_step, name="task-step"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/export/", sheet_page(PLANS), name="plan-export"),
    path("plans/gallery/", plans.gallery, name="gallery"),
    path("plans/new/<slug:kind>/", plans.plan_draw_up, name="plan-new"),
    path("plans/<uuid:pk>/", plans.plan_page, name="plan"),
    path("plans/<uuid:pk>/open/", plans.plan_open, name="plan-open"),
    path("plans/<uuid:pk>/correct/", plans.plan_correct, name="plan-correct"),
    path("plans/<uuid:pk>/<slug:step>/", plan_parts.plan_step, name="plan-step"),
    path("milestones/<uuid:pk>/reach/", plan_parts.milestone_reach, name="milestone-reach"),
    path("drafts/<uuid:pk>/<slug:verdict>/", plan_parts.draft_judge, name="draft-judge"),
    path("access/<uuid:pk>/end/", plan_parts.access_end, name="access-end"),
    path("meetings/<uuid:pk>/", meetings.meeting_page, name="meeting"),
    path("meetings/<uuid:pk>/hold/", meetings.meeting_hold, name="meeting-hold"),
    path("meetings/<uuid:pk>/decide/", meetings.meeting_decide, name="meeting-decide"),
    path("meetings/<uuid:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<uuid:pk>/papers/", meetings.meeting_paper, name="meeting-paper"),
    path("rules/", rulebook.rule_list, name="rules"),
    path("rules/draft/", rulebook.rule_draft, name="rule-draft"),
    path("rules/<uuid:pk>/", rulebook.rule_page, name="rule"),
    path("rules/<uuid:pk>/<slug:step>/", rulebook.rule_step, name="rule-step"),
    path("duties/", rulebook.turn_list, name="turns"),
    path("duties/export/", sheet_page(TURNS), name="turn-export"),
    path("duties/<uuid:pk>/", rulebook.turn_page, name="turn"),
    path("duties/<uuid:pk>/papers/", rulebook.turn_paper, name="turn-paper"),
    path("duties/<uuid:pk>/<slug:step>/", rulebook.turn_step, name="turn-step"),
    path("reports/", duty_reports.report_list, name="reports"),
    path("reports/export/", sheet_page(REPORTS), name="report-export"),
    path("reports/begin/", duty_reports.report_begin, name="report-begin"),
    path("reports/<uuid:pk>/", duty_reports.report_page, name="report"),
    path("reports/<uuid:pk>/<slug:step>/", duty_reports.report_step, name="report-step"),
]
