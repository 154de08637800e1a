"""What core itself offers to the officer's desk: its menu lines, and the history on a person's page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from . import audit
from .actions.numbering import SET_WORD
from .audit_lists import people_named
from .desk import MenuEntry, PersonPanel, offer

LAST = 4


def recent_changes(user: Any, record: Any, _when: Any) -> dict[str, Any] | None:
    """The last changes of a record that is shown anyway; nothing for who audits nothing."""
    if not user.has_perm(audit.VIEW.code):
        return None
    model = type(record)
    events = list(audit.events_of(model, record.pk).select_related("pgh_context")[:LAST])
    people = people_named([event.pgh_context for event in events if event.pgh_context])
    lines = [
        (audit.LABELS[event.pgh_label], audit.told(event.pgh_context, people), event.pgh_created_at)
        for event in events
    ]
    return {"lines": lines, "url": audit.history_url(model, record.pk)} if lines else None


PANEL = "core/_history_panel.html"

offer(
    MenuEntry("core.rules", _("规则与依据"), "core:rules", "scale", "settings", order=40),
    MenuEntry("core.days", _("工作日历"), "core:days", "calendar", "settings", order=50),
    MenuEntry("core.jobs", _("我的任务"), "core:jobs", "clock", "settings", order=55),
    MenuEntry(
        "core.words", _("文号簿"), "core:words", "hash", "settings", order=60, capability=SET_WORD.code
    ),
    MenuEntry("core.audit", _("审计"), "core:audit", "history", "data", order=90, capability=audit.VIEW.code),
    PersonPanel("core.history", _("改动记录"), PANEL, recent_changes, order=95),
)
