"""Mending rows of a checked roster: one cell, the same value for many, let pass, leave out."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from wuli.base.core.excel.rows import Draft
from wuli.base.core.excel.staging import SEALED_AS, Staged, open_raw, put_aside, seal_raw
from wuli.base.core.models.staging import StagedRow
from wuli.base.core.secrets import Sealed, open_sealed

from .. import rules
from .judging import SEALED, Judge, State, judge_for
from .models import RosterImport
from .sheet import ROSTER

FEW = 5  # a habit of fewer rows than this is no habit


def judge_again(
    roster: RosterImport, rows: Sequence[tuple[StagedRow, list[Any]]], at: datetime
) -> list[Staged]:
    """Judge rows with the raw cells given for each, against file and register, and stage them anew."""
    judge = judge_for(roster, timezone.localdate(at))
    first = judge.judge([(row.rowno, raw) for row, raw in rows])
    _remember_others(judge, roster, first)
    accepted = {row.rowno: set(row.outcome.get("accepted", [])) for row, _raw in rows}
    again = judge.judge([(row.rowno, raw) for row, raw in rows], accepted)
    kept = {row.rowno: row.outcome for row, _raw in rows}
    StagedRow.objects.filter(batch=roster.pk, rowno__in=list(kept)).delete()
    put_aside(roster.pk, again, {rowno: json.dumps(outcome).encode() for rowno, outcome in kept.items()})
    return again


def _remember_others(judge: Judge, roster: RosterImport, rows: Sequence[Staged]) -> None:
    """Let the judge know the rows of the file that are not judged now."""
    mine = [row.rowno for row in rows]
    others = StagedRow.objects.filter(batch=roster.pk).exclude(rowno__in=mine).exclude(state=State.SKIPPED)
    keys = [row.key for row in rows if row.key]
    found = others.filter(key__in=keys).order_by("rowno").values_list("key", "rowno")
    judge.rows_by_key = {}
    judge.rows_by_person = {}
    for key, rowno in found:
        judge.rows_by_key.setdefault(bytes(key), rowno)


def raw_of(roster: RosterImport, row: StagedRow) -> list[Any]:
    """The cells of a row as they came, or rebuilt from what was read of them."""
    if row.raw is not None:
        return open_raw(roster.pk, row.rowno, row.raw)
    raw: list[Any] = [""] * len(roster.labels)
    for code, index in roster.mapping.items():
        if code in SEALED:
            place = SEALED.index(code)
            blob = row.sealed[place] if len(row.sealed) > place else None
            raw[index] = open_sealed(Sealed(blob), label=SEALED_AS[place], row=row.subject) if blob else ""
        else:
            value = row.cells.get(code, "")
            raw[index] = "、".join(value) if isinstance(value, list) else value
    return raw


def put_value(raw: list[Any], index: int, value: Any) -> list[Any]:
    """The row with one cell replaced."""
    changed = [*raw, *[""] * (index + 1 - len(raw))]
    changed[index] = value
    return changed


def right_check_digit(cell: Any) -> str:
    """The ID number with the last character that belongs to the other 17."""
    number = rules.tidy(str(cell)).upper()
    return number[:17] + rules.id_check_digit(number[:17])


def judge_left_waiting(roster: RosterImport, rownos: Iterable[int], at: datetime) -> None:
    """Judge rows anew that another import or desk was quicker with; the officer sees where they are now."""
    rows = list(StagedRow.objects.filter(batch=roster.pk, rowno__in=list(rownos)))
    if not rows:
        return
    again = judge_again(roster, [(row, raw_of(roster, row)) for row in rows], at)
    raws = {row.rowno: raw_of(roster, row) for row in rows}
    for staged in again:
        if staged.state == State.READY:
            draft = Draft(staged.rowno, raws[staged.rowno])
            draft.add("taken_meanwhile", "id_number", value=json.loads(staged.cells).get("id_mask", ""))
            StagedRow.objects.filter(batch=roster.pk, rowno=staged.rowno).update(
                state=State.BAD,
                problems=draft.problems,
                raw=seal_raw(roster.pk, staged.rowno, draft.raw),
            )


def propose_habits(roster: RosterImport) -> None:
    """Where a wanted cell is empty, propose what nearly all of the same employer have."""
    for code in [column.code for column in ROSTER.columns if column.wanted]:
        lacking = StagedRow.objects.filter(
            batch=roster.pk, state=State.BAD, problems__contains=[{"code": "wanted", "column": code}]
        )
        usual = _usual(roster, code) if lacking.exists() else None
        if not usual:
            continue
        changed = []
        for row in lacking.iterator(2_000):
            guess = usual.get(row.cells.get("employer", "") or row.cells.get("org_id", ""))
            if guess:
                row.problems = [_with_guess(each, code, guess) for each in row.problems]
                changed.append(row)
        _save_problems(changed)


def _usual(roster: RosterImport, code: str) -> Mapping[str, tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(nullif(cells->>'employer', ''), cells->>'org_id'), cells->>%s, count(*)
            FROM core_stagedrow WHERE batch = %s AND cells ? %s GROUP BY 1, 2
            """,
            [code, roster.pk, code],
        )
        rows = cursor.fetchall()
    everyone: Counter[str] = Counter()
    for place, _value, count in rows:
        everyone[place] += count
    return {
        place: (value, count)
        for place, value, count in rows
        if count >= FEW and count * 3 >= everyone[place] * 2
    }


def _with_guess(problem: dict[str, Any], code: str, guess: tuple[str, int]) -> dict[str, Any]:
    if problem.get("code") != "wanted" or problem.get("column") != code:
        return problem
    value, count = guess
    return {"code": "majority", "column": code, "fix": value, "told": {"guess": value, "count": count}}


def _save_problems(rows: Sequence[StagedRow]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE core_stagedrow s SET problems = n.problems::jsonb
            FROM unnest(%s::int[], %s::text[]) AS n(rowno, problems)
            WHERE s.batch = %s AND s.rowno = n.rowno
            """,
            [
                [row.rowno for row in rows],
                [json.dumps(row.problems, ensure_ascii=False) for row in rows],
                rows[0].batch,
            ],
        )
