"""What freezing a figure keeps of its rows, and how that is compared with the present.

A row is 16 bytes of key, 16 of its unit and 8 of a hash over what counted in it, in the order of keys.
`compare` tells in words why a figure is another number now.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import CharField, F, Func, QuerySet, TextChoices, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Indicator, Period, Ratio, Unit
from wuli.base.orgs.models import OrgClosure, ParentEdge

from .columns import columns_of
from .declared import facts, fingerprint
from .models import FrozenFigure
from .models.frozen import plain
from .rows import rows_of, total_of
from .times import TimeRange, parse_range

KEY, UNIT, HASH = 16, 16, 8
WIDTH = KEY + UNIT + HASH
MOST_KEPT = 500_000  # rows that are kept one by one (20 MB); of more, only their number and hash
FETCHED = 5_000  # rows at a time
MOST_NAMED = 8  # rows of one reason that are named


class Digest(Func):
    """The first bytes of SHA-256 over a text, in the database."""

    template = "substr(sha256(convert_to(%(expressions)s, 'UTF8')), 1, 8)"


@dataclass(frozen=True)
class Packed:
    """Rows as they are kept, and the figure that they make: one query gives both, so they cannot differ."""

    count: int
    sha256: str
    content: bytes | None
    total: Any


def base_of(declared: Any) -> Indicator:
    """The indicator whose rows stand behind a figure: of a rate, the part."""
    return declared.part if isinstance(declared, Ratio) else declared


def told_of(declared: Any) -> str:
    """What a declaration counts, as a hash; of a rate, over both its sums."""
    if isinstance(declared, Ratio):
        both = fingerprint(declared.part) + fingerprint(declared.whole) + str(declared.version)
        return hashlib.sha256(both.encode()).hexdigest()
    return fingerprint(declared)


def pack(indicator: Indicator, rows: QuerySet) -> Packed:
    """The rows of a figure in their fixed order, ready to be kept; taken in one after the other."""
    digest, count, total = hashlib.sha256(), 0, 0
    kept: list[bytes] | None = []
    persons: set[int | None] = set()
    for packed, value, person in _bare(indicator, rows):
        digest.update(packed)
        count += 1
        total += value or 0
        persons.add(person)
        if kept is not None:
            kept.append(packed)
            kept = kept if count <= MOST_KEPT else None
    return Packed(
        count=count,
        sha256=digest.hexdigest(),
        content=None if kept is None else b"".join(kept),
        total=len(persons - {None}) if indicator.distinct else plain(total),
    )


def _bare(indicator: Indicator, rows: QuerySet) -> Iterator[tuple[bytes, Any, Any]]:
    """Each row packed, its value and its person; what counts is its unit, its days, value and person."""
    names = ["fig_org", "fig_day" if indicator.period == Period.WITHIN else "fig_span", "fig_value"]
    names += ["fig_person"] if indicator.distinct else []
    text = [Coalesce(Cast(F(name), CharField()), Value("")) for name in names]
    joined = Concat(*[piece for each in text for piece in (each, Value("|"))], output_field=CharField())
    told = rows.annotate(fig_digest=Digest(joined)).order_by(
        "pk", F("fig_org").asc(nulls_first=True), "fig_digest"
    )
    wanted = ["pk", "fig_org", "fig_digest", "fig_value", *(["fig_person"] if indicator.distinct else [])]
    with transaction.atomic():
        with connection.cursor() as cursor:  # every row is wanted: plan for the last one, not for the first
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
        for pk, org, digest, value, *person in told.values_list(*wanted).iterator(FETCHED):
            packed = pk.bytes + (org.bytes if org else bytes(UNIT)) + bytes(digest)
            yield packed, value, (person or [None])[0]


def unpack(content: bytes) -> Iterator[tuple[UUID, UUID, bytes]]:
    """Key, unit and hash of each kept row."""
    content = bytes(content)
    for at in range(0, len(content), WIDTH):
        key, unit = content[at : at + KEY], content[at + KEY : at + KEY + UNIT]
        yield UUID(bytes=key), UUID(bytes=unit), content[at + KEY + UNIT : at + WIDTH]


def rows_behind(frozen: FrozenFigure, *, whole: bool = False) -> QuerySet:
    """The rows that make the frozen figure today: same unit, same days, same reading; of a rate the part."""
    declared = frozen.declared
    indicator = declared.whole if whole else base_of(declared)
    return rows_of(
        indicator, frozen.org_id, stretch(frozen), today=frozen.as_of, line=frozen.line,
        reading=frozen.reading, split=frozen.split,
    )  # fmt: skip


def stretch(frozen: FrozenFigure) -> TimeRange:
    """The stretch of time of a frozen figure."""
    return parse_range(frozen.period, frozen.as_of)


class Why(TextChoices):
    """Why a figure is another number than when it was frozen."""

    DEFINITION = "definition", _("口径改了")
    LATER = "later", _("定稿以后发生")
    ADDED = "added", _("补录")
    ENTERED = "entered", _("更正后计入")
    MOVED_IN = "moved_in", _("单位调整后划入")
    CORRECTED = "corrected", _("内容更正")
    MOVED_OUT = "moved_out", _("单位调整后划出")
    LEFT = "left", _("更正后不再计入")
    REMOVED = "removed", _("已删除")
    UNKNOWN = "unknown", _("记录有变动，当时没有逐行留存")


@dataclass
class Reason:
    """One reason: how many rows, and those that the viewer may see by name; the others only counted."""

    why: Why
    n: int
    names: list[tuple[str, str]] = field(default_factory=list)  # words and address

    @property
    def others(self) -> int:
        """How many are not named."""
        return self.n - len(self.names)


@dataclass
class Comparison:
    """A frozen figure beside the present: the value now (None with `gone`: nobody counts it any more)."""

    frozen: FrozenFigure
    now: Any
    gone: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether it is another number now."""
        return self.gone or self.now != self.frozen.number


