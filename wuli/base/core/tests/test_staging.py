"""Rows that are put aside come back as they were, however much or little they hold."""

import json
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from wuli.base.core.excel.staging import Staged, counts, put_aside
from wuli.base.core.models.staging import StagedRow

BATCH = UUID(int=7)
JSON = st.dictionaries(st.text("abc键"), st.text('汉a"\\\n'))
MAYBE = st.none() | st.binary(max_size=300)


@st.composite
def staged_rows(draw: st.DrawFn) -> list[Staged]:
    numbers = draw(st.sets(st.integers(1, 2**31 - 1), max_size=4))
    return [
        Staged(
            rowno=rowno,
            subject=draw(st.uuids()).bytes,
            state=draw(st.sampled_from(StagedRow.State.values)),
            key=draw(MAYBE),
            contact=draw(MAYBE),
            sealed=draw(st.lists(MAYBE, min_size=3, max_size=3)),
            cells=json.dumps(draw(JSON), ensure_ascii=False).encode(),
            problems=json.dumps([draw(JSON)]).encode(),
            raw=draw(MAYBE),
            match=draw(st.none() | st.uuids()),
        )
        for rowno in numbers
    ]


class RoundTrip(TestCase):
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(staged_rows())
    def test_every_value_comes_back(self, rows: list[Staged]) -> None:
        outcomes = {row.rowno: b'{"accepted": ["maybe_same"]}' for row in rows[:1]}
        put_aside(BATCH, rows, outcomes)
        for row in rows:
            kept = StagedRow.objects.get(batch=BATCH, rowno=row.rowno)
            assert kept.subject.bytes == row.subject
            assert (kept.state, kept.match) == (row.state, row.match)
            found = [_bytes(each) for each in (kept.key, kept.contact, kept.raw)]
            assert found == [row.key, row.contact, row.raw]
            assert [_bytes(each) for each in kept.sealed] == row.sealed
            assert (kept.cells, kept.problems) == (json.loads(row.cells), json.loads(row.problems))
            assert kept.outcome == ({"accepted": ["maybe_same"]} if row.rowno in outcomes else {})
        assert sum(counts(BATCH).values()) == len(rows)


@pytest.mark.django_db
def test_more_rows_than_go_in_one_write() -> None:
    rows = [
        Staged(n, UUID(int=n).bytes, "ready", None, None, [None, None, None], b"{}", b"[]")
        for n in range(1, 1_002)
    ]
    put_aside(BATCH, iter(rows))
    assert list(StagedRow.objects.order_by("rowno").values_list("rowno", flat=True)) == list(range(1, 1_002))


def _bytes(value: memoryview | bytes | None) -> bytes | None:
    return None if value is None else bytes(value)
