"""Faults of rows as they are kept: where, what stands there, and the words in every language."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils.translation import get_language, override
from uuid_utils.compat import uuid7

from wuli.base.core.excel.judged import RowFault
from wuli.base.core.excel.staging import Staged, open_raw, seal_raw
from wuli.base.core.models.staging import StagedRow
from wuli.base.orgs.importing import Reading

from .models import UnitsSheet

Told = dict[str, Any]


def staged_faults(batch: UUID, reading: Reading) -> Iterator[Staged]:
    """The rows with faults, as they are put aside; the row as it came lies sealed beside them."""
    by_row: dict[int, list[RowFault]] = defaultdict(list)
    for fault in reading.faults:
        by_row[fault.rowno].append(fault)
    for draft in reading.rows:
        if draft.rowno in by_row:
            yield Staged(
                rowno=draft.rowno,
                subject=uuid7().bytes,
                state=StagedRow.State.BAD.value,
                key=None,
                contact=None,
                sealed=[],
                cells=b"{}",
                problems=orjson.dumps([_kept(fault) for fault in by_row[draft.rowno]]),
                raw=seal_raw(batch, draft.rowno, draft.raw),
            )


def _kept(fault: RowFault) -> Told:
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = [fault.title, fault.cure]
    return {"where": fault.where, "value": fault.value, "words": words}


def told_faults(row: StagedRow) -> list[Told]:
    """The faults of a row in the reader's language: where, value, title, cure."""
    language = get_language() or settings.LANGUAGE_CODE
    return [
        {"where": kept["where"], "value": kept["value"], "title": words[0], "cure": words[1]}
        for kept in row.problems
        for words in [kept["words"].get(language) or kept["words"][settings.LANGUAGE_CODE]]
    ]


def waiting(sheet: UnitsSheet) -> Any:
    """Rows of the sheet with faults, in the order of the file."""
    return StagedRow.objects.filter(batch=sheet.pk).order_by("rowno")


def reasons(sheet: UnitsSheet) -> Iterator[tuple[int, list[Any], str]]:
    """The same rows as they came, with their reasons in a sentence: the sheet to send back."""
    for row in waiting(sheet).iterator(2_000):
        told = "\n".join(
            f"{each['where']} {each['title']} {each['cure']}".strip() for each in told_faults(row)
        )
        yield row.rowno, open_raw(sheet.pk, row.rowno, row.raw), told
