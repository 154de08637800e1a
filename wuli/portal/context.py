"""What the shells need: menu, tabs, workplace, unread notices. Worked out only where a template asks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.desk import MenuEntry, Ribbon, RibbonText, offered
from wuli.base.core.models import Notice
from wuli.base.orgs.access import grants_held
from wuli.base.orgs.models import Org, OrgClosure, RoleGrant
from wuli.base.orgs.roles import ROLES

GROUPS: dict[str, str | Promise] = {
    "work": "",
    "strengths": pgettext_lazy("menu", "五力"),
    "registers": _("底册"),
    "data": _("数据"),
    "settings": _("设置"),
}
TONES = {"聚": "s1", "创": "s2", "护": "s3", "惠": "s4", "心": "s5"}
FEDERATION_SECONDS = 300


@dataclass(frozen=True)
class MenuLine:
    """A line of the side menu as it is drawn."""

    name: str | Promise
    url: str
    icon: str
    current: bool
    count: int = 0

    @property
    def glyph(self) -> str:
        """The seal in place of an icon, for the five strengths."""
        return self.icon if len(self.icon) == 1 else ""

    @property
    def tone(self) -> str:
        """The colour of the seal."""
        return TONES.get(self.icon, "")

    @property
    def hot(self) -> bool:
        """Red only where work waits."""
        return self.url == reverse("portal:desk")


@dataclass(frozen=True)
class MenuGroup:
    """Lines under one heading."""

    title: str | Promise
    entries: list[MenuLine]


@dataclass(frozen=True)
class Tab:
    """A tab of the member's bar."""

    name: str | Promise
    url: str
    icon: str
    current: bool
    middle: bool = False
    count: int = 0


class Shell:
    """The shell around one request; each part is worked out at most once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)

    @property
    def signed_in(self) -> bool:
        """Whether somebody is behind the request."""
        return bool(self.user and self.user.is_authenticated)

    @property
    def base_template(self) -> str:
        """The shell for pages that anybody can meet, such as errors."""
        if not self.signed_in:
            return "core/plain.html"
        return "core/officer.html" if self.user.is_officer else "core/member.html"  # type: ignore[union-attr]

    @cached_property
    def ribbons(self) -> list[RibbonText]:
        """What the ribbons say now."""
        return [text for text in (each.load() for each in offered(Ribbon)) if text]

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """The roles that the viewer holds today, the highest unit first."""
        return grants_held(self.user) if self.signed_in else []

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """Everything the viewer may do somewhere."""
        codes = {grant.role for grant in self.grants}
        return frozenset().union(*[ROLES[code].capabilities for code in codes if code in ROLES])

    @property
    def workplace(self) -> str:
        """The unit that the viewer works for, else the federation."""
        return str(self.grants[0].org) if self.grants else self.federation

    @property
    def account_url(self) -> str:
        """The page of the viewer's own account."""
        return address("accounts:me")

    @cached_property
    def federation(self) -> str:
        """The name of the unit at the top."""
        return federation_name()

    @cached_property
    def unread(self) -> int:
        """How many notices wait to be read."""
        return Notice.objects.visible_to(self.user).unread().count()

    def may(self, capability: str) -> bool:
        """Whether the viewer holds `capability` somewhere; an empty one is everybody's."""
        return not capability or capability in self.capabilities

    @cached_property
    def entries(self) -> list[tuple[MenuEntry, str]]:
        """Menu entries that the viewer may use, with their addresses."""
        found = [(each, address(each.url_name)) for each in offered(MenuEntry) if self.may(each.capability)]
        return [(entry, url) for entry, url in found if url]

    @cached_property
    def menu(self) -> list[MenuGroup]:
        """The side menu in its groups; the present page is under the line whose address fits furthest."""
        fits = [
            (begin, url)
            for entry, url in self.entries
            for begin in (url, *map(address, entry.also))
            if begin and self.request.path.startswith(begin)
        ]
        here = max(fits, key=lambda each: len(each[0]), default=("", ""))[1]
        groups = []
        for code, title in GROUPS.items():
            lines = [self._line(entry, url, here) for entry, url in self.entries if entry.group == code]
            if lines:
                groups.append(MenuGroup(title, lines))
        return groups

    @cached_property
    def tabs(self) -> list[Tab]:
        """The member's five tabs."""
        return [
            self._tab(_("首页"), "portal:member-home", "home"),
            self._tab(_("服务"), "portal:services", "layout-grid"),
            self._tab(_("会员码"), "people:member-card", "qrcode", middle=True),
            self._tab(_("进度"), "portal:progress", "list", count=self.unread),
            self._tab(_("我的"), "portal:mine", "user"),
        ]

    def _line(self, entry: MenuEntry, url: str, here: str) -> MenuLine:
        count = entry.count(self.user) if entry.count else 0
        return MenuLine(entry.name, url, entry.icon, url == here, count)

    def _tab(self, name: Any, url_name: str, icon: str, *, middle: bool = False, count: int = 0) -> Tab:
        url = address(url_name)
        return Tab(name, url, icon, bool(url) and self.request.path.startswith(url), middle, count)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: one lazy object, no query until a template asks."""
    return {"shell": Shell(request)}


def address(url_name: str) -> str:
    """The address behind a name, or an empty text where it needs more than a name."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def federation_name() -> str:
    """The highest unit that works here, by the grants in force; kept for five minutes."""
    name = cache.get("portal.federation")
    if name is None:
        granted = RoleGrant.objects.in_force(timezone.localdate()).values("org")
        above = OrgClosure.objects.filter(descendant=OuterRef("pk")).order_by("-depth").values("depth")[:1]
        top = Org.objects.filter(pk__in=granted).order_by(Subquery(above), "rank", "created_at").first()
        name = top.name if top else str(_("工会"))
        cache.set("portal.federation", name, FEDERATION_SECONDS)
    return name
