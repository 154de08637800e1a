"""Who may see figures, and the one thing people set: where a unit's tile stands on the map."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import CAPABILITIES, Actor, Capability, action, require
from wuli.base.core.errors import Conflict
from wuli.base.core.figures import INDICATORS, Indicator, Ratio
from wuli.base.orgs.models import Org

VIEW = Capability("figures.view", _("看数字"), roles={"officer", "chair", "leader", "org_dept"})
ARRANGE = Capability("figures.arrange_tiles", _("排方格图"), roles={"officer", "chair"})

Place = tuple[int, int] | None


@action("figures.arrange_tiles")
def arrange_tiles(*, actor: Actor, org: Org, places: dict[Any, tuple[int, Place]]) -> int:
    """Set where the units below `org` stand on its tile map; returns how many moved.

    `places` gives for each unit's key the version that was seen and (column, row), or None for off the
    map. Conflict when somebody changed one of the moved units meanwhile: then none moves. Locks the units.
    """
    require(actor, ARRANGE, org)
    below = Org.objects.below(org, on=timezone.localdate()).filter(pk__in=places)
    moved = []
    for unit in below.select_for_update(of=("self",)).order_by("pk"):
        seen, place = places[unit.pk]
        x, y = place or (None, None)
        if (unit.tile_x, unit.tile_y) == (x, y):
            continue
        if unit.version != seen:
            raise Conflict()
        unit.tile_x, unit.tile_y, unit.version = x, y, unit.version + 1
        moved.append(unit)
    Org.objects.bulk_update(moved, ["tile_x", "tile_y", "version"])
    return len(moved)


def may_see(viewer: Any, indicator: Indicator | Ratio, org: Org) -> bool:
    """Whether `viewer` may see the number itself; sensitive ones need their own capability."""
    declared = CAPABILITIES.get(indicator.view_capability)
    if declared is None or not declared.sensitive:
        return viewer.has_perm(VIEW.code, org) or viewer.has_perm(indicator.view_capability, org)
    return viewer.has_perm(declared.code, org)


def seen_by(viewer: Any, org: Org) -> list[Indicator | Ratio]:
    """Every indicator that `viewer` may see at `org`, in the order of the strengths."""
    plain = viewer.has_perm(VIEW.code, org)
    found = []
    for each in INDICATORS.values():
        declared = CAPABILITIES.get(each.view_capability)
        if may_see(viewer, each, org) if declared and declared.sensitive else plain:
            found.append(each)
    return sorted(found, key=lambda each: (each.strength or 9, each.order, each.code))
