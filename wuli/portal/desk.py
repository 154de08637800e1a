"""What the portal itself offers: the desk at the top of the menu."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.desk import MenuEntry, offer

offer(MenuEntry("portal.desk", _("工作台"), "portal:desk", "layout-board", "work", order=1))
