"""What an indicator means, as a package tells it, and where two federations do not mean the same."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import CAPABILITIES
from wuli.base.core.figures import INDICATORS, Ratio

from ..reading import Declared
from .document import Definition

SPOKEN = "zh-hans"  # in which names and meanings travel
COMPARED = {
    "version": _("版本"),
    "unit": _("计量单位"),
    "period": _("时点还是期间"),
    "kind": _("怎么合计"),
    "meaning": _("怎么数"),
    "estimate": _("是否估算"),
    "part": _("分子"),
    "whole": _("分母"),
}
KINDS = {"additive": _("可以相加"), "distinct": _("按人去重，不能相加"), "ratio": _("分子之和除以分母之和")}


def kind_of(declared: Declared) -> str:
    """How figures of the indicator come together: by adding, as distinct persons, as sum over sum."""
    if isinstance(declared, Ratio):
        return "ratio"
    return "distinct" if declared.distinct else "additive"


def definition_of(declared: Declared) -> Definition:
    """The indicator as it is declared here."""
    sides = (declared.part.code, declared.whole.code) if isinstance(declared, Ratio) else ("", "")
    with translation.override(SPOKEN):
        return Definition(
            code=declared.code, version=declared.version, name=str(declared.name),
            unit=str(declared.unit.value), kind=kind_of(declared), meaning=str(declared.meaning),  # type: ignore[arg-type]
            period=declared.period.value,  # type: ignore[arg-type]
            estimate=declared.estimate, part=sides[0], whole=sides[1],
        )  # fmt: skip


def is_sensitive(declared: Declared) -> bool:
    """Whether the number takes a capability of its own (health, hardship): it never leaves the federation."""
    sides = [declared.part, declared.whole] if isinstance(declared, Ratio) else [declared]
    known = [CAPABILITIES.get(each.view_capability) for each in sides]
    return any(each is not None and each.sensitive for each in known)


def differences(theirs: list[Definition]) -> list[dict[str, Any]]:
    """Each indicator and field where the sender means something else than we do; both sides told."""
    return [found for each in theirs for found in _differences(each)]


def _differences(theirs: Definition) -> Iterator[dict[str, Any]]:
    declared = INDICATORS.get(theirs.code)
    told = {"code": theirs.code, "name": theirs.name}
    if declared is None or is_sensitive(declared):
        yield told | {"field": "code", "theirs": theirs.code, "ours": ""}
        return
    ours = definition_of(declared)
    for field in COMPARED:
        left, right = getattr(theirs, field), getattr(ours, field)
        if left != right:
            yield told | {"field": field, "theirs": str(left), "ours": str(right)}


def field_name(field: str) -> Any:
    """What a compared field is called on a page."""
    return COMPARED.get(field, _("指标"))
