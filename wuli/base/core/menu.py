"""What core itself offers to the officer's desk."""

from django.utils.translation import gettext_lazy as _

from .actions.numbering import SET_WORD
from .audit import VIEW
from .desk import MenuEntry, offer

offer(
    MenuEntry("core.rules", _("规则与依据"), "core:rules", "scale", "settings", order=40),
    MenuEntry("core.days", _("工作日历"), "core:days", "calendar", "settings", order=50),
    MenuEntry("core.words", _("文号"), "core:words", "hash", "settings", order=60, capability=SET_WORD.code),
    MenuEntry("core.audit", _("审计"), "core:audit", "history", "data", order=90, capability=VIEW.code),
)
