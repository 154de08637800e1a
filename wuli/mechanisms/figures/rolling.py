"""Stocks move with the days: spans begin and end, months begin, without anybody writing a row."""

from datetime import date, timedelta

from django.db import connection, transaction

from wuli.base.core.figures import Indicator, Period

from .declared import counted, facts_sql, source_table
from .models import StockDay
from .times import first_of_month

MARK = "INSERT INTO figures_dirtymark (source, org_id, month_from, month_to)"


@transaction.atomic
def roll_forward(today: date) -> bool:
    """Mark the stock cells that differ on `today` from the day they were last counted for.

    In a month that was already begun only units whose spans begin or end; a new month has all units.
    """
    day, made = StockDay.objects.select_for_update().get_or_create(id=1, defaults={"rolled_to": today})
    if made or day.rolled_to >= today:
        return False
    new_month = first_of_month(today) > day.rolled_to
    for indicator in counted():
        if indicator.period == Period.AS_OF:
            _mark_month(indicator, day.rolled_to, today) if new_month else _mark_turns(
                indicator, day.rolled_to, today
            )
    if not new_month:
        _mark_tree(day.rolled_to, today)
    day.rolled_to = today
    day.save(update_fields=["rolled_to"])
    return True


def _mark_month(indicator: Indicator, before: date, today: date) -> None:
    """Every unit, from the month that ran when the stocks were last counted: its last day has come."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{MARK} VALUES (%s, NULL, %s, %s)",
            [source_table(indicator), first_of_month(before), first_of_month(today)],
        )


def _mark_turns(indicator: Indicator, before: date, today: date) -> None:
    sql, params = facts_sql(indicator)
    turned = {"before": before + timedelta(days=1), "today": today + timedelta(days=1)}
    names = [f"p{number}" for number in range(len(params))]
    sql = sql % tuple(f"%({name})s" for name in names)
    turns = "daterange(%(before)s, %(today)s) @> "
    with connection.cursor() as cursor:
        cursor.execute(
            f"{MARK} SELECT DISTINCT %(source)s, fig_org, %(month)s::date, %(month)s::date FROM ({sql}) f"  # noqa: S608
            f" WHERE {turns} lower(fig_span) OR {turns} upper(fig_span)",
            turned
            | dict(zip(names, params, strict=True))
            | {"source": source_table(indicator), "month": first_of_month(today)},
        )


def _mark_tree(before: date, today: date) -> None:
    """Moves that were decided ahead take effect on their day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO figures_dirtymark (source, org_id, month_from, month_to, tree)"
            " SELECT DISTINCT '', ancestor_id, %(month)s::date, %(month)s::date, depth > 0"
            " FROM orgs_orgclosure WHERE line = 'territorial'"
            " AND (daterange(%(before)s, %(today)s) @> lower(valid)"
            "  OR daterange(%(before)s, %(today)s) @> upper(valid))",
            {
                "month": first_of_month(today),
                "before": before + timedelta(days=1),
                "today": today + timedelta(days=1),
            },
        )
