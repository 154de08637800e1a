"""Lists of figures' records as Excel sheets."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.export import SheetOut, offer_sheet

from .filters import TargetFilter
from .models import Target
from .targets.wording import said


def target_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Target]:
    """Targets the user may see, narrowed as on the page: the latest period first, then by unit."""
    found = TargetFilter(query, queryset=Target.objects.visible_to(user)).qs
    if query.get("state") in Target.State.values:
        found = found.filter(state=query["state"])
    return found.select_related("org", "set_by", "document").order_by(
        "-period", "indicator", "org__rank", "org__name_key", "-created_at"
    )


TARGETS = offer_sheet(
    SheetOut(
        "figures.targets",
        _("目标"),
        (
            (_("指标"), lambda t: t.name),
            (_("单位"), lambda t: t.org.name),
            (_("时间"), lambda t: t.when.words),
            (_("目标值"), lambda t: said(t.value, t.declared)),
            (_("权重（分）"), lambda t: t.weight),
            (_("下达单位"), lambda t: t.set_by.name),
            (_("文号"), lambda t: t.document_no),
            (_("文件名称"), lambda t: t.source),
            (_("状态"), lambda t: t.get_state_display()),
            (_("调整理由"), lambda t: t.change_reason or t.withdrawn_because),
        ),
        target_rows,
    )
)
