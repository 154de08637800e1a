"""The long steps of a large sheet of units, as jobs: check, found.

Founding reads the file anew each time it begins: what a killed worker has founded stands in the tree by
then and is left out, what it has not is founded now.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid
from wuli.base.core.jobs import Progress, job_kind
from wuli.base.core.models.files import stored_bytes
from wuli.base.core.models.jobs import Job
from wuli.base.orgs.actions import NewOrg
from wuli.base.orgs.importing import Reading, read_units

from .actions import end_step, found_chunk, note_reading
from .models import UnitsSheet

State = UnitsSheet.State
CHUNK = 1_000
READINGS = 3  # of one run: somebody else may found one of the units meanwhile


def sheet_of(job: Job) -> UnitsSheet:
    """The sheet that a job works on."""
    return UnitsSheet.objects.select_related("file", "owner").get(pk=job.args["sheet"])


def _back(job: Job) -> None:
    """After a stop on request: nothing is checked, or what was founded stays and the rest waits."""
    sheet = sheet_of(job)
    back = {"checking": State.STOPPED, "founding": State.CHECKED}.get(str(sheet.state))
    if back:
        end_step(actor=SYSTEM, sheet=sheet, state=back, at=timezone.now())


@job_kind(
    "orgs.units_check",
    _("查组织表"),
    steps={"read": _("正在读文件"), "judge": _("正在核对")},
    when_cancelled=_back,
)
def check_units(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Read the file and judge every row. All or nothing: a second run begins anew."""
    sheet = sheet_of(job)
    if sheet.state != State.CHECKING:
        return {}
    reading = _read(sheet, progress)
    at = timezone.now()
    note_reading(actor=sheet.owner, sheet=sheet, reading=reading, at=at)
    end_step(actor=sheet.owner, sheet=sheet, state=State.CHECKED, at=at)
    return {"ready": len(reading.batch), "wrong": reading.wrong}


@job_kind(
    "orgs.units_found",
    _("建单位"),
    steps={"read": _("正在读文件"), "judge": _("正在核对"), "found": _("正在建")},
    when_cancelled=_back,
)
def found_units(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Found what is good, chunk by chunk, upper units first; each chunk commits."""
    sheet = sheet_of(job)
    if sheet.state != State.FOUNDING:
        return {}
    for again in range(READINGS):
        reading = _read(sheet, progress)
        sheet = note_reading(actor=sheet.owner, sheet=sheet, reading=reading, at=timezone.now())
        try:
            _found(sheet, reading, progress)
        except Invalid:  # the tree is no longer as it was read
            if again == READINGS - 1:
                raise
        else:
            break
    sheet = end_step(actor=sheet.owner, sheet=sheet, state=State.FOUNDED, at=timezone.now())
    return {"founded": sheet.founded, "wrong": sheet.wrong}


def _found(sheet: UnitsSheet, reading: Reading, progress: Progress) -> None:
    progress.step("found", total=sheet.ready, done=sheet.founded)
    for chunk in chunks(reading.batch):
        sheet = found_chunk(actor=sheet.owner, sheet=sheet, batch=chunk)
        progress.tick(sheet.founded)


def _read(sheet: UnitsSheet, progress: Progress) -> Reading:
    progress.step("read")

    def tell(done: int, total: int) -> None:
        progress.total = total
        progress.tick(done)

    reading = read_units(stored_bytes(sheet.file), sheet.file.name, sheet.owner, tell=tell)
    progress.step("judge", total=len(reading.rows), done=len(reading.rows))
    return reading


def chunks(batch: Sequence[NewOrg]) -> Iterator[list[NewOrg]]:
    """The units in pieces, each after those that it stands under."""
    ordered = upper_first(batch)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def upper_first(batch: Sequence[NewOrg]) -> list[NewOrg]:
    """In the order of the file, but upper units before those below them; a circle stays at the end."""
    below: dict[UUID | None, list[NewOrg]] = {}
    own = {new.key for new in batch}
    for new in batch:
        below.setdefault(new.parent if new.parent in own else None, []).append(new)
    ordered: list[NewOrg] = []
    level = below.get(None, [])
    while level:
        ordered += level
        level = [lower for new in level for lower in below.get(new.key, [])]
    reached = {new.key for new in ordered}
    return ordered + [new for new in batch if new.key not in reached]
