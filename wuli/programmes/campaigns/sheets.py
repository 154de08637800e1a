"""The lists of this app as Excel sheets."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.export import SheetOut, offer_sheet

from .filters import TaskFilter
from .models import Task
from .supervision.sheets import SUPERVISIONS

__all__ = ["SUPERVISIONS", "TASKS"]


def task_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Task]:
    """Tasks the user may see, narrowed as on the page, the nearest day first."""
    asker = SimpleNamespace(user=user)
    found = TaskFilter(query, queryset=Task.objects.visible_to(user), request=asker).qs
    if query.get("state") in Task.State.values:
        found = found.filter(state=query["state"])
    return found.select_related("org", "asked_by", "owner").order_by("due_on", "pk")


TASKS = offer_sheet(
    SheetOut(
        "campaigns.tasks",
        _("任务清单"),
        (
            (_("任务"), lambda t: t.title),
            (_("承办单位"), lambda t: t.org.name),
            (_("负责人"), lambda t: t.owner.name),
            (_("交办单位"), lambda t: t.asked_by.name),
            (_("依据"), lambda t: t.source_doc),
            (_("完成期限"), lambda t: t.due_on),
            (_("办结日期"), lambda t: t.ended_on),
            (_("状态"), lambda t: t.get_state_display()),
            (_("要求"), lambda t: t.detail),
        ),
        task_rows,
    )
)
