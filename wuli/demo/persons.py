"""Persons of the sample federation: plausible names, ages and trades, drawn from one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from . import numbers, words


@dataclass(frozen=True)
class PersonPlan:
    """A member to admit."""

    union: str
    name: str
    id_number: str
    phone: str
    joined_on: date
    job: str
    skill: str
    education: str
    political: str
    tags: tuple[str, ...]


class People:
    """Draws persons; ID sequence numbers and phones never repeat."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - sample data, not a secret
        self.sequence: dict[tuple[date, bool], int] = {}
        self.count = 0

    def draw(
        self, union: str, *, founded_on: date, today: date, new_form: bool = False, name: str = ""
    ) -> PersonPlan:
        """One member of `union`, who joined between its founding and today."""
        chance = self.chance
        male = chance.random() < (0.8 if new_form else 0.54)
        born_on = date(chance.randint(1966, 2004), chance.randint(1, 12), chance.randint(1, 28))
        self.count += 1
        earliest = max(founded_on, date(born_on.year + 19, 1, 1), date(today.year - 8, 1, 1))
        joined_on = earliest + timedelta(days=chance.randint(0, max(0, (today - earliest).days - 1)))
        return PersonPlan(
            union=union,
            name=name or self._name(male),
            id_number=numbers.id_number(born_on, self._next(born_on, male)),
            phone=numbers.phone(self.count) if chance.random() < 0.93 else "",
            joined_on=min(joined_on, today),
            job=chance.choice(words.NEW_FORM_JOBS if new_form else words.JOBS),
            skill=chance.choices(["", "2", "3", "4", "5"], [60, 15, 14, 8, 3])[0],
            education=chance.choices(["31", "41", "61", "71", "21"], [14, 22, 20, 36, 8])[0],
            political=chance.choices(["13", "01", "03"], [82, 10, 8])[0],
            tags=self._tags(new_form),
        )

    def _next(self, born_on: date, male: bool) -> int:
        taken = self.sequence.get((born_on, male), 0)
        self.sequence[born_on, male] = taken + 1
        return 2 * taken + (1 if male else 2)

    def _name(self, male: bool) -> str:
        chance = self.chance
        surname = chance.choice(words.DOUBLE_SURNAMES) if chance.random() < 0.004 else self._surname()
        if chance.random() < 0.003:
            return surname + chance.choice(words.RARE)
        pool = words.MALE if male else words.FEMALE
        given = chance.choice(pool)
        return surname + given + (chance.choice(pool) if chance.random() < 0.62 else "")

    def _surname(self) -> str:
        place = int(len(words.SURNAMES) * self.chance.random() ** 2)  # common ones stand first
        return words.SURNAMES[place]

    def _tags(self, new_form: bool) -> tuple[str, ...]:
        chance = self.chance
        odds = {"migrant": 0.32, "outdoor": 0.06, "lead_exposed": 0.012, "laid_off": 0.02, "dispatched": 0.04}
        drawn = tuple(tag for tag, p in odds.items() if chance.random() < p)
        return (*drawn, "new_form") if new_form else drawn


def draw_members(seats: list[tuple[str, int]], founded: dict[str, date], today: date) -> Iterator[PersonPlan]:
    """All members, union by union; riders and a few in every joint union are new-form workers."""
    people = People(320922)
    for union, number in seats:
        for n in range(number):
            new_form = union == "riders" or (union.startswith("joint-") and n % 3 == 0)
            name = "陈志强" if (union, n) == ("riders", 0) else ""
            yield people.draw(union, founded_on=founded[union], today=today, new_form=new_form, name=name)
