"""What the API tells of figures."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from wuli.base.core.figures import Dimension, Period, Ratio, Unit
from wuli.base.orgs.codes import Line

from .cards import FigureCard
from .models import Baseline, BaselineKind, BaselineMethod
from .reading import Declared, Figure
from .times import FORMS


class Reading(StrEnum):
    """Which tree counts: that of the day of each record, or today's."""

    then = "then"
    now = "now"


class DimensionOut(Schema):
    """A split whose parts add up to the whole."""

    code: str
    name: str


class IndicatorOut(Schema):
    """A declared indicator; a rate names its part and its whole."""

    code: str
    version: int
    name: str
    meaning: str
    unit: Unit
    period: Period
    distinct: bool = False
    source: str = ""
    dimensions: list[DimensionOut] = []
    part: str | None = None
    whole: str | None = None

    @classmethod
    def of(cls, each: Declared) -> "IndicatorOut":
        """From a declaration."""
        splits: tuple[Dimension, ...] = getattr(each, "dimensions", ())
        return cls(
            code=each.code,
            version=each.version,
            name=str(each.name),
            meaning=str(each.meaning),
            unit=each.unit,
            period=each.period,
            distinct=getattr(each, "distinct", False),
            source=str(each.source),
            dimensions=[DimensionOut(code=split.code, name=str(split.name)) for split in splits],
            part=each.part.code if isinstance(each, Ratio) else None,
            whole=each.whole.code if isinstance(each, Ratio) else None,
        )


class FigureOut(Schema):
    """A figure: `value` is null where nothing can be said; `missing` where nobody has recorded such work yet;
    `pending` while it is being recomputed."""

    indicator: str
    version: int
    org: UUID
    org_name: str
    unit: Unit
    period: str
    as_of: date | None
    reading: Reading
    value: Decimal | None
    pending: bool
    missing: bool = False
    part: Decimal | None = None
    whole: Decimal | None = None

    @classmethod
    def of(cls, figure: Figure) -> "FigureOut":
        """From a figure that was read."""
        return cls(
            indicator=figure.indicator.code, version=figure.indicator.version, org=figure.org.pk,
            org_name=figure.org.name, unit=figure.indicator.unit, period=figure.when.code, as_of=figure.as_of,
            reading=Reading(figure.reading), value=_decimal(figure.value), pending=figure.pending,
            missing=figure.missing,
            part=_decimal(figure.part.value) if figure.part else None,
            whole=_decimal(figure.whole.value) if figure.whole else None,
        )  # fmt: skip


class ChildrenOut(Schema):
    """A figure with those of the units directly below."""

    whole: FigureOut
    children: list[FigureOut]


class RowsOut(Schema):
    """Rows behind a figure: how many there are, how many the caller may see, and a page of those."""

    total: int
    seen: int
    hidden: int
    heads: list[str]
    rows: list["RowOut"]


class RowOut(Schema):
    """A row: its key and its cells as text, in the order of `heads`."""

    id: UUID
    cells: list[str]


class Asked(Schema):
    """The stretch of time and the reading."""

    period: str = Field("", max_length=32, description=FORMS)
    reading: Reading = Reading.then
    line: Line = Line.TERRITORIAL


class RowsAsked(Asked):
    """A page of rows."""

    offset: int = Field(0, ge=0, le=2147483647)
    limit: int = Field(50, ge=1, le=200)


def rows_out(card: FigureCard, columns: Any, asked: RowsAsked) -> RowsOut:
    """A page of the rows that the caller may see."""
    page = card.rows[asked.offset : asked.offset + asked.limit]
    return RowsOut(
        **card.counts,
        heads=[str(column.header) for column in columns],
        rows=[RowOut(id=row.pk, cells=[str(column.value(row)) for column in columns]) for row in page],
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


class BaselineIn(Schema):
    """A head-count from outside, with its source."""

    org: UUID
    kind: BaselineKind
    total: int = Field(ge=0, le=100_000_000)
    from_on: date
    method: BaselineMethod
    told_by: str = Field(min_length=1, max_length=80)
    note: str = Field("", max_length=200)


class BaselineOut(Schema):
    """An entry as it stands: `total` with all units below, `value` counted at the unit itself."""

    id: UUID
    org_id: UUID
    kind: BaselineKind
    total: int
    value: int
    first_day: date
    last_day: date | None
    method: BaselineMethod
    told_by: str
    note: str
    withdrawn_because: str
    version: int

    @staticmethod
    def resolve_first_day(entry: Baseline) -> date:
        """The first day on which it is used."""
        return entry.valid.lower

    @staticmethod
    def resolve_last_day(entry: Baseline) -> date | None:
        """The last one; empty while it is used."""
        return entry.valid.upper and entry.valid.upper - timedelta(days=1)


class BaselineWithdrawIn(Schema):
    """Why an entry is taken back, and the version that was seen."""

    reason: str = Field(min_length=1, max_length=200)
    seen_version: int
