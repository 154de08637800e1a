"""Correcting the calendar: a day off, or a day worked, by a named notice."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..errors import Conflict, Invalid
from ..models.calendar import Holiday
from .kernel import Actor, Capability, action, refused_as, require

SET_DAY = Capability("core.set_day", _("调整工作日历"), roles={"org_dept", "system_admin"})


@action("core.set_day")
def set_day(
    *,
    actor: Actor,
    org: Any = None,
    day: date,
    kind: str,
    name: str,
    source: str,
    provisional: bool = False,
    seen_version: int | None = None,
) -> Holiday:
    """Say that `day` is off or worked. An existing entry is changed only by who saw `seen_version`."""
    require(actor, SET_DAY, org)
    if kind not in Holiday.Kind.values:
        raise Invalid({"kind": [_("选“放假”或“上班”")]})
    if not source.strip():
        raise Invalid({"source": [_("写明依据：通知的名称和文号")]})
    entry = Holiday.objects.filter(day=day).first()
    if entry is None:
        with refused_as(core_holiday_day_key=Conflict()):
            return Holiday.objects.create(
                day=day, kind=kind, name=name.strip(), source=source.strip(), provisional=provisional
            )
    entry = entry.claim_edit(seen_version or 0)
    entry.kind, entry.name, entry.source, entry.provisional = kind, name.strip(), source.strip(), provisional
    entry.save(update_fields=["kind", "name", "source", "provisional"])
    return entry


@action("core.clear_day")
def clear_day(*, actor: Actor, org: Any = None, entry: Holiday, seen_version: int) -> None:
    """Let the day be what its weekday says again."""
    require(actor, SET_DAY, org)
    entry.claim_edit(seen_version).delete()
