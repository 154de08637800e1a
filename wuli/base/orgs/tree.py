"""Reading the tree: where to begin, what stands below, how many, and how a unit came to be what it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from wuli.base.core import audit
from wuli.base.core.audit_lists import people_named
from wuli.base.core.models.audit import AuditEntry

from . import errors
from .codes import Line, OrgKind
from .models import Coverage, Org, OrgClosure, OrgLineage, OrgName, OrgQuerySet, ParentEdge, RoleGrant
from .roles import roles_with

PAGE = 50  # children shown at once; the rest is one click away


@dataclass(frozen=True)
class View:
    """How the tree is looked at: whose eyes, which day, which line."""

    user: Any
    on: date
    line: str

    @classmethod
    def of(cls, user: Any, query: Any) -> "View":
        """From the address: `on` is a day not after today, `line` one of the two."""
        today = timezone.localdate()
        line = query.get("line", "")
        return cls(
            user, day_of(query.get("on", ""), today), line if line in Line.values else Line.TERRITORIAL
        )

    @property
    def is_today(self) -> bool:
        """Whether the tree is shown as it is now."""
        return self.on == timezone.localdate()

    @property
    def query(self) -> str:
        """What links carry along."""
        parts = [] if self.is_today else [f"on={self.on.isoformat()}"]
        parts += [f"line={self.line}"] if self.line != Line.TERRITORIAL else []
        return "?" + "&".join(parts) if parts else ""

    def units(self) -> QuerySet[Org]:
        """Units the viewer may see that existed on the day, with the names of that day."""
        return Org.objects.visible_to(self.user).open_on(self.on).named_on(self.on)


def day_of(text: str, today: date) -> date:
    """The day in `text`, today when there is none or it has not come."""
    try:
        asked = parse_date(text) if text else None
    except ValueError:
        asked = None
    return min(asked, today) if asked else today


@dataclass
class Node:
    """A line of the tree."""

    org: Org
    name: str
    unions: int = 0
    employers: int = 0
    below: int = 0
    is_open: bool = False
    children: "Branch | None" = None
    two_lines: bool = False

    @property
    def is_joint(self) -> bool:
        """Joint unions 联合 are marked, for they stand for many firms."""
        return self.org.kind == OrgKind.JOINT


@dataclass
class Branch:
    """One page of what stands directly below a unit."""

    nodes: Sequence[Node] = ()
    parent: Org | None = None
    page: int = 1
    left: int = 0
    path: dict[UUID, Any] = field(default_factory=dict)

    @property
    def next_page(self) -> int:
        """The number of the page that "再看" opens."""
        return self.page + 1


def tops(view: View) -> list[Org]:
    """Where the viewer's tree begins: the units at which they hold a grant, the highest of each branch.

    By industry it begins at the sector, group and system unions, which stand under no other of that line.
    """
    if view.line == Line.INDUSTRIAL:
        return _heads(view)
    granted = RoleGrant.objects.filter(
        user=view.user, role__in=roles_with("orgs.view"), valid__contains=timezone.localdate()
    )
    units = list(view.units().filter(pk__in=granted.values("org")).order_by("rank", "name_key"))
    keys = [unit.pk for unit in units]
    below = OrgClosure.objects.filter(
        ancestor__in=keys, descendant__in=keys, depth__gt=0, line=view.line, valid__contains=view.on
    )
    inner = set(below.values_list("descendant", flat=True))
    return [unit for unit in units if unit.pk not in inner]


def _heads(view: View) -> list[Org]:
    edges = ParentEdge.objects.filter(line=Line.INDUSTRIAL, valid__contains=view.on)
    heads = Q(kind__in=[OrgKind.SECTOR, OrgKind.GROUP_COMPANY, OrgKind.SYSTEM]) | Q(
        pk__in=edges.values("parent")
    )
    found = view.units().filter(heads).exclude(pk__in=edges.values("child"))
    return list(found.order_by("rank", "name_key", "pk")[: 4 * PAGE])


def branch(view: View, parent: Org, page: int = 1) -> Branch:
    """The `page` of units directly below `parent`, with their counts, in a fixed number of queries."""
    found = view.units() & Org.objects.children_of(parent, on=view.on, line=view.line)
    found = found.order_by("rank", "name_key", "name", "pk")
    total, start = found.count(), (page - 1) * PAGE
    units = list(found[start : start + PAGE])
    return Branch(nodes(view, units), parent, page, max(0, total - start - PAGE))


def nodes(view: View, units: Sequence[Org]) -> list[Node]:
    """Lines for `units`, with what stands below each on the day."""
    keys = [unit.pk for unit in units]
    places = OrgClosure.objects.filter(ancestor__in=keys, line=view.line, valid__contains=view.on)
    union = Q(descendant__kind__in=OrgKind.grassroots())
    counted: dict[UUID, Any] = {
        row["ancestor"]: row
        for row in places.values("ancestor").annotate(
            unions=Count("pk", filter=union), below=Count("pk", filter=Q(depth__gt=0))
        )
    }
    covered = Coverage.objects.filter(org__in=keys, valid__contains=view.on)
    firms = dict(covered.values_list("org").annotate(n=Count("pk")))
    other = Line.INDUSTRIAL if view.line == Line.TERRITORIAL else Line.TERRITORIAL
    on_other = OrgClosure.objects.filter(descendant__in=keys, line=other, depth=1, valid__contains=view.on)
    two = set(on_other.values_list("descendant", flat=True)) if view.line == Line.TERRITORIAL else set()
    return [
        Node(
            org=unit,
            name=unit.short_name if unit.short_name and unit.name_then == unit.name else unit.name_then,  # type: ignore[attr-defined]
            unions=counted.get(unit.pk, {}).get("unions", 0),
            below=counted.get(unit.pk, {}).get("below", 0),
            employers=firms.get(unit.pk, 0),
            two_lines=unit.pk in two,
        )
        for unit in units
    ]


def opened(view: View, chosen: Org | None, page: int = 1) -> list[Node]:
    """The tree with the path to `chosen` open, and the children of `chosen` at `page`."""
    path = [org.pk for org in ancestors(chosen, view)] + [chosen.pk] if chosen else []
    roots = nodes(view, tops(view))
    level: Sequence[Node] = roots
    while node := next((each for each in level if each.org.pk in path), None):
        node.is_open = True
        node.children = branch(view, node.org, page if node.org.pk == path[-1] else 1)
        level = _with_path(view, node.children, path[path.index(node.org.pk) + 1 :])
    if not path and len(roots) == 1:
        roots[0].is_open, roots[0].children = True, branch(view, roots[0].org, page)
    return roots


def _with_path(view: View, below: Branch, path: Sequence[UUID]) -> Sequence[Node]:
    """The branch's nodes; a unit of the path that stands on a later page is put in front."""
    here = {node.org.pk for node in below.nodes}
    if path and below.left and not here & set(path):
        missing = view.units() & Org.objects.children_of(below.parent, on=view.on, line=view.line)
        below.nodes = [*nodes(view, list(missing.filter(pk__in=path))), *below.nodes]
    return below.nodes


