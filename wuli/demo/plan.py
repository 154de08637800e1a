"""What the sample federation consists of, as plain values: the same for the same `today`.

The year told is the last one whose lectures are all behind us, so that its report is complete.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from . import numbers, words

CITY, COUNTY = "city", "county"
TOWNS = {  # division code -> tile (column, row), rough position only
    "320922001": (2, 3), "320922002": (3, 3), "320922003": (2, 2), "320922101": (4, 4), "320922102": (2, 4),
    "320922103": (3, 4), "320922104": (1, 4), "320922105": (3, 2), "320922106": (2, 1), "320922107": (4, 2),
    "320922109": (4, 1), "320922110": (1, 1), "320922111": (1, 2), "320922112": (5, 1), "320922403": (4, 3),
    "320922404": (5, 2), "320922405": (1, 3),
}  # fmt: skip
FARMS = {"320922400": "320922109", "320922401": "320922112"}  # farm division -> the town it stands under
ZONES = {"320922403", "320922404", "320922405"}
MOVED_TOWN, MOVED_FROM = "320922112", "320922404"  # 滨海港镇 stood under 滨海港经济区 until mid last year
ABOVE_SCALE, SMALL, JOINTS = 446, 790, 68
MEMBERS = 30_000
LECTURES = 47
CONTRACTED = 21


def story_year(today: date) -> int:
    """The year whose 47 lectures are all held: this one from 20 November on, else the last."""
    return today.year if (today.month, today.day) >= (11, 20) else today.year - 1


@dataclass(frozen=True)
class UnitPlan:
    """A unit to found: `key` names it in the plan, `parent` and `sector` are keys."""

    key: str
    name: str
    short_name: str
    kind: str
    form: str
    parent: str
    founded_on: date
    region: str = "320922"
    sector: str = ""
    uscc: str = ""
    rank: int = 100
    tile: tuple[int, int] | None = None


@dataclass(frozen=True)
class FirmPlan:
    """An employer: the key of the union that covers it, or of the town that answers for it without one."""

    name: str
    uscc: str
    union: str
    covered_from: date | None
    size_class: str
    staff: int
    industry: str
    region: str
    platform: bool = False


@dataclass
class Plan:
    """Everything that is founded, in the order in which it can be."""

    today: date
    units: list[UnitPlan] = field(default_factory=list)
    firms: list[FirmPlan] = field(default_factory=list)
    seats: list[tuple[str, int]] = field(default_factory=list)  # union key, how many members


def make_plan(divisions: dict[str, str], villages: list[tuple[str, str, str]], today: date) -> Plan:
    """The whole federation from the real divisions (code -> name; village code, name, town code)."""
    chance = random.Random(320922)  # noqa: S311 - sample data, not a secret
    plan = Plan(today)
    plan.units += _federations(divisions)
    plan.units += _villages(villages)
    _sectors(plan)
    _firms(plan, divisions, chance)
    _joints(plan, divisions, chance)
    _seats(plan, chance)
    return plan


def _federations(divisions: dict[str, str]) -> Iterator[UnitPlan]:
    yield UnitPlan(CITY, "盐城市总工会", "盐城市总工会", "C", "1", "", date(1950, 5, 1), region="3209")
    yield UnitPlan(
        COUNTY, "滨海县总工会", "滨海县总工会", "X", "1", CITY, date(1951, 3, 1),
        uscc=numbers.credit_code("81", 1),
    )  # fmt: skip
    for rank, (code, tile) in enumerate(TOWNS.items(), start=1):
        name = _town_name(divisions[code])
        kind = "4" if code in ZONES else "3" if name.endswith("街道") else "T"
        yield UnitPlan(
            code, f"{name}总工会", name, kind, "1", MOVED_FROM if code == MOVED_TOWN else COUNTY,
            date(2003, 9, 1), region=code, uscc=numbers.credit_code("81", 10 + rank), rank=rank, tile=tile,
        )  # fmt: skip
    for code, town in FARMS.items():
        yield UnitPlan(
            code, f"{divisions[code]}工会", divisions[code], "1", "4", town, date(1998, 4, 1), region=code
        )


def _town_name(name: str) -> str:
    return name.replace("开发区沿海", "沿海").replace("滨海县", "").replace("产业园区", "产业园")


def _villages(villages: list[tuple[str, str, str]]) -> Iterator[UnitPlan]:
    for code, name, town in villages:
        plain = (
            name.removesuffix("民委员会")
            .removesuffix("委员会")
            .replace("居委会", "社区")
            .replace("村委会", "村")
        )
        yield UnitPlan(
            code, f"{plain}联合工会", plain, "V", "5", FARMS.get(town, town), date(2012, 6, 1), region=code
        )


def _sectors(plan: Plan) -> None:
    for key, name in [
        ("sector-express", "快递物流"),
        ("sector-textile", "纺织服装"),
        ("sector-port", "港口海工"),
    ]:
        plan.units.append(
            UnitPlan(
                key, f"滨海县{name}行业工会联合会", f"{name}行业工会", "5", "3", COUNTY, date(2019, 4, 1)
            )
        )
    for key, name in [("system-education", "教育"), ("system-health", "卫生健康")]:
        plan.units.append(
            UnitPlan(key, f"滨海县{name}系统工会", f"{name}系统工会", "7", "4", COUNTY, date(1985, 5, 1))
        )


def _firms(plan: Plan, divisions: dict[str, str], chance: random.Random) -> None:
    towns = list(TOWNS)
    weights = [6, 4, 4, 3, 2, 3, 2, 2, 2, 3, 3, 2, 2, 3, 9, 6, 3]
    taken: set[str] = set()
    for n in range(ABOVE_SCALE):
        town = towns[n] if n < len(towns) else chance.choices(towns, weights)[0]
        name, industry = _firm_name(chance, taken)
        founded = date(chance.randint(2005, 2022), chance.randint(1, 12), chance.randint(1, 28))
        key = f"firm-{n}"
        sector = {"C17": "sector-textile", "C18": "sector-textile", "G55": "sector-port"}.get(industry, "")
        plan.units.append(
            UnitPlan(key, f"{name}工会", name.removeprefix("滨海").removesuffix("有限公司"), "1", "4", town,
                     founded, region=town, sector=sector, uscc=numbers.credit_code("81", 1000 + n))
        )  # fmt: skip
        plan.firms.append(
            FirmPlan(name, numbers.credit_code("91", 1000 + n), key, founded, "above_scale",
                     chance.randint(60, 400), industry, town)
        )  # fmt: skip


def _firm_name(chance: random.Random, taken: set[str]) -> tuple[str, str]:
    while True:
        trade = chance.choice(list(words.FIRM_TRADES))
        name = f"滨海{chance.choice(words.FIRM_WORDS)}{trade}有限公司"
        if name not in taken:
            taken.add(name)
            return name, words.FIRM_TRADES[trade]


def _joints(plan: Plan, divisions: dict[str, str], chance: random.Random) -> None:
    towns = list(TOWNS)
    joints: list[tuple[str, str]] = []
    for n in range(JOINTS - 1):
        town = towns[n % len(towns)]
        ordinal = "" if n < len(towns) else f"第{'二三四'[n // len(towns) - 1]}"
        short = f"{_town_name(divisions[town])}小微企业{ordinal}联合工会"
        plan.units.append(
            UnitPlan(
                f"joint-{n}",
                short,
                short,
                "2",
                "5",
                town,
                date(2016, 3, 1) + timedelta(days=11 * n),
                region=town,
            )
        )
        joints.append((f"joint-{n}", town))
    taken: set[str] = set()
    for n in range(SMALL):
        key, town = joints[n % len(joints)]
        name, industry = _shop_name(chance, _town_name(divisions[town]), taken)
        covered = date(chance.randint(2017, 2022), chance.randint(1, 12), chance.randint(1, 28))
        plan.firms.append(
            FirmPlan(name, numbers.credit_code("92", 5000 + n), key, max(covered, date(2018, 6, 1)),
                     "small_micro", chance.randint(3, 40), industry, town)
        )  # fmt: skip
    for n in range(60):  # no union yet: the town answers for them
        town = towns[n % len(towns)]
        name, industry = _shop_name(chance, _town_name(divisions[town]), taken)
        plan.firms.append(
            FirmPlan(name, numbers.credit_code("92", 7000 + n), town, None, "small_micro",
                     chance.randint(2, 24), industry, town)
        )  # fmt: skip
    plan.units.append(
        UnitPlan("riders", "八滩镇快递外卖骑手联合工会", "八滩骑手联合工会", "2", "5", "320922107",
                 date(2021, 8, 1), region="320922107", sector="sector-express")
    )  # fmt: skip


def _shop_name(chance: random.Random, town: str, taken: set[str]) -> tuple[str, str]:
    place = town.removesuffix("镇").removesuffix("街道")
    while True:
        trade = chance.choice(list(words.SHOP_TRADES))
        name = f"{place}{chance.choice(words.FIRM_WORDS)}{trade}"
        if name not in taken:
            taken.add(name)
            return name, words.SHOP_TRADES[trade]


def _seats(plan: Plan, chance: random.Random) -> None:
    """Share out the 30,000 members: most in firms' unions, the rest in joint, village and system unions."""
    share = {"1": (20, 70), "2": (50, 110), "V": (2, 8), "7": (300, 400), "5": (0, 0)}
    for unit in plan.units:
        low, high = share.get(unit.kind, (0, 0))
        if unit.key == "riders":
            low, high = 560, 560
        if high:
            plan.seats.append((unit.key, chance.randint(low, high)))
    rest = MEMBERS - sum(n for _key, n in plan.seats)
    firms = [i for i, (key, _n) in enumerate(plan.seats) if key.startswith("firm-")]
    for step in range(abs(rest)):
        i = firms[step % len(firms)]
        key, n = plan.seats[i]
        plan.seats[i] = (key, max(1, n + (1 if rest > 0 else -1)))
