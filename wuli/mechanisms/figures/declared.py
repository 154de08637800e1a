"""From a declaration to something that can be counted: one query of facts, and the tables it rests on."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import Col, Subquery
from django.db.models.functions import Cast, Coalesce
from django.db.models.sql import Query

from wuli.base.core.figures import INDICATORS, Indicator, Period, Ratio, Unit

Compiled = tuple[str, tuple[Any, ...]]


class Meet(Func):
    """The days that lie in all of several ranges."""

    template = "(%(expressions)s)"
    arg_joiner = " * "
    output_field = DateRangeField()


def counted() -> list[Indicator]:
    """Every declared indicator that is counted from rows, in order of their codes."""
    return sorted(
        (each for each in INDICATORS.values() if isinstance(each, Indicator)), key=lambda each: each.code
    )


def source_table(indicator: Indicator) -> str:
    """The table whose rows an indicator counts: what marks name."""
    return indicator.rows.model._meta.db_table


def facts(indicator: Indicator) -> models.QuerySet:
    """The rows with what counting needs, under fixed names: unit, day or span, value, person, splits.

    A person that was merged into another is counted as the other.
    """
    names: dict[str, Any] = {"fig_org": F(indicator.org)}
    if indicator.period == Period.WITHIN:
        names["fig_day"] = F(indicator.day)
    else:
        spans = [F(path) for path in indicator.spans]
        names["fig_span"] = Meet(*spans) if len(spans) > 1 else spans[0]
    names["fig_value"] = F(indicator.total) if indicator.total else Value(1)
    if indicator.distinct:
        merged, alone = f"{indicator.person}__merged_into__number", f"{indicator.person}__number"
        names["fig_person"] = Coalesce(F(merged), F(alone))
    for dimension in indicator.dimensions:
        text = Cast(F(dimension.field), models.TextField())
        names[f"fig_by_{dimension.code}"] = Coalesce(text, Value(""), output_field=models.TextField())
    return indicator.rows.order_by().annotate(**names)


def facts_sql(indicator: Indicator) -> Compiled:
    """The facts as SQL with its parameters, to stand in a FROM clause."""
    query = facts(indicator)
    names = [name for name in query.query.annotations if name.startswith("fig_")]
    sql, params = query.values(*names).query.sql_with_params()
    return sql, tuple(params)


def fingerprint(indicator: Indicator) -> str:
    """What a declaration counts, as a hash: when it changes, the cells are counted anew."""
    sql, params = facts_sql(indicator)
    told = repr((sql, params, indicator.version, indicator.distinct, str(indicator.period)))
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass
class Watched:
    """A table that an indicator rests on: how the row reaches it (`path`, empty: itself), which columns."""

    model: type[models.Model]
    path: str
    back: str = ""  # the column that points back, when the last step of the path is to many
    columns: set[str] | None = None  # None: all


def watched(indicator: Indicator) -> list[Watched]:
    """The row's own table first, then every table that the query joins or the declaration names."""
    query = facts(indicator).query
    base = query.get_initial_alias()
    columns: dict[str, set[str]] = defaultdict(set)
    joins: dict[str, Any] = {alias: each for alias, each in query.alias_map.items() if alias != base}
    for col in _columns_of([*query.annotations.values(), query.where]):
        columns[col.alias].add(str(col.target.column))
    found = {"": Watched(indicator.rows.model, "", columns=columns[base])}
    for alias, join in joins.items():
        path = _path_to(query, alias)
        seen = found.setdefault(path, watch_path(indicator.rows.model, path, columns=set()))
        seen.columns = (seen.columns or set()) | columns[alias] | {join.join_cols[0][1]}
        _note_key(found, query, join)
    for path in indicator.watch:
        found[path] = watch_path(indicator.rows.model, path)
    return list(found.values())


