"""What the pages of an import show: counts, problems in groups, the sheet as it looked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wuli.base.core.excel.cells import letter
from wuli.base.core.excel.faults import FAULTS, Problem, problem
from wuli.base.core.excel.staging import counts
from wuli.base.core.models.staging import StagedRow

from .. import rules
from .judging import State
from .mending import raw_of
from .models import RosterImport
from .sheet import ROSTER, labels_of

PER_PAGE = 30
SHOWN_AS_SHEET = 8
MASKED = {"id_number": "id_mask", "phone": "phone_mask", "bank_account": "bank_mask"}


@dataclass(frozen=True)
class Group:
    """Problems of one kind, as a chip over the list."""

    name: str
    count: int
    on: bool


@dataclass(frozen=True)
class Part:
    """A piece of the bar, of 1000 units."""

    tone: str
    words: str
    count: int
    at: int
    width: int


@dataclass(frozen=True)
class WaitingRow:
    """A row that waits, with its problems in words."""

    row: StagedRow
    problems: Sequence[Problem]

    @property
    def name(self) -> str:
        """Whose row it is."""
        return str(self.row.cells.get("name", ""))


@dataclass(frozen=True)
class SheetLine:
    """A line of the little picture of the sheet: number, and (text, tone) for each column."""

    number: int
    cells: Sequence[tuple[str, str]]


class Review:
    """One import as its page shows it."""

    def __init__(self, roster: RosterImport, *, group: str = "", page: Any = 1) -> None:
        self.roster, self.group, self.page_no = roster, group, page
        self.labels = labels_of(roster.mapping, roster.labels)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Rows by state."""
        return counts(self.roster.pk)

    @property
    def ready(self) -> int:
        """Rows that enter at a click."""
        return self.counts.get("ready", 0) + self.counts.get("changed", 0)

    @property
    def total(self) -> int:
        """Rows of the file that hold anything."""
        return sum(self.counts.values())

    @property
    def bad(self) -> int:
        """Rows that wait to be mended."""
        return self.counts.get("bad", 0)

    @property
    def shows_all(self) -> bool:
        """Whether no chip is chosen."""
        return not self.group

    @property
    def at(self) -> int:
        """The step of the four it stands at."""
        return 4 if self.counts.get("entered") or self.roster.state == "undone" else 3

    @property
    def nothing(self) -> str:
        """How an empty cell is shown."""
        return _("（空）")

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The four steps with what is known by now."""
        steps = self.roster.steps
        left = self.bad
        steps[2] = (steps[2][0], ngettext("%(n)s 行要改", "%(n)s 行要改", left) % {"n": left} if left else "")
        entered = self.counts.get("entered", 0)
        words = (
            _counted(ngettext("已入 %(n)s 行", "已入 %(n)s 行", entered), entered)
            if entered
            else _("一次完成")
        )
        steps[3] = (steps[3][0], words)
        return steps

    @property
    def headline(self) -> str:
        """What has been done."""
        if self.roster.state == "undone":
            return _("整批已撤回")
        if entered := self.counts.get("entered"):
            return _counted(ngettext("已入册 %(n)s 行", "已入册 %(n)s 行", entered), entered)
        return _counted(ngettext("查完了 %(n)s 行", "查完了 %(n)s 行", self.total), self.total)

    @property
    def enter_words(self) -> str:
        """The word on the button that enters."""
        first = ngettext("先入 %(n)s 行", "先入 %(n)s 行", self.ready)
        return _counted(
            first if self.bad else ngettext("入册 %(n)s 行", "入册 %(n)s 行", self.ready), self.ready
        )

    @property
    def footnote(self) -> str:
        """What stands and until when."""
        if self.roster.state == "undone":
            return _("这批新入册的人和会籍都已撤回，没有留下。")
        if self.counts.get("entered"):
            return _(
                "入册后 %(hours)s 小时内可以整批撤回，只要这些人没有再办别的事。要改的行 30 天内都在。"
            ) % {"hours": self.roster.undo_hours}
        if not self.total:
            return _("表头下面没有行。填好名册，再传一次。")
        if not self.ready and not self.bad:
            return _("这份名册里的人都已在册，没有要入的。")
        return _(
            "先入没问题的，要改的行留在这里等您改，30 天内都在。入册后 %(hours)s 小时内可以整批撤回。"
        ) % {"hours": self.roster.undo_hours}

    @cached_property
    def parts(self) -> list[Part]:
        """The bar: how many rows are in which state."""
        told = [
            ("ok", _("已入册"), "entered"),
            ("ok", _("可入册"), "ready"),
            ("doing", _("在册，有更新"), "changed"),
            ("neutral", _("已在册，不重复入"), "same"),
            ("late", _("要改"), "bad"),
            ("pause", _("不入"), "skipped"),
            ("pause", _("已撤回"), "undone"),
        ]
        found, at = [], 0
        for tone, words, state in told:
            count = self.counts.get(state, 0)
            if count:
                width = max(6, 1000 * count // self.total)
                found.append(Part(tone, words, count, at, width - 2))
                at += width
        return found

    @property
    def spoken(self) -> str:
        """The bar in words."""
        return "，".join(f"{part.words} {part.count}" for part in self.parts)

    @cached_property
    def groups(self) -> list[Group]:
        """Chips: how many rows have a problem of each group."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT p->>'code', count(DISTINCT s.rowno)
                FROM core_stagedrow s, jsonb_array_elements(s.problems) p
                WHERE s.batch = %s AND s.state = 'bad' GROUP BY 1
                """,
                [self.roster.pk],
            )
            by_code = cursor.fetchall()
        found: dict[str, int] = {}
        for code, count in by_code:
            name = str(FAULTS[code].group)
            found[name] = found.get(name, 0) + count
        return [Group(name, count, name == self.group) for name, count in sorted(found.items())]

    @cached_property
    def page(self) -> Page:
        """The page of rows that wait, in the order of the file."""
        return Paginator(self._waiting(), PER_PAGE).get_page(self.page_no)

    @cached_property
    def rows(self) -> list[WaitingRow]:
        """Rows of the page with their words."""
        return [self.waiting(row) for row in self.page.object_list]

    def waiting(self, row: StagedRow) -> WaitingRow:
        """A row with its problems in words."""
        return WaitingRow(row, [problem(each, self.roster.mapping, self.labels) for each in row.problems])

    def _waiting(self) -> Any:
        rows = StagedRow.objects.filter(batch=self.roster.pk, state=State.BAD).order_by("rowno")
        codes = [code for code, fault in FAULTS.items() if str(fault.group) == self.group]
        if self.group and codes:
            wanted = Q()
            for code in codes:
                wanted |= Q(problems__contains=[{"code": code}])
            rows = rows.filter(wanted)
        return rows

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """Recognised columns: our name, and where it stands in the file."""
        return [
            (str(column.name), f"{letter(self.roster.mapping[column.code])} {self.labels[column.code]}")
            for column in ROSTER.columns
            if column.code in self.roster.mapping
        ]

    @cached_property
    def sheet_columns(self) -> list[str]:
        """The few columns of the little picture: the name, the number, and where the problems are."""
        told = [each.column for row in self.rows for each in row.problems]
        codes = [code for code in ("name", "id_number", *told) if code in self.roster.mapping]
        few = list(dict.fromkeys(codes))[:4]
        return sorted(few, key=self.roster.mapping.__getitem__)

    @property
    def sheet_letters(self) -> list[str]:
        """Their letters."""
        return [letter(self.roster.mapping[code]) for code in self.sheet_columns]

    @property
    def sheet_labels(self) -> list[str]:
        """Their names in the file."""
        return [self.labels[code] for code in self.sheet_columns]

    @cached_property
    def sheet_lines(self) -> list[SheetLine]:
        """Some of the page's rows with their neighbours, as they stand in the sheet, masked."""
        near: list[int] = []
        for row in self.rows[:4]:
            near += [row.row.rowno - 1, row.row.rowno, row.row.rowno + 1]
        found = StagedRow.objects.filter(batch=self.roster.pk, rowno__in=near).order_by("rowno")
        return [self._line(row) for row in found[:SHOWN_AS_SHEET]]

    def _line(self, row: StagedRow) -> SheetLine:
        wrong = {each.get("column"): each for each in row.problems}
        cells = []
        for code in self.sheet_columns:
            bad = wrong.get(code)
            tone = "" if bad is None else ("dup" if bad["code"] in ("twice", "maybe_same") else "bad")
            cells.append((self._shown(row, code, bad), tone))
        return SheetLine(row.rowno, cells)

    def _shown(self, row: StagedRow, code: str, bad: Mapping[str, Any] | None) -> str:
        if code == "name":
            return rules.mask_name(row.cells.get("name") or (bad or {}).get("value", ""))
        words = str(row.cells.get(MASKED.get(code, code)) or (bad or {}).get("value", ""))
        if code in MASKED:
            return f"…{words[-4:]}" if words else ""
        return str(ROSTER.by_code[code].choices.get(words, words))[:14]


def reasons(roster: RosterImport) -> Iterator[tuple[int, list[Any], str]]:
    """Rows that wait, as they came, with their reasons in a sentence: the sheet to send back."""
    review = Review(roster)
    rows = StagedRow.objects.filter(batch=roster.pk, state=State.BAD).order_by("rowno")
    for row in rows.iterator(2_000):
        told = "\n".join(each.sentence for each in review.waiting(row).problems)
        yield row.rowno, raw_of(roster, row), told


def facts_of(row: StagedRow) -> list[tuple[str, str]]:
    """What was read of a row, masked, for looking at two side by side."""
    found = []
    for column in ROSTER.columns:
        value = row.cells.get(MASKED.get(column.code, column.code))
        if value:
            words = "、".join(value) if isinstance(value, list) else str(value)
            found.append((str(column.name), str(column.choices.get(words, words))))
    return found


def _counted(words: str, n: int) -> str:
    return words % {"n": f"{n:,}"}