def value_now(frozen: FrozenFigure) -> Any:
    """What the same question gives today, counted from rows; None where nothing can be said."""
    declared = frozen.declared
    if declared is None:
        return None
    part = plain(total_of(base_of(declared), rows_behind(frozen)))
    if frozen.value is None and not part:
        return None  # nothing was recorded then, and still is not
    if not isinstance(declared, Ratio):
        return part
    return share(declared, part, total_of(declared.whole, rows_behind(frozen, whole=True)))


def share(ratio: Ratio, part: Any, whole: Any) -> Any:
    """Sum over sum, of rates in percent, as figures are read; None without a whole."""
    if not whole:
        return None
    value = Decimal(part or 0) * (100 if ratio.unit == Unit.PERCENT else 1) / Decimal(whole)
    return plain(value.quantize(Decimal("0.1")))


def compare(frozen: FrozenFigure, viewer: Any = None) -> Comparison:
    """The frozen figure beside the present, and why they differ, by name as far as `viewer` may see.

    Reasons are told also where the number came out the same: one row in, one row out.
    """
    declared = frozen.declared
    if declared is None:
        return Comparison(frozen, None, gone=True, reasons=[Reason(Why.DEFINITION, 0)])
    found = Comparison(frozen, value_now(frozen))
    if declared.version != frozen.version or told_of(declared) != frozen.fingerprint:
        found.reasons.append(Reason(Why.DEFINITION, 0))
    found.reasons += _reasons(frozen, base_of(declared), frozen.rows, viewer, whole=False)
    if isinstance(declared, Ratio) and frozen.whole_rows is not None:
        found.reasons += _reasons(frozen, declared.whole, frozen.whole_rows, viewer, whole=True)
    return found


def _reasons(
    frozen: FrozenFigure, indicator: Indicator, kept: Any, viewer: Any, *, whole: bool
) -> list[Reason]:
    now = pack(indicator, rows_behind(frozen, whole=whole))
    if now.sha256 == kept.sha256:
        return []
    if kept.content is None or now.content is None:
        return [Reason(Why.UNKNOWN, abs(now.count - kept.count))]
    before, after = _by_key(kept.content), _by_key(now.content)
    grouped = {
        Why.CORRECTED: {key for key in before.keys() & after.keys() if before[key] != after[key]},
        **_came(frozen, indicator, {key: after[key] for key in after.keys() - before.keys()}),
        **_went(frozen, indicator, {key: before[key] for key in before.keys() - after.keys()}),
    }
    by_key = before | after
    return [
        Reason(why, sum(_times(by_key[key]) for key in keys), _names(indicator, keys, viewer))
        for why in Why
        if (keys := grouped.get(why))
    ]


