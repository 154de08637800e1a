"""Declaring dated rules 规则: an app's `rule_kinds.py` says which numbers it asks for and what they mean.

The values are rows of RuleSet, each with region, validity and source; the declaration is their shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .errors import Invalid

Span = tuple[time, time]


def _whole(text: str) -> int:
    return int(str(text).strip())


def _decimal(text: str) -> Decimal:
    return Decimal(str(text).strip())


def _wholes(text: Any) -> list[int]:
    parts = text if isinstance(text, list) else str(text).replace("，", ",").replace("、", ",").split(",")
    return sorted({int(str(part).strip()) for part in parts})


def read_spans(text: Any) -> list[Span]:
    """Spans of a day such as "09:00-12:00,13:30-17:30", in order and apart; ValueError otherwise."""
    parts = str(text).replace("，", ",").replace("–", "-").replace("：", ":").split(",")
    spans = [_span(part) for part in parts]
    later = spans[1:]
    if any(second[0] < first[1] for first, second in zip(spans, later, strict=False)):
        raise ValueError("spans overlap")
    return spans


def _span(text: str) -> Span:
    start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    if not start < end:
        raise ValueError("span ends before it starts")
    return start, end


def _text(text: Any) -> str:
    if not str(text).strip():
        raise ValueError("empty")
    return str(text).strip()


def _yes(value: Any) -> bool:
    return str(value).lower() in {"true", "1", "yes", "on", "是"}


@dataclass(frozen=True)
class Shape:
    """How a parameter is read, kept as JSON and shown; `wanted` tells a person what to write."""

    read: Callable[[Any], Any]
    keep: Callable[[Any], Any]
    wanted: str | Promise


SHAPES: Mapping[str, Shape] = {
    "whole": Shape(_whole, int, _("写整数，例如 25")),
    "decimal": Shape(_decimal, str, _("写数字，例如 0.5")),
    "wholes": Shape(_wholes, list, _("写整数，用逗号分开，例如 3,5")),
    "spans": Shape(
        read_spans,
        lambda spans: ",".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in spans),
        _("写时段，前后不交叉，例如 09:00-12:00,13:30-17:30"),
    ),
    "text": Shape(_text, str, _("不能空着")),
    "yes": Shape(_yes, bool, _("写“是”或“否”")),
}


@dataclass(frozen=True)
class Param:
    """One number or text of a rule; `shape` is a key of SHAPES, `unit` stands behind the value."""

    code: str
    name: str | Promise
    shape: str = "whole"
    unit: str | Promise = ""
    least: Any = None
    most: Any = None

    def read(self, raw: Any) -> Any:
        """The value of `raw`, as kept or as typed by a person; ValueError when it cannot be one."""
        try:
            value = SHAPES[self.shape].read(raw)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise ValueError(self.code) from error
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            raise ValueError(self.code)
        return value

    def show(self, raw: Any) -> str:
        """The value as an officer reads it, with its unit."""
        value = self.read(raw)
        if self.shape == "yes":
            return _now("是") if value else _now("否")
        if self.shape == "spans":
            return _now("，").join(f"{a:%H:%M}–{b:%H:%M}" for a, b in value)
        text = _now("、").join(map(str, value)) if isinstance(value, list) else str(value)
        return f"{text}\u2009{self.unit}" if self.unit else text

    @property
    def wanted(self) -> str:
        """What to write, with the limits."""
        told = str(SHAPES[self.shape].wanted)
        if self.least is not None and self.most is not None:
            told += _now("，从 %(least)s 到 %(most)s") % {"least": self.least, "most": self.most}
        return told


@dataclass(frozen=True)
class RuleKind:
    """A rule that may differ by place and year, e.g. `RuleKind("orgs.union_term", _("工会届期"), params)`.

    `asks` is the question it answers, in an officer's words.
    """

    code: str
    name: str | Promise
    params: tuple[Param, ...]
    asks: str | Promise = ""

    def read(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Values of all parameters; Invalid names each that is missing or cannot be right."""
        values: dict[str, Any] = {}
        wrong: dict[str, list[str | Promise]] = {}
        for param in self.params:
            try:
                values[param.code] = param.read(raw.get(param.code))
            except ValueError:
                wrong[param.code] = [param.wanted]
        unknown = set(raw) - {param.code for param in self.params}
        wrong |= {code: [_now("这条规则没有这一项")] for code in sorted(unknown)}
        if wrong:
            raise Invalid(wrong)
        return values

    def keep(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is written into the row for `values`."""
        return {param.code: SHAPES[param.shape].keep(values[param.code]) for param in self.params}

    def shown(self, raw: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Name and value of each parameter for a page."""
        return [(str(param.name), param.show(raw[param.code])) for param in self.params]


RULE_KINDS: dict[str, RuleKind] = {}


def declare(*kinds: RuleKind) -> None:
    """Make rules known; two of one code, or an unknown shape, do not start."""
    for kind in kinds:
        for param in kind.params:
            if param.shape not in SHAPES:
                raise ValueError(f"rule {kind.code}: unknown shape {param.shape}")
        if RULE_KINDS.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"rule {kind.code} is declared twice")