def ancestors(org: Org, view: View) -> list[Org]:
    """Units above `org` on the day, from the top down, whether the viewer may open them or not."""
    up = OrgClosure.objects.filter(descendant=org, line=view.line, valid__contains=view.on, depth__gt=0)
    rows = up.select_related("ancestor").order_by("-depth")
    return [row.ancestor for row in rows]


def search(user: Any, words: str, limit: int = 20) -> OrgQuerySet:
    """Units the viewer may see by name, former name, pinyin initials or credit code."""
    words = words.strip()
    if not words:
        return Org.objects.none()
    fits = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(initials__startswith=words.lower())
    fits |= Q(uscc__startswith=words.upper()) | Q(pk__in=_once_called(words))
    return Org.objects.visible_to(user).filter(fits).order_by("rank", "name_key", "pk")[:limit]


def _once_called(words: str) -> QuerySet:
    return OrgName.objects.filter(name__icontains=words).values("org")


def size(org: Org, on: date, line: str = Line.TERRITORIAL) -> dict[str, int]:
    """How many units of each sort stand at or below `org` on the day."""
    kinds = dict(
        Org.objects.below(org, on=on, line=line).order_by().values_list("kind").annotate(n=Count("pk"))
    )
    return {
        "towns": sum(kinds.get(kind, 0) for kind in OrgKind.town_level()),
        "unions": sum(kinds.get(kind, 0) for kind in OrgKind.grassroots()),
        "joint": kinds.get(OrgKind.JOINT, 0),
        "units": sum(kinds.values()),
    }


