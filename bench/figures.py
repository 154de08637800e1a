"""Figures over 4,000 and 40,000 units in six levels: 12 months, 50 indicators, up to 5 M attendances.

Each size has a database of its own. Reading, writing with marks, recomputing and rebuilding are measured
against what a database does without them in the same run; the last lines tell how both sizes compare.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cached_property
from statistics import median, quantiles
from typing import Any

from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import Measured, fresh_database
from bench.serving import Served
from bench.subtree import CLOSURE, PEOPLE, TREE, timed, unit, unit_key
from tests.people import client_for
from tests.race import drop_constraint, restore_constraints
from wuli.base.core.actions import SYSTEM
from wuli.base.core.figures import INDICATORS, Indicator, Period, Unit, register
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.tests import build
from wuli.mechanisms.figures.actions.reports import begin_report
from wuli.mechanisms.figures.actions.templates import load_templates, write_template
from wuli.mechanisms.figures.declared import counted, facts_sql
from wuli.mechanisms.figures.known import keys, sync_known
from wuli.mechanisms.figures.models import Cell, DirtyMark, ReportTemplate
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.recompute import Work, from_nothing, keep, lock, recompute, recompute_all
from wuli.mechanisms.figures.rows import rows_of, total_of
from wuli.mechanisms.figures.times import TimeRange
from wuli.mechanisms.figures.triggers import sync
from wuli.mechanisms.figures.verify import rebuild
from wuli.programmes.activities.figures import LECTURES
from wuli.programmes.activities.models import Attendance, Session

SIZES = {"4k": (4_000, 25_000), "40k": (40_000, 250_000)}
HEARERS = 10.4  # attendances a unit and month: 5 M at 40,000 units
KINDS, MANY, DISTINCT = 10, 50, 10
DIRTY, BULK, SINGLES, WRITERS = 100_000, 100_000, 400, 4
ROUNDS, ASKED, READERS = 60, 400, 8
FIRST = date(timezone.localdate().year, 1, 1)

# One session a unit and month, of ten kinds in turn.
SESSIONS = """
INSERT INTO activities_session (id, created_at, version, org_id, kind, title, topic, speaker, speaker_unit,
    place, starts_at, ends_at, occurred_on, summary, state, cancelled_because)
SELECT ('01920000-0000-7000-8000-' || lpad(to_hex(s), 12, '0'))::uuid, now(), 1, tree.id,
    CASE (tree.n + s / {units}) % 10 WHEN 0 THEN 'technology_lecture'
        ELSE 'bench_' || (tree.n + s / {units}) % 10 END,
    '讲座', '', '', '', '职工之家', day + interval '9 hours', day + interval '11 hours', day, '', 'held', ''
FROM generate_series(0, {units} * 12 - 1) s JOIN tree ON tree.n = s % {units}
    CROSS JOIN LATERAL (
        SELECT ('{first}'::date + (s / {units}) * interval '1 month')::date AS day) d
"""
ATTENDANCES = """
INSERT INTO activities_attendance (id, created_at, session_id, org_id, person_id, occurred_on, method, state,
    recorded_at)
SELECT gen_random_uuid(), now(), s.id, s.org_id,
    ('01910000-0000-7000-8000-' || lpad(to_hex(1 + a * 7919 % {people}), 12, '0'))::uuid,
    s.occurred_on, '{method}', 'attended', now()
FROM generate_series({low}::bigint, {high}::bigint) a
    JOIN activities_session s
      ON s.id = ('01920000-0000-7000-8000-' || lpad(to_hex(a % ({units} * 12)), 12, '0'))::uuid
