"""Where a unit's tile stands on the map."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.errors import Conflict
from wuli.base.orgs.models import Org

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
