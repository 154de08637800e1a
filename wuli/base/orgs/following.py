"""What upper floors keep at a unit goes along when the unit ends or gives a part away.

Orgs know nothing of members; people registers here what happens to them. See `hand_over` for when.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

from .models import Org


@dataclass(frozen=True)
class Handover:
    """From the day `on`, what was at `org` is at `to`.

    `to` is None when nobody takes it: who cannot leave it at that refuses. `employers` names the firms
    that leave, while `org` itself stays; None is everything, because `org` ends.
    """

    org: Org
    to: Org | None
    on: date
    employers: Collection[UUID] | None = None

    @property
    def ends(self) -> bool:
        """Whether the unit is no more afterwards."""
        return self.employers is None


Follower = Callable[[Handover], None]
FOLLOWERS: list[Follower] = []


def follows(run: Follower) -> None:
    """Have `run` called, in the same transaction, whenever a unit ends or gives a part away."""
    if run not in FOLLOWERS:
        FOLLOWERS.append(run)


FirstDay = Callable[[Org], date | None]
FIRST_DAYS: list[tuple[str | Promise, FirstDay]] = []


def known_since(what: str | Promise, first_day: FirstDay) -> None:
    """Have `first_day(unit)` asked before a founding day is corrected: the unit was there by then."""
    if all(first_day is not known for _what, known in FIRST_DAYS):
        FIRST_DAYS.append((what, first_day))


def hand_over(org: Org, to: Org | None, on: date, employers: Collection[UUID] | None = None) -> None:
    """Tell all followers; called by the verbs that end or split a unit, before they end it."""
    for run in FOLLOWERS:
        run(Handover(org, to, on, employers))