"""


def run() -> Iterable[Measured]:
    """Both sizes, then how the numbers grow between them."""
    found: dict[str, dict[str, float]] = {}
    for name, (units, people) in SIZES.items():
        fresh_database()
        declare()
        found[name] = {}
        for each in World(units, people).measured():
            found[name][each.name] = each.value
            yield Measured(f"{name}_{each.name}", each.value, each.unit, each.bar, each.at_least)
    small, large = found.values()
    for name in (
        "figure_at_root", "distinct_at_root", "marks_on_bulk_insert", "recompute_cells", "one_record_to_root",
    ):  # fmt: skip
        yield Measured(f"growth_{name}", large[name] / small[name], "x")


def declare() -> None:
    """Indicators until there are fifty, ten of them distinct; every second table row counts in several."""
    if "bench.sessions" not in INDICATORS:
        register(*_indicators())
    sync()
    sync_known()


def _indicators() -> Iterator[Indicator]:
    told: dict[str, Any] = {"version": 1, "period": Period.WITHIN, "meaning": "-"}
    told["view_capability"] = "activities.view"
    held, there = Session.objects.filter(state="held"), Attendance.objects.filter(state="attended")
    yield Indicator(code="bench.sessions", name="场次", unit=Unit.SESSION, rows=held, **told)
    yield Indicator(
        code="bench.people", name="人数", unit=Unit.PERSON, rows=there, person="person", distinct=True, **told
    )
    have = counted()
    distinct = DISTINCT - 1 - sum(each.distinct for each in have)
    for n in range(distinct):
        yield Indicator(
            code=f"bench.people_{n}", name=f"人数{n}", unit=Unit.PERSON, person="person", distinct=True,
            rows=there.filter(session__kind=kind_of(n)), **told,
        )  # fmt: skip
    for n in range(MANY - len(have) - 2 - distinct):
        kind, sex = kind_of(n), n // KINDS
        heard = there.filter(session__kind=kind)
        heard = heard.filter(person__sex=str(sex - 1)) if sex > 1 else heard
        rows: Any = heard if sex else held.filter(kind=kind)
        unit = Unit.PERSON_TIMES if sex else Unit.SESSION
        yield Indicator(code=f"bench.counted_{n}", name=f"次数{n}", unit=unit, rows=rows, **told)


def kind_of(number: int) -> str:
    """One of the ten kinds of sessions; the first is one that the product knows."""
    return f"bench_{number % KINDS}" if number % KINDS else "technology_lecture"


class World:
    """A federation of one size, and what is measured in it."""

    def __init__(self, units: int, people: int) -> None:
        self.units, self.people, self.rows = units, people, int(units * 12 * HEARERS)
        self.year, self.today = TimeRange.year(FIRST.year), timezone.localdate()
        self.sessions, self.persons = INDICATORS["bench.sessions"], INDICATORS["bench.people"]

    @cached_property
    def officer(self) -> Any:
        """The reader: an officer of the whole federation."""
        return build.officer_at(unit(0))

    def measured(self) -> Iterable[Measured]:
        """Everything in turn; the database is thrown away afterwards."""
        self.generate()
        yield from self.rebuilt()
        yield from self.read()
        yield from self.distinct()
        yield from self.served()
        yield from self.pages()
        yield from self.recomputed()
        yield from self.written()

    def sql(self, text: str, **more: Any) -> None:
        """Run the statements of `text` with the sizes filled in."""
        sizes = {"units": self.units, "members": self.people, "people": self.people, "first": FIRST} | more
        with connection.cursor() as cursor:
            for statement in filter(str.strip, text.format(**sizes).split(";\n")):
                cursor.execute(statement.replace("%", "%%"), [])

    def attend(self, low: int, count: int, method: str = "list") -> None:
        """`count` attendances from number `low` on."""
        self.sql(ATTENDANCES, low=low, high=low + count - 1, method=method)

    def generate(self) -> None:
        """Units, people and rows, set-based, with triggers asleep."""
        drop_constraint("org_closure_once")
        for text in (TREE, CLOSURE, PEOPLE):
            self.sql(text)
        restore_constraints()
        self.sql("SET session_replication_role = replica")
        self.sql(SESSIONS)
        self.attend(0, self.rows)
        self.sql("SET session_replication_role = origin")
        self.sql("ANALYZE")

    def rebuilt(self) -> Iterable[Measured]:
        """Every cell from nothing, and what cells cost in storage."""
        took = timed(lambda: rebuild(self.today))
        cells, declared = Cell.objects.count(), counted()
        yield Measured("indicators", len(declared), "", MANY, at_least=True)
        yield Measured("distinct_indicators", sum(e.distinct for e in declared), "", DISTINCT, at_least=True)
        yield Measured("attendance_rows", self.rows, "rows")
        yield Measured("cells", cells, "cells")
        yield Measured("full_build", took, "s")
        yield Measured("full_build_rate", cells / took, "cells/s")
        with connection.cursor() as cursor:
            sizes = "pg_total_relation_size('figures_cell'), pg_total_relation_size('activities_attendance')"
            cursor.execute(f"SELECT {sizes}")
            kept, rows = cursor.fetchone()
        millions = self.rows / 1e6
        yield Measured("cells_storage_per_million_rows", kept / millions / 2**20, "MB")
        yield Measured("rows_storage_per_million_rows", rows / millions / 2**20, "MB")

    def read(self) -> Iterable[Measured]:
        """(a) The whole action at any node, a month and a year, against one cell by its primary key."""
        cell = Cell.objects.filter(indicator__code=self.sessions.code, dimension="").first()
        bare = median(timed(lambda: Cell.objects.get(pk=cell.pk)) for _ in range(ROUNDS))  # type: ignore[union-attr]
        month = TimeRange.month(FIRST)
        for name, number in (("root", 0), ("town", 3), ("leaf", self.units - 1)):
            org = unit(number)
            for when, suffix in ((month, ""), (self.year, "_year")):
                took = median(timed(lambda: self.figure(self.sessions, org, when)) for _ in range(ROUNDS))  # noqa: B023
                yield Measured(f"figure_at_{name}{suffix}_against_look_up", took / bare, "x", 5)
                if name == "root" and suffix:
                    yield Measured("figure_at_root", took * 1000, "ms")
        yield Measured("bare_look_up", bare * 1000, "ms")

    def figure(self, indicator: Any, org: Any, when: TimeRange) -> Any:
        """One reading, as pages and the API do it."""
        return figure_at(indicator, org, when, SYSTEM, today=self.today)

    def distinct(self) -> Iterable[Measured]:
        """(b) Persons of a year at the root against live SQL over the closure, exact."""
        root, live = unit(0), []
        cells = median(timed(lambda: self.figure(self.persons, root, self.year)) for _ in range(15))

        def ask() -> None:
            rows = rows_of(self.persons, root.pk, self.year, today=self.today)  # type: ignore[arg-type]
            live.append(total_of(self.persons, rows))  # type: ignore[arg-type]

        took = min(timed(ask) for _ in range(2))
        if self.figure(self.persons, root, self.year).value != live[0]:
            raise RuntimeError("distinct persons differ between cells and rows")
        bar = 200 if self.units >= 40_000 else None
        yield Measured("distinct_against_live_sql", took / cells, "x faster", bar, at_least=True)
        yield Measured("distinct_at_root", cells * 1000, "ms")
        yield Measured("distinct_live_sql", took, "s")

    def served(self) -> Iterable[Measured]:
        """(a) The API of a running server, eight readers at once, nodes and months in turn."""
        with Served(self.officer) as api:
            paths = [
                f"/api/v1/figures/{unit_key(n % self.units)}/{LECTURES.code}"
                f"?period={FIRST.year}-{1 + n % 12:02d}"
                for n in range(0, ASKED * 37, 37)
            ]
            spent = api.ask(paths, readers=READERS)
        yield Measured("api_p95_at_8_readers", quantiles(spent, n=20)[-1] * 1000, "ms", 120)
        yield Measured("api_median_at_8_readers", median(spent) * 1000, "ms")

    def pages(self) -> Iterable[Measured]:
        """(e) Leader page and annual report at the root against a leaf: queries and time."""
        client, places = client_for(self.officer), {"root": unit(0), "leaf": unit(self.units - 1)}
        annual = self.annual()
        for name in ("leader", "report"):
            took = {}
            for place, org in places.items():
                address = f"/figures/?org={org.pk}"
                if name == "report":
                    told: Any = {"actor": self.officer, "template": annual, "at": timezone.now()}
                    address = begin_report(**told, org=org, period=str(FIRST.year)).get_absolute_url()
                if client.get(address).status_code != 200:
                    raise RuntimeError(f"{address} does not open")
                with CaptureQueriesContext(connection) as seen:
                    client.get(address)
                yield Measured(f"{name}_page_{place}_queries", len(seen), "queries")
                took[place] = median(timed(lambda: client.get(address)) for _ in range(7))  # noqa: B023
                yield Measured(f"{name}_page_{place}", took[place] * 1000, "ms")
            yield Measured(f"{name}_page_root_against_leaf", took["root"] / took["leaf"], "x")

    def annual(self) -> ReportTemplate:
        """The county's annual article as a template for units of every kind."""
        load_templates(actor=SYSTEM, at=timezone.now())
        text = ReportTemplate.objects.get(code="annual").latest.text
        told: Any = {"title": "年度", "kinds": OrgKind.values, "length": "year", "language": "zh-hans"}
        return write_template(actor=self.officer, org=unit(0), text=text, at=timezone.now(), **told)

    def recomputed(self) -> Iterable[Measured]:
        """(d) Dirty cells against a rebuild, per cell; one changed record seen at the root."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO figures_dirtymark (source, org_id, month_from, month_to) SELECT"
                " 'activities_session', org_id, occurred_on, occurred_on FROM activities_session LIMIT %s",
                [DIRTY],
            )
            mine = [each for each in counted() if each.rows.model is Session]
            dirty, touched = 0.0, 0
            while DirtyMark.objects.exists():
                dirty += timed(lambda: recompute(self.today))
                cursor.execute("SELECT count(*) FROM figures_touched")
                touched += cursor.fetchone()[0] * len(mine)
            known, whole, anew = keys(), 0.0, 0
            lock(cursor)
            for each in mine:
                work = Work(cursor, each, known[each.code], facts_sql(each))
                whole += timed(lambda: from_nothing(cursor, each, known[each.code], self.today))  # noqa: B023
                whole += timed(lambda: keep(work))  # noqa: B023
                cursor.execute("SELECT count(*) FROM figures_touched")
                anew += cursor.fetchone()[0]
        yield Measured("recompute_cells", touched / dirty, "cells/s")
        yield Measured("rebuild_cells", anew / whole, "cells/s")
        yield Measured("recompute_per_cell_against_rebuild", (dirty / touched) / (whole / anew), "x", 1)
        yield Measured("one_record_to_root", self.one_record(), "s", 2)
        if DirtyMark.objects.exists():
            raise RuntimeError("marks are left")

    def one_record(self) -> float:
        """Seconds from a changed record to its figure at the root, the worker idle."""
        before = self.figure(self.sessions, unit(0), self.year).value

        def change() -> None:
            last = Session.objects.filter(org=unit(self.units - 1)).order_by("occurred_on").first()
            Session.objects.filter(pk=last.pk).update(state="open")  # type: ignore[union-attr]
            recompute_all(self.today)

        took = timed(change)
        if before - self.figure(self.sessions, unit(0), self.year).value != 1:
            raise RuntimeError("the root did not learn of the change")
        return took

    def written(self) -> Iterable[Measured]:
        """(c) The price of the marks: the same rows with and without the marking trigger."""
        at = self.rows
        self.attend(at, BULK, "code")  # warm
        bare, marked = [], []
        for _turn in range(2):
            for kept, switch in ((bare, "DISABLE"), (marked, "ENABLE")):
                self.sql(f"ALTER TABLE activities_attendance {switch} TRIGGER figures_mark_insert")
                at += BULK
                kept.append(timed(lambda: self.attend(at, BULK, "code")))  # noqa: B023
        yield Measured("marks_on_bulk_insert", min(marked) / min(bare), "x", 1.4)
        rates = {}
        for switch in ("DISABLE", "ENABLE"):
            self.sql(f"ALTER TABLE activities_attendance {switch} TRIGGER figures_mark_insert")
            at += BULK
            took = timed(lambda: self.insert_one_by_one(at))  # noqa: B023
            rates[switch] = SINGLES * WRITERS / took
        rate = rates["ENABLE"] / rates["DISABLE"]
        yield Measured("marks_on_single_inserts", rate, "x rate", 0.7, at_least=True)
        yield Measured("single_inserts_with_marks", rates["ENABLE"], "rows/s")

    def insert_one_by_one(self, at: int) -> None:
        """Four connections that each write rows in transactions of their own."""

        def write(writer: int) -> None:
            for n in range(SINGLES):
                self.attend(at + writer * SINGLES + n, 1, "search")
            connections.close_all()

        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(write, range(WRITERS)))
