"""Addresses of targets and progress, under those of figures."""

from django.urls import path

from .views import progress, splits, targets

urlpatterns = [
    path("targets/", targets.target_list, name="targets"),
    path("targets/export/", targets.target_export, name="targets-export"),
    path("targets/new/", targets.target_new, name="target-new"),
    path("targets/<uuid:pk>/", targets.target_page, name="target"),
    path("targets/<uuid:pk>/change/", targets.target_change, name="target-change"),
    path("targets/<uuid:pk>/begin/", targets.target_begin, name="target-begin"),
    path("targets/<uuid:pk>/withdraw/", targets.target_withdraw, name="target-withdraw"),
    path("targets/<uuid:pk>/gap/", targets.target_gap, name="target-gap"),
    path("targets/<uuid:pk>/propose/", targets.target_propose, name="target-propose"),
    path("targets/<uuid:pk>/split/", splits.target_split, name="target-split"),
    path("targets/<uuid:pk>/split/sheet/", splits.target_split_sheet, name="target-split-sheet"),
    path("targets/<uuid:pk>/split/template/", splits.target_split_template, name="target-split-template"),
    path("targets/proposals/<uuid:pk>/answer/", targets.proposal_answer, name="proposal-answer"),
    path("targets/proposals/<uuid:pk>/take-back/", targets.proposal_take_back, name="proposal-take-back"),
    path("progress/", progress.progress_list, name="progress"),
    path("progress/export/", progress.progress_export, name="progress-export"),
]
