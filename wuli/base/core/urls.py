"""Addresses of core."""

from django.urls import URLPattern, URLResolver, path

from . import health, styles
from .views import audit, columns, days, files, jobs, numbers, rules, tokens

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.process_answers, name="healthz"),
    path("readyz", health.ready_to_serve, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("style/<slug:digest>.css", styles.stylesheet, name="stylesheet"),
    path("account/tokens/", tokens.token_list, name="tokens"),
    path("account/tokens/issue/", tokens.token_issue, name="token-issue"),
    path("account/tokens/<uuid:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("files/<uuid:pk>/", files.stored_file, name="file"),
    path("files/<uuid:pk>/small/", files.small_file, name="file-small"),
    path("columns/", columns.columns, name="columns"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:pk>/", jobs.job_page, name="job"),
    path("jobs/<uuid:pk>/progress/", jobs.job_progress, name="job-progress"),
    path("jobs/<uuid:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<uuid:pk>/retry/", jobs.job_retry, name="job-retry"),
    path("jobs/<uuid:pk>/file/", jobs.job_file, name="job-file"),
    path("audit/", audit.entry_list, name="audit"),
    path("audit/reveals/", audit.reveal_list, name="audit-reveals"),
    path("audit/<uuid:pk>/", audit.entry_page, name="audit-entry"),
    path("audit/record/<str:label>/<uuid:pk>/", audit.record_history, name="audit-record"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/<str:code>/", rules.rule_page, name="rule"),
    path("rules/<str:code>/set/", rules.rule_set, name="rule-set"),
    path("calendar/days/", days.day_list, name="days"),
    path("calendar/days/set/", days.day_set, name="day-set"),
    path("calendar/days/<uuid:pk>/", days.day_edit, name="day-edit"),
    path("calendar/days/<uuid:pk>/clear/", days.day_clear, name="day-clear"),
    path("numbering/", numbers.word_list, name="words"),
    path("numbering/set/", numbers.word_set, name="word-set"),
]