@dataclass(frozen=True)
class Happened:
    """One thing in the history of a unit 沿革."""

    on: date
    kind: str
    what: Any = ""
    reason: str = ""
    document_no: str = ""

    @property
    def title(self) -> str:
        """What happened, in words."""
        told = {"what": getattr(self.what, "name", self.what)}
        return str(_TITLES[self.kind]) % told

    @property
    def unit(self) -> Org | None:
        """The other unit, when there is one to look at."""
        return self.what if isinstance(self.what, Org) else None

    @property
    def tone(self) -> str:
        """How the timeline marks it."""
        return {"founded": "ok", "closed": "hold"}.get(self.kind, "")


_TITLES = {
    "founded": _("成立，名称是%(what)s"),
    "named": _("改名为%(what)s"),
    "placed_territorial": _("归%(what)s管"),
    "placed_industrial": _("产业线归%(what)s管"),
    "split_into": _("拆分出%(what)s"),
    "split_from": _("从%(what)s拆分出来"),
    "merge_into": _("并入%(what)s"),
    "merge_from": _("%(what)s并入"),
    "closed": _("撤销：%(what)s"),
}


def history(org: Org) -> list[Happened]:
    """Founding, names, places, splits, mergers and the end, newest first."""
    told = [Happened(org.opened_on, "founded", org.names.order_by("valid").first())]
    told += [
        Happened(name.valid.lower, "named", name, reason=name.reason)
        for name in org.names.all()
        if name.valid.lower > org.opened_on
    ]
    told += [
        Happened(
            edge.valid.lower,
            f"placed_{edge.line}",
            edge.parent,
            reason=edge.reason,
            document_no=edge.document_no,
        )
        for edge in org.parent_edges.select_related("parent")
    ]
    told += _reshaped(org)
    if org.closed_on:
        told.append(
            Happened(org.closed_on, "closed", org.get_closed_ground_display(), reason=org.closed_note)
        )
    return sorted(told, key=lambda each: (each.on, each.kind != "founded"), reverse=True)


def closed_meanwhile(org: Org) -> errors.ClosedMeanwhile:
    """Who closed the unit, and when they did, for somebody whose page did not know."""
    events = audit.event_models()[Org._meta.label_lower].objects.filter(pgh_obj=org.pk)
    entries = AuditEntry.objects.filter(
        pk__in=events.exclude(closed_ground="").values("pgh_context_id"),
        metadata__action__in=["orgs.close", "orgs.merge", "orgs.split"],
    )
    entry = entries.order_by("-number").first()
    who = audit.told(entry, people_named([entry] if entry else [])).who
    at = entry.created_at if entry else org.closed_on
    return errors.ClosedMeanwhile(name=org, who=who, at=at, closed_on=org.closed_on)


def _reshaped(org: Org) -> Iterable[Happened]:
    for line in OrgLineage.objects.filter(Q(before=org) | Q(after=org)).select_related("before", "after"):
        mine = line.before_id == org.pk
        other = line.after if mine else line.before
        kind = f"{line.kind}_{'into' if mine else 'from'}"
        yield Happened(line.happened_on, kind, other, document_no=line.document_no)
