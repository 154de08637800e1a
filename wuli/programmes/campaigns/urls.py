"""Addresses of tasks and plans."""

from django.urls import path

from .supervision import urls as supervision
from .views import exports, tasks

app_name = "campaigns"
urlpatterns = [
    path("", tasks.task_list, name="tasks"),
    *supervision.urlpatterns,
    path("export/", exports.tasks, name="task-export"),
    path("pick-owner/", tasks.pick_owner, name="pick-owner"),
    path("tasks/give/", tasks.task_give, name="task-give"),
    path("tasks/<uuid:pk>/", tasks.task_page, name="task"),
    path("tasks/<uuid:pk>/correct/", tasks.task_correct, name="task-correct"),
    path("tasks/<uuid:pk>/papers/", tasks.paper_add, name="task-paper"),
    path("tasks/<uuid:pk>/<slug:step>/", tasks.task_step, name="task-step"),
]
