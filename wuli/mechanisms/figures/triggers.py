"""The triggers that mark what a write changes, made from the declarations.

A lower floor's models cannot carry an upper floor's trigger, so these are not declared on the models:
`sync` writes them after every migration (and `manage.py sync_figures`), and drops what nobody needs.
One statement-level trigger a table and operation; its function appends marks in the writer's transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models
from django.db.models import F
from django.db.models.expressions import RawSQL

from wuli.base.core.figures import Indicator, Period
from wuli.base.orgs.models import OrgClosure

from .declared import Watched, counted, source_table, watched

MARK = "INSERT INTO figures_dirtymark (source, org_id, month_from, month_to, tree)"
OPERATIONS = ("insert", "update", "delete", "truncate")
REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
    "truncate": "",
}
Wanted = dict[tuple[str, str], list[str]]  # (table, operation) -> statements


def wanted() -> Wanted:
    """The marking statements that the declarations need, by table and operation."""
    found: Wanted = defaultdict(list)
    for source, indicators in _by_source().items():
        for place, statement in _of_source(source, indicators):
            if statement not in found[place]:
                found[place].append(statement)
    for operation in ("insert", "update", "delete"):
        found[OrgClosure._meta.db_table, operation] = _of_closure(operation) + found.get(
            (OrgClosure._meta.db_table, operation), []
        )
    return found


def sync() -> list[str]:
    """Make the database's marking triggers equal to the declarations; returns the tables that changed."""
    with connection.cursor() as cursor:
        here = set(connection.introspection.table_names(cursor))
        if "figures_dirtymark" not in here:
            return []
        bodies = {key: _body(said) for key, said in wanted().items() if key[0] in here}
        present = _present(cursor)
        for key in sorted(present.keys() - bodies.keys()):
            cursor.execute(f'DROP FUNCTION "{_function(*key)}"() CASCADE')
        changed = [key for key, body in sorted(bodies.items()) if present.get(key) != body]
        for table, operation in changed:
            _write(cursor, table, operation, bodies[table, operation])
    return sorted({table for table, _ in changed})


def missing() -> list[str]:
    """Tables whose marking triggers are absent or differ from the declarations; empty when all is well."""
    with connection.cursor() as cursor:
        present = _present(cursor)
    return sorted(
        {table for (table, op), said in wanted().items() if present.get((table, op)) != _body(said)}
    )


