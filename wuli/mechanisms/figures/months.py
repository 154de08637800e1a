"""Months of several figures in two queries, for charts: as it was then, from cells."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Min

from wuli.base.core.figures import Indicator, Period, Ratio, Unit

from .models import Cell
from .models.frozen import plain
from .reading import Declared
from .rows import rows_of, total_of
from .times import TimeRange, horizon

Month = tuple[date, Any]  # the first day, the value or None where nothing was recorded yet


def months_of(
    several: Sequence[Declared], org: UUID, months: Sequence[date], today: date, *, from_rows: bool = False
) -> dict[str, list[Month]]:
    """Each month up to `today` of each figure: a flow within the month, a stock on its last day.

    As it was then. Stocks from before their cells begin are left out, unless `from_rows`: then the rows of
    each such month are counted, a query a month.
    """
    past = [month for month in months if month <= today]
    bare = {
        one.code: one
        for each in several
        for one in ((each.part, each.whole) if isinstance(each, Ratio) else (each,))
    }
    cells = Cell.objects.filter(indicator__code__in=bare, org=org, dimension="", part="")
    rows = cells.filter(month__in=past).values_list("indicator__code", "month", "subtree")
    kept = {(code, month): value for code, month, value in rows}
    first = dict(cells.order_by().values_list("indicator__code").annotate(first=Min("month")))

    def value(one: Indicator, month: date) -> Any:
        if one.period == Period.AS_OF and month < horizon(today):
            if not from_rows:
                return None
            return total_of(one, rows_of(one, org, TimeRange.month(month), today=today))
        began = first.get(one.code)
        silent = not one.complete and (began is None or month < began)
        return None if silent else plain(kept.get((one.code, month), Decimal(0)))

    return {
        each.code: [
            (
                month,
                _rate(each, value(each.part, month), value(each.whole, month))
                if isinstance(each, Ratio)
                else value(each, month),
            )
            for month in past
        ]
        for each in several
    }


def _rate(ratio: Ratio, part: Any, whole: Any) -> Any:
    if part is None or not whole:
        return None
    value = Decimal(part) * (100 if ratio.unit == Unit.PERCENT else 1) / Decimal(whole)
    return value.quantize(Decimal("0.1"))
