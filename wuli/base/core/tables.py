"""Lists: chips with counts, search, sort, paging, bulk steps and export, all of it in the address.

listing = list_of(request, Org.objects.visible_to(request.user), columns=COLUMNS, filters=OrgFilter, ...)
return render(request, "orgs/org_list.html", {"orgs": listing})     # <c-table :of="orgs" />

A list with a name (`lists.officer_list`) shows the columns its reader chose, and its records know their
place in it (`trails`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

import django_filters
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from .forms import dress
from .models.columns import chosen_columns
from .said import day, moment
from .styles import status_class

Text = str | Promise
MANY_CHIPS = 6  # from here on, chips that would find nothing stay away


@dataclass(frozen=True)
class Column:
    """A column: where its value comes from, what it links to, how it sorts, how it stands on a phone.

    `value` is a path (`org.name`) or a function of the row; `show` turns the value into text or markup;
    `template` renders a cell from a template file that gets `row`. `sort` is one or more ORM paths.
    `align="n"` is for numbers; `phone` is `wide` (whole line), `label` (with its heading) or `off`.
    `code` names the column where a choice of columns is kept, unless `value` is a path that does;
    an `extra` column stays away until it is chosen.
    """

    header: Text
    value: str | Callable[[Any], Any] = ""
    show: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    template: str = ""
    sort: str | tuple[str, ...] = ()
    align: str = ""
    phone: str = "label"
    code: str = ""
    extra: bool = False

    @property
    def name(self) -> str:
        """What the column is called where a choice of columns is kept; empty when it has no name."""
        return self.code or (self.value if isinstance(self.value, str) else "")

    @property
    def keys(self) -> tuple[str, ...]:
        """The ORM paths that this column sorts by."""
        return (self.sort,) if isinstance(self.sort, str) else self.sort


@dataclass(frozen=True)
class Chips:
    """Chips over one field with the count of each value; `choices` are (value, words) pairs."""

    field: str
    choices: Iterable[tuple[Any, Text]]
    all: Text = ""


@dataclass(frozen=True)
class BulkStep:
    """A step for all rows that are ticked; the bulk address gets `step` and the keys in `pick`."""

    code: str
    name: Text


@dataclass
class Listing:
    """One page of a list, ready for `<c-table :of=…>`."""

    request: HttpRequest
    found: QuerySet | Sequence[Any]
    declared: Sequence[Column]
    id: str = "list"
    filter_form: Any = None
    make_chips: Callable[[], list[dict[str, Any]]] = list
    chip_field: str = ""
    bulk: Sequence[BulkStep] = ()
    bulk_url: str = ""
    export: str = ""
    per_page: int = 25
    name: str = ""  # set by `officer_list`, like `key`: the path from a row to the record it opens
    key: str = ""
    total: int | None = None  # how many rows there are, where that is known without counting

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        """The chips with their counts."""
        return self.make_chips()

    @cached_property
    def shown(self) -> list[tuple[int, Column]]:
        """The columns that the reader chose, in their order, each with its number in the declaration."""
        numbered = list(enumerate(self.declared))
        usual = [(n, column) for n, column in numbered if not column.extra]
        chosen = chosen_columns(self.request.user, self.name) if self.name else []
        if not chosen:
            return usual
        named = {column.name: (n, column) for n, column in numbered[1:]}
        return [numbered[0], *(named[name] for name in chosen if name in named)]

    @property
    def address(self) -> str:
        """This list with its search, filters and order, without the page."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def columns_url(self) -> str:
        """Where its columns are chosen."""
        return f"/columns/?{urlencode({'list': self.address})}" if self.name and self.rows else ""

    @cached_property
    def page(self) -> Page:
        """The page asked for; a number out of range gives the nearest one."""
        pages = Paginator(self.found, self.per_page)
        if self.total is not None:
            pages.count = self.total
        return pages.get_page(self.request.GET.get("page"))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of this page with their cells."""
        return [self._row(row, place) for place, row in enumerate(self.page.object_list, self._first)]

    @property
    def _first(self) -> int:
        return (self.page.number - 1) * self.per_page + 1

    def _row(self, row: Any, place: int) -> dict[str, Any]:
        way = urlencode({"list": self.address, "n": place}) if self.key else ""
        cells = [_cell(column, row, "" if number else way) for number, column in self.shown]
        return {"pk": row.pk, "name": str(row), "cells": cells}

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Heads with their sort links."""
        return [_head(self.request, column, n) for n, column in self.shown]

    @property
    def export_url(self) -> str:
        """The export with the same query, so that it holds what the list shows."""
        query = self.request.GET.urlencode()
        return f"{self.export}?{query}" if self.export and query else self.export

    @property
    def filter_fields(self) -> list[Any]:
        """The visible fields of the filter; the chips' own field stays out."""
        return (
            [f for f in self.filter_form.visible_fields() if f.name != self.chip_field]
            if self.filter_form
            else []
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form carries along: sort and chip."""
        own = {f.html_name for f in self.filter_fields} | {"page"}
        return [(k, v) for k, values in self.request.GET.lists() if k not in own for v in values]

    @property
    def is_filtered(self) -> bool:
        """Whether an empty list is empty because of what was asked."""
        return any(v for k, v in self.request.GET.items() if k not in {"page", "sort", "wall"})

    @property
    def has_top(self) -> bool:
        """Whether anything stands above the table."""
        return bool(self.chips or self.filter_fields or self.export or self.columns_url)


def list_of(
    request: HttpRequest,
    queryset: QuerySet,
    *,
    columns: Sequence[Column],
    filters: type[django_filters.FilterSet] | None = None,
    chips: Chips | None = None,
    bulk: Sequence[BulkStep] = (),
    bulk_url: str = "",
    export: str = "",
    per_page: int = 25,
    id: str = "list",
) -> Listing:
    """A list over `queryset`, which is already scoped by `visible_to` and has its select_related."""
    found, form = _filtered(request, queryset, filters)
    listing = Listing(
        request,
        found,
        columns,
        id=id,
        filter_form=form,
        bulk=bulk,
        bulk_url=bulk_url,
        export=export,
        per_page=per_page,
    )
    if chips:
        listing.chip_field = chips.field
        listing.make_chips = partial(_chips, request, found, chips)
        wanted = request.GET.get(chips.field)
        if wanted in {str(value) for value, _ in chips.choices}:
            found = found.filter(**{chips.field: wanted})
    listing.found = sorted_as_asked(request, found, columns)
    return listing


def sorted_as_asked(request: HttpRequest, found: QuerySet, columns: Sequence[Column]) -> QuerySet:
    """`found` in the order of `?sort=` (a column's number, `-` for downwards); the key breaks ties."""
    asked = request.GET.get("sort", "")
    number = asked.removeprefix("-")
    if number.isdigit() and int(number) < len(columns) and columns[int(number)].keys:
        sign = "-" if asked.startswith("-") else ""
        return found.order_by(*[f"{sign}{key}" for key in columns[int(number)].keys], "pk")
    return found if found.ordered else found.order_by("pk")


def _filtered(request: HttpRequest, queryset: QuerySet, filters: Any) -> tuple[QuerySet, Any]:
    if filters is None:
        return queryset, None
    narrowed = filters(request.GET, queryset=queryset, request=request)
    for each in narrowed.form.fields.values():
        dress(each)
        each.widget.attrs.setdefault("placeholder", each.label or "")
    return narrowed.qs, narrowed.form


def _chips(request: HttpRequest, found: QuerySet, chips: Chips) -> list[dict[str, Any]]:
    counts = {str(v): n for v, n in found.order_by().values_list(chips.field).annotate(n=Count("pk"))}
    wanted = request.GET.get(chips.field, "")
    made = [_chip(request, chips.field, "", chips.all, sum(counts.values()), wanted)] if chips.all else []
    each = [
        _chip(request, chips.field, str(value), words, counts.get(str(value), 0), wanted)
        for value, words in chips.choices
    ]
    if len(each) > MANY_CHIPS:
        each = [chip for chip in each if chip["count"] or chip["on"]]
    return made + each


def _chip(
    request: HttpRequest, name: str, value: str, words: Text, count: int, wanted: str
) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value:
        query[name] = value
    return {"name": words, "url": f"?{query.urlencode()}", "count": count, "on": value == wanted}


def _head(request: HttpRequest, column: Column, number: int) -> dict[str, Any]:
    asked = request.GET.get("sort", "")
    is_sorted = bool(column.keys) and asked.removeprefix("-") == str(number)
    down = asked.startswith("-")
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{number}" if is_sorted and not down else str(number)
    order = format_html(' aria-sort="{}"', "descending" if down else "ascending") if is_sorted else ""
    return {
        "header": column.header,
        "sort_url": f"?{query.urlencode()}" if column.keys else "",
        "sorted": is_sorted,
        "sort_icon": "chevron-down" if down else "chevron-up",
        "head_attrs": format_html(
            "{}{}", format_html(' class="{}"', column.align) if column.align else "", order
        ),
    }


def _cell(column: Column, row: Any, way: str) -> dict[str, Any]:
    content = _content(column, row)
    if column.link:
        url = column.link(row)
        url = f"{url}{'&' if '?' in url else '?'}{way}" if way and url else url
        content = format_html('<a class="row-link" href="{}">{}</a>', url, content)
    classes = {"wide": "wide", "off": "hide-s"}.get(column.phone, "")
    attrs = format_html(' class="{}"', f"{column.align} {classes}".strip()) if column.align or classes else ""
    label = format_html(' data-l="{}"', column.header) if column.phone == "label" and column.header else ""
    return {"content": content, "attrs": format_html("{}{}", attrs, label)}


def _content(column: Column, row: Any) -> Any:
    if column.template:
        return mark_safe(render_to_string(column.template, {"row": row}))  # noqa: S308 (rendered, escaped)
    value = column.value(row) if callable(column.value) else _walk(row, column.value)
    if column.show:
        return column.show(value)
    if isinstance(value, date):
        return moment(value) if isinstance(value, datetime) else day(value)
    return "—" if value is None or value == "" else value


def _walk(row: Any, path: str) -> Any:
    value = row
    for part in path.split("."):
        value = getattr(value, part, None)
        if callable(value):
            value = value()
        if value is None:
            return None
    return value


def badge(tone: str, words: Text) -> SafeString:
    """A state as shape, word and colour, for a column's `show`."""
    return format_html('<span class="w-status {}">{}</span>', status_class(tone), words)