def _note_key(found: dict[str, Watched], query: Query, join: Any) -> None:
    """The column by which a row points at what it joins decides the figure as well."""
    parent = "" if join.parent_alias == query.get_initial_alias() else _path_to(query, join.parent_alias)
    if parent in found and found[parent].columns is not None:
        found[parent].columns.add(join.join_cols[0][0])  # type: ignore[union-attr]


def watch_path(model: type[models.Model], path: str, columns: set[str] | None = None) -> Watched:
    """Follow `path` from `model`; a last step to many is known by the column that points back."""
    back = ""
    for step in path.split("__"):
        field: Any = model._meta.get_field(step)
        model, back = field.related_model, ""
        if field.one_to_many or (field.one_to_one and field.auto_created):
            back = field.field.column
    return Watched(model, path, back, columns)


def _path_to(query: Query, alias: str) -> str:
    steps: list[str] = []
    while alias != query.get_initial_alias():
        join: Any = query.alias_map[alias]
        steps.insert(0, join.join_field.name)
        alias = join.parent_alias
    return "__".join(steps)


def _columns_of(expressions: list[Any]) -> Iterator[Col]:
    for each in expressions:
        if isinstance(each, Col):
            yield each
        elif hasattr(each, "get_source_expressions"):
            yield from _columns_of([part for part in each.get_source_expressions() if part is not None])


def has_subquery(expressions: list[Any]) -> bool:
    """Whether a filter looks into another table without joining it."""
    return any(
        isinstance(each, Subquery | Query)
        or (
            hasattr(each, "get_source_expressions")
            and has_subquery([part for part in each.get_source_expressions() if part is not None])
        )
        for each in expressions
    )


def check_declarations() -> None:
    """Refuse to start with a declaration that cannot be counted, naming it and what is wrong."""
    for each in INDICATORS.values():
        wrong = list(_ratio_faults(each) if isinstance(each, Ratio) else _faults(each))
        if wrong:
            raise ImproperlyConfigured(f"indicator {each.code}: " + "; ".join(wrong))


def _ratio_faults(ratio: Ratio) -> Iterator[str]:
    yield from _wording(ratio)
    for side in (ratio.part, ratio.whole):
        if INDICATORS.get(side.code) is not side:
            yield f"{side.code} is not registered"


def _wording(each: Indicator | Ratio) -> Iterator[str]:
    if each.unit not in Unit.values:
        yield f"unknown unit {each.unit!r}"
    if not each.name:
        yield "has no name"
    if not each.meaning:
        yield "does not say what it counts (meaning)"
    told = [change.version for change in each.changes]
    if told != list(range(2, each.version + 1)):
        yield "every version after the first needs its change with a reason"
    if each.version < 1:
        yield "versions begin at 1"


def _faults(each: Indicator) -> Iterator[str]:
    yield from _wording(each)
    if each.period not in Period.values:
        yield f"unknown period {each.period!r}"
    if each.distinct and not each.person:
        yield "counts distinct persons but names no person"
    if each.distinct and each.total:
        yield "cannot be distinct and a total at once"
    if not hasattr(each.rows, "visible_to"):
        yield "its rows have no visible_to, so nobody could open it"
    yield from _column_faults(each)


def _column_faults(each: Indicator) -> Iterator[str]:
    when = each.day if each.period == Period.WITHIN else (each.spans or ("",))[0]
    needed = {"a unit": each.org, "a day" if each.period == Period.WITHIN else "a span": when}
    for what, name in needed.items():
        try:
            field = each.rows.model._meta.pk if name == "pk" else each.rows.model._meta.get_field(name)
        except FieldDoesNotExist:
            yield f"its rows carry no {what[2:]} {name!r} of their own"
            continue
        if not getattr(field, "column", None):
            yield f"{name!r} is no column of its rows"
    if not each.watch and has_subquery([each.rows.query.where, *each.rows.query.annotations.values()]):
        yield "looks into another table by a subquery: name the path to it in watch"
