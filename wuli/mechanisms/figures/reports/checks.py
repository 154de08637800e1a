"""What contradicts itself in a filled text. A finding is mended in the text, or explained in words."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wuli.base.core.figures import INDICATORS, Indicator, Period, Ratio
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Org

from ..rows import rows_of
from ..times import TimeRange, parse_range
from .document import CHART, TABLE, UNKNOWN, Document
from .grammar import Parsed
from .rendering import Rendered
from .rounding import digits
from .values import Key, Scope, Values


@dataclass(frozen=True)
class Finding:
    """One contradiction; `code` stays the same as long as the same figures disagree in the same way."""

    code: str
    title: str
    words: str
    keys: tuple[str, ...] = ()
    explainable: bool = True
    veiled: bool = False  # its words are kept from a reader who may not see its figures


def findings(parsed: Parsed, rendered: Rendered, scope: Scope) -> list[Finding]:
    """Everything that must be mended or explained before the text is published."""
    shown = _shown(rendered.document)
    return [
        *_faults(parsed, rendered.document),
        *_two_values(shown, rendered.values),
        *_too_large_rates(shown, rendered.values),
        *_parts_above_wholes(shown, rendered.values),
        *_scopes(shown, rendered.values, scope),
    ]


def code_of(kind: str, *keys: Any) -> str:
    """Of the figures, not of their numbers: one more lecture does not undo an explanation."""
    told = kind + "\n" + "\n".join(sorted(str(key) for key in keys))
    return f"{kind}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def _shown(document: Document) -> list[Key]:
    """Figures in sentences; lines of tables and charts stand under their own head and contradict nothing."""
    in_words = [block for block in document.blocks if block.kind not in (TABLE, CHART)]
    found = [Key.of(piece.key) for block in in_words for piece in block.pieces if piece.key]
    return [key for key in dict.fromkeys(found) if key and key.code in INDICATORS]


def _faults(parsed: Parsed, document: Document) -> Iterator[Finding]:
    for problem in parsed.problems:
        code = code_of("text", problem.line, problem.column)
        yield Finding(code, _("正文里有读不懂的地方"), str(problem), explainable=False)
    for piece in document.pieces():
        if piece.kind == UNKNOWN:
            yield Finding(code_of("gone", piece.text), _("有的指标已经没有了"), piece.text, explainable=False)


def _name(key: Key) -> str:
    return str(INDICATORS[key.code].name)


def _when(key: Key) -> TimeRange:
    return parse_range(key.when, date.max)  # never empty, so the day does not matter


def _two_values(shown: list[Key], values: Values) -> Iterator[Finding]:
    """The same indicator at the same unit with two numbers for what reads as the same time."""
    for n, one in enumerate(shown):
        for other in shown[n + 1 :]:
            same = (one.code, one.org, one.split) == (other.code, other.org, other.split)
            if same and _reads_alike(one, other) and values.get(one).number != values.get(other).number:
                told = {
                    "name": _name(one), "a": _told(one, values), "b": _told(other, values),
                }  # fmt: skip
                yield Finding(
                    code_of("two", one, other),
                    _("“%(name)s”有两个数") % told,
                    _("%(a)s；%(b)s。一篇里只留一个，或者说明为什么两个都要。") % told,
                    (str(one), str(other)),
                )


def _reads_alike(one: Key, other: Key) -> bool:
    """今年以来 beside 全年, or two readings of one time; a month beside its year is told by its words."""
    if one.reading != other.reading:
        return one.when == other.when
    if INDICATORS[one.code].period == Period.AS_OF:
        return False  # two days: the words of the text tell them apart
    return _when(one).start == _when(other).start and one.when != other.when


def _told(key: Key, values: Values) -> str:
    reading = _("按现在隶属") if key.reading == "now" else _("按当时隶属")
    number = values.get(key).number
    return f"{_when(key).words}，{reading}：{'—' if number is None else digits(number)}"


def _too_large_rates(shown: list[Key], values: Values) -> Iterator[Finding]:
    for key in shown:
        value = values.get(key)
        if value.present and value.impossible:
            told = {"name": _name(key), "part": digits(value.part or 0), "whole": digits(value.whole or 0)}
            yield Finding(
                code_of("rate", key),
                _("“%(name)s”超过 100%%，或者没有分母") % told,
                _("分子 %(part)s，分母 %(whole)s。核对两边的口径。") % told,
                (str(key),),
            )


def _parts_above_wholes(shown: list[Key], values: Values) -> Iterator[Finding]:
    for part in shown:
        for whole in shown:
            if part is whole or (part.org, part.when) != (whole.org, whole.when):
                continue
            left, right = values.get(part), values.get(whole)
            if left.present and right.present and left.number > right.number and _is_part(part, whole):
                told = {
                    "part": _name(part), "whole": _name(whole),
                    "a": digits(left.number), "b": digits(right.number),
                }  # fmt: skip
                yield Finding(
                    code_of("part", part, whole),
                    _("“%(part)s”比“%(whole)s”还多") % told,
                    _("%(part)s %(a)s，%(whole)s %(b)s。部分不会大于整体。") % told,
                    (str(part), str(whole)),
                )


def _is_part(part: Key, whole: Key) -> bool:
    """Whether every row of `part` is one of `whole`: a split of it, a rate's part, or a narrower filter."""
    if part.code == whole.code:
        return bool(part.split) and not whole.split
    if whole.split or part.reading != whole.reading:
        return False
    left, right = INDICATORS[part.code], INDICATORS[whole.code]
    ratios = [each for each in INDICATORS.values() if isinstance(each, Ratio)]
    if any(each.part is left and each.whole is right for each in ratios):
        return True
    return isinstance(left, Indicator) and isinstance(right, Indicator) and _narrower(left, right)


