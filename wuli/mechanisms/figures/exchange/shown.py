"""A package as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from wuli.base.core.errors import Invalid
from wuli.base.core.figures import INDICATORS

from ..models import ReceivedValue
from ..times import parse_range

UNITS_A_PAGE = 30


@dataclass
class ShownPackage:
    """The figures of a body: a line a unit, a column an indicator."""

    body: Mapping[str, Any]
    number: str | None = None

    @property
    def heads(self) -> list[tuple[Any, str]]:
        """Names and units of the indicators."""
        return [
            (getattr(INDICATORS.get(each["code"]), "name", each["name"]), each["unit"])
            for each in self.body["definitions"]
        ]

    @cached_property
    def page(self) -> Page:
        """The units of this page."""
        return Paginator(self.body["units"], UNITS_A_PAGE).get_page(self.number)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each unit with its numbers, in the order of the heads."""
        values = {(each["unit"], each["indicator"]): each["value"] for each in self.body["values"]}
        codes = [each["code"] for each in self.body["definitions"]]
        return [
            {
                "name": unit["name"],
                "origin": (unit.get("origin") or {}).get("federation", ""),
                "numbers": [_number(values.get((unit["key"], code))) for code in codes],
            }
            for unit in self.page.object_list
        ]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def period_words(code: str) -> str:
    """A stretch of time in words; a dash where the package did not say one that can be read."""
    try:
        return parse_range(code, timezone.localdate()).words if code else "—"
    except Invalid:
        return code


def history_of(value: ReceivedValue) -> list[ReceivedValue]:
    """The same figure in every package of the peer for the same stretch, the newest first."""
    package = value.package
    same = ReceivedValue.objects.filter(
        unit__key=value.unit.key, definition__code=value.definition.code, package__peer=package.peer_id,
        package__period=package.period, package__reading=package.reading,
    )  # fmt: skip
    return list(same.select_related("package", "definition").order_by("-package__serial"))
