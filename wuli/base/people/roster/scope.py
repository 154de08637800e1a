"""What an officer may import into: units by name or code, employers by name or code."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from wuli.base.core.excel.cells import CellProblem, header_key
from wuli.base.orgs.models import Employer, Org


@dataclass(frozen=True, slots=True)
class Unit:
    """What judging needs of a unit."""

    pk: UUID
    text: str  # its key as text
    name: str
    opened_on: date
    closed_on: date | None


@dataclass
class Reach:
    """Units and employers an officer may name in a sheet; found by full name, short name or code."""

    target: Unit
    units: Mapping[str, list[Unit]] = field(default_factory=dict)
    employers: Mapping[str, UUID] = field(default_factory=dict)

    def unit(self, words: str, today: date) -> Unit:
        """The unit that `words` name; CellProblem when none, several, or a closed one is meant."""
        found = self.units.get(header_key(words), [])
        if not found:
            raise CellProblem("org_unknown")
        standing = [unit for unit in found if unit.closed_on is None or unit.closed_on > today]
        if not standing:
            raise CellProblem("org_closed", closed=str(found[0].closed_on))
        if len(standing) > 1:
            raise CellProblem("org_ambiguous", count=len(standing))
        return standing[0]

    def employer(self, words: str) -> UUID:
        """The employer that `words` name; CellProblem when there is none in reach."""
        try:
            return self.employers[header_key(words)]
        except KeyError:
            raise CellProblem("employer_unknown") from None


def reach_of(user: Any, org: Org, columns: Iterable[str]) -> Reach:
    """What `user` may name; looked up only for the columns that the file has."""
    columns = set(columns)
    reach = Reach(_unit(org))
    if "org" in columns:
        reach.units = _units(user)
    if "employer" in columns:
        reach.employers = _employers(user)
    return reach


def _unit(org: Org) -> Unit:
    return Unit(org.pk, str(org.pk), org.name, org.lifetime.lower, org.lifetime.upper)


def _units(user: Any) -> Mapping[str, list[Unit]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    mine = Org.objects.visible_to(user, "people.import_roster")
    for org in mine.only("name", "short_name", "uscc", "lifetime").iterator(2_000):
        unit = _unit(org)
        for words in {header_key(org.name), header_key(org.short_name), header_key(org.uscc or "")} - {""}:
            found[words].append(unit)
    return found


def _employers(user: Any) -> Mapping[str, UUID]:
    found: dict[str, UUID] = {}
    mine = Employer.objects.visible_to(user, "people.import_roster")
    for pk, name, uscc in mine.values_list("pk", "name", "uscc").iterator(2_000):
        found[header_key(name)] = pk
        if uscc:
            found[header_key(uscc)] = pk
    return found