def _narrower(left: Indicator, right: Indicator) -> bool:
    same = left.rows.model is right.rows.model and left.unit == right.unit and left.period == right.period
    if not same or left.total != right.total or left.distinct != right.distinct:
        return False
    mine, theirs = ({repr(child) for child in each.rows.query.where.children} for each in (left, right))
    return theirs < mine


def _scopes(shown: list[Key], values: Values, scope: Scope) -> Iterator[Finding]:
    """17 towns here, 16 there: figures that count one in each unit below, over other units, by name.

    Figures of one table belong together: 14 centres of towns and 2 of parks are 16 centres.
    """
    families: dict[Any, dict[str, Any]] = {}
    for key in shown:
        declared = INDICATORS[key.code]
        if key.org != str(scope.org.pk) or not isinstance(declared, Indicator) or not values.get(key).present:
            continue
        units = _one_a_unit(declared, key, values, scope)
        if units:
            family = families.setdefault(declared.rows.model, {"units": set(), "keys": [], "names": []})
            family["units"] |= units
            family["keys"].append(str(key))
            family["names"].append(f"{_name(key)} {digits(values.get(key).number)}")
    yield from _different(list(families.values()))


def _one_a_unit(declared: Indicator, key: Key, values: Values, scope: Scope) -> set[Any]:
    """The units of the town level with a row, if the figure counts one row in each; else none."""
    number = values.get(key).number
    towns = {org.pk for org in scope.children if org.kind in OrgKind.town_level()}
    if not number or len(towns) < 3 or number > len(towns):
        return set()
    rows = rows_of(
        declared, scope.org.pk, _when(key), today=scope.today, reading=key.reading, split=key.parted
    )
    units = list(rows.values_list("fig_org", flat=True)[: len(towns) + 1])
    return set(units) if len(units) == number == len(set(units)) and set(units) <= towns else set()


def _different(families: list[dict[str, Any]]) -> Iterator[Finding]:
    for n, one in enumerate(families):
        for other in families[n + 1 :]:
            if one["units"] == other["units"]:
                continue
            names = _names_of(one["units"] ^ other["units"])
            told = {
                "a": "＋".join(one["names"]), "b": "＋".join(other["names"]),
                "only_a": _listed(names, one["units"] - other["units"]),
                "only_b": _listed(names, other["units"] - one["units"]),
            }  # fmt: skip
            yield Finding(
                code_of("scope", *one["keys"], *other["keys"]),
                _("%(a)s 和 %(b)s 对不上") % told,
                _("只在前者里的：%(only_a)s；只在后者里的：%(only_b)s。补一句说明，或者改口径。") % told,
                (*one["keys"], *other["keys"]),
            )


def _names_of(keys: Iterable[Any]) -> dict[Any, str]:
    return {org.pk: str(org) for org in Org.objects.filter(pk__in=keys).order_by("rank", "name_key")}


def _listed(names: dict[Any, str], keys: set[Any]) -> str:
    return "、".join(name for key, name in names.items() if key in keys) or _("没有")