def _by_source() -> dict[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in counted():
        found[source_table(indicator)].append(indicator)
    return found


def _of_source(source: str, indicators: list[Indicator]) -> Iterator[tuple[tuple[str, str], str]]:
    columns: dict[tuple[str, str], tuple[Watched, set[str] | None]] = {}
    for indicator in indicators:
        for each in watched(indicator):
            key = (each.path, each.back)
            known = columns.get(key, (each, set()))[1]
            both = None if known is None or each.columns is None else known | each.columns
            columns[key] = (each, both)
    for when in dict.fromkeys(_when(indicator) for indicator in indicators):
        for each, used in columns.values():
            yield from (
                _own_marks(source, when, used) if not each.path else _joined_marks(source, when, each, used)
            )


def _when(indicator: Indicator) -> tuple[type[models.Model], str, str, bool]:
    """The row's model, its unit and its day or span, and whether that is a span."""
    span = indicator.period == Period.AS_OF
    return indicator.rows.model, indicator.org, indicator.spans[0] if span else indicator.day, span


def _own_marks(source: str, when: Any, used: set[str] | None) -> Iterator[tuple[tuple[str, str], str]]:
    model, org, day, span = when
    names = {"org": _column(model, org), "day": _column(model, day)}
    pk = _column(model, "pk")
    for operation in ("insert", "update", "delete"):
        rows = _changed(operation, pk, used, f'"{names["org"]}" AS fig_org, "{names["day"]}" AS fig_at')
        yield (source, operation), _marks_from(source, rows, span)
    yield (source, "truncate"), f"{MARK} VALUES ('{source}', NULL, NULL, NULL, false)"


def _joined_marks(
    source: str, when: Any, each: Watched, used: set[str] | None
) -> Iterator[tuple[tuple[str, str], str]]:
    model, org, day, span = when
    table, pk = each.model._meta.db_table, _column(each.model, "pk")
    for operation in ("insert", "update", "delete") if each.back else ("update",):
        keys = _changed(operation, pk, used, f'"{each.back or pk}"')
        path = each.path
        if each.back:  # known by the column that points back: a deleted row is reached as well
            path = path.rpartition("__")[0] or "pk"
        rows = model._base_manager.filter(**{f"{path}__in": RawSQL(keys, ())}).order_by()  # noqa: S611
        sql, params = (
            rows.annotate(fig_org=F(org), fig_at=F(day)).values("fig_org", "fig_at").query.sql_with_params()
        )
        assert not params, "a marking statement is fixed text"  # noqa: S101
        yield (table, operation), _marks_from(source, sql, span)


def _changed(operation: str, pk: str, used: set[str] | None, selected: str) -> str:
    """The rows that a statement wrote; of an update only those whose counted columns changed."""
    if operation == "insert":
        return f"SELECT {selected} FROM new_rows"  # noqa: S608
    if operation == "delete":
        return f"SELECT {selected} FROM old_rows"  # noqa: S608
    same = "false"
    if used is not None:
        same = " AND ".join(f'a."{name}" IS NOT DISTINCT FROM b."{name}"' for name in sorted(used)) or "true"
    one = "SELECT {what} FROM {a} a WHERE NOT EXISTS (SELECT 1 FROM {b} b WHERE b.{pk} = a.{pk} AND {same})"
    asked = {"what": selected, "pk": f'"{pk}"', "same": same}
    return (
        one.format(a="old_rows", b="new_rows", **asked)
        + " UNION ALL "
        + one.format(a="new_rows", b="old_rows", **asked)
    )


def _marks_from(source: str, rows: str, span: bool, tree: bool = False) -> str:
    if span:
        bounds = (
            "CASE WHEN bool_or(lower_inf(fig_at)) THEN NULL"
            " ELSE date_trunc('month', min(lower(fig_at)))::date END,"
            " CASE WHEN bool_or(upper_inf(fig_at)) THEN NULL"
            " ELSE date_trunc('month', max(upper(fig_at)) - 1)::date END"
        )
        kept = "NOT isempty(fig_at) GROUP BY fig_org"
    else:
        bounds = "date_trunc('month', fig_at)::date, date_trunc('month', fig_at)::date"
        kept = "fig_at IS NOT NULL GROUP BY fig_org, 3"
    return (
        f"{MARK} SELECT '{source}', fig_org, {bounds}, {str(tree).lower()}"  # noqa: S608 - names from our own models
        f" FROM ({rows}) changed WHERE fig_org IS NOT NULL AND {kept}"
    )


def _of_closure(operation: str) -> list[str]:
    """A place that changed: the sums of the upper unit, or, for a unit's own life, its own rows."""
    rows = " UNION ALL ".join(
        f"SELECT ancestor_id, descendant_id, line, depth, valid FROM {name}_rows"  # noqa: S608
        for name in {"insert": ("new",), "delete": ("old",), "update": ("old", "new")}[operation]
    )
    places = "SELECT ancestor_id AS fig_org, valid AS fig_at FROM ({rows}) r WHERE line = 'territorial'"
    places = places.format(rows=rows)
    return [
        _marks_from("", f"{places} AND depth = 0", span=True),
        _marks_from("", f"{places} AND depth > 0", span=True, tree=True),
    ]


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(field.column)


def _function(table: str, operation: str) -> str:
    return f"figures_mark_{table}_{operation}"[:63]


def _body(statements: Iterable[str]) -> str:
    return "\nBEGIN\n" + "".join(f"    {said};\n" for said in statements) + "    RETURN NULL;\nEND;\n"


def _write(cursor: Any, table: str, operation: str, body: str) -> None:
    name = _function(table, operation)
    cursor.execute(
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $mark${body}$mark$'
    )
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER figures_mark_{operation} AFTER {operation.upper()} ON "{table}"'
        f' {REFERENCING[operation]} FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )


def _present(cursor: Any) -> dict[tuple[str, str], str]:
    """The marking triggers that stand, with the text of their functions."""
    cursor.execute(
        "SELECT c.relname, replace(t.tgname, 'figures_mark_', ''), p.prosrc"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgname LIKE 'figures\\_mark\\_%%' AND t.tgenabled <> 'D'"
        " AND c.relnamespace = current_schema()::regnamespace",
        [],
    )
    return {(table, operation): body for table, operation, body in cursor.fetchall()}