Told = tuple[UUID, tuple[bytes, ...]]  # the unit, and the hash of each time that the row counted


def _times(told: Told) -> int:
    return len(told[1])


def _by_key(content: bytes) -> dict[UUID, Told]:
    found: dict[UUID, Told] = {}
    for key, unit, digest in unpack(content):
        found[key] = (unit, (*found[key][1], digest) if key in found else (digest,))
    return found


def _came(frozen: FrozenFigure, indicator: Indicator, rows: dict[UUID, Told]) -> dict[Why, set[UUID]]:
    """Rows that count now and did not: recorded late, happened later, corrected, or moved with their unit."""
    born = _facts(indicator, rows)
    moved = _moved_units(frozen, {unit for unit, _times in rows.values()})
    found: dict[Why, set[UUID]] = {}
    for key, (unit, _digests) in rows.items():
        made_at, when = born.get(key, (None, None))
        if made_at is not None and made_at > frozen.frozen_at:
            late = not isinstance(when, date) or when <= frozen.as_of
            why = Why.ADDED if late else Why.LATER
        else:
            why = Why.MOVED_IN if unit in moved else Why.ENTERED
        found.setdefault(why, set()).add(key)
    return found


def _went(frozen: FrozenFigure, indicator: Indicator, rows: dict[UUID, Told]) -> dict[Why, set[UUID]]:
    """Rows that counted and do not: gone, corrected, or moved away with their unit."""
    there = set(indicator.rows.model._base_manager.filter(pk__in=rows).values_list("pk", flat=True))
    unchanged = _unchanged(indicator, rows)
    found: dict[Why, set[UUID]] = {}
    for key in rows:
        why = Why.MOVED_OUT if key in unchanged else Why.LEFT if key in there else Why.REMOVED
        found.setdefault(why, set()).add(key)
    return found


def _unchanged(indicator: Indicator, rows: dict[UUID, Told]) -> set[UUID]:
    """Those that are still facts with the same contents: only the tree above them is another."""
    still: dict[UUID, Counter[bytes]] = {}
    for packed, _value, _person in _bare(indicator, facts(indicator).filter(pk__in=rows)):
        for key, _unit, digest in unpack(packed):
            still.setdefault(key, Counter())[digest] += 1
    return {key for key, (_unit, digests) in rows.items() if not Counter(digests) - still.get(key, Counter())}


def _facts(indicator: Indicator, keys: Iterable[UUID]) -> dict[UUID, tuple[datetime | None, Any]]:
    """When each row was recorded, and the day it is about."""
    when = "fig_day" if indicator.period == Period.WITHIN else "fig_span"
    rows = facts(indicator).filter(pk__in=list(keys))
    if not any(each.name == "created_at" for each in indicator.rows.model._meta.fields):
        return {pk: (None, told) for pk, told in rows.values_list("pk", when)}
    return {pk: (at, told) for pk, at, told in rows.values_list("pk", "created_at", when)}


def _moved_units(frozen: FrozenFigure, units: set[UUID]) -> set[UUID]:
    """Units of which some place in the tree was written after the freezing: their own, or one above."""
    moved = ParentEdge.objects.filter(created_at__gt=frozen.frozen_at, line=frozen.line).values("child")
    below = OrgClosure.objects.filter(ancestor__in=moved, descendant__in=units, line=frozen.line)
    return set(below.values_list("descendant", flat=True))


def _names(indicator: Indicator, keys: set[UUID], viewer: Any) -> list[tuple[str, str]]:
    """The first rows by name and address, as far as `viewer` may see them."""
    if viewer is None:
        return []
    model: Any = indicator.rows.model
    seen = model._default_manager.filter(pk__in=keys).visible_to(viewer, indicator.view_capability)
    heads = columns_of(indicator)[:2]
    return [
        (" · ".join(str(head.value(row)) for head in heads), heads[0].link(row) if heads[0].link else "")  # type: ignore[operator]
        for row in seen.order_by("-pk")[:MOST_NAMED]
    ]
