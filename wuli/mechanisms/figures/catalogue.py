"""The catalogue of indicators: what each counts, from which records, in which version, and who uses it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wuli.base.core.figures import INDICATORS, Change, Ratio

from .actions import seen_by
from .asking import Asking
from .cards import address
from .models import KnownIndicator, Target
from .models.reports import ReportTemplate, TemplateVersion
from .reading import Declared, Figure, figures_at

CODE = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True)
class Entry:
    """An indicator with its figure at the unit that is looked at."""

    declared: Declared
    figure: Figure
    url: str
    since: datetime | None  # when the platform began to count it by the version in force
    uses: list["Use"]
    targets: int

    @property
    def records(self) -> list[Any]:
        """The kinds of records that are counted; of a rate those of both its sums."""
        each = self.declared
        sides = [each.part, each.whole] if isinstance(each, Ratio) else [each]
        return list(dict.fromkeys(side.rows.model._meta.verbose_name for side in sides))

    @property
    def is_unused(self) -> bool:
        """Whether no target, rate, report or overview tells it."""
        return not (self.targets or self.uses or self.declared.key)

    @property
    def changes(self) -> list[Change]:
        """The versions after the first with their reasons, the newest first."""
        return sorted(self.declared.changes, key=lambda change: -change.version)


@dataclass(frozen=True)
class Use:
    """Something that tells an indicator: a rate, a report."""

    name: Any
    url: str = ""


def _since(each: Declared, known: dict[str, datetime]) -> datetime | None:
    """A rate is counted since both of its sums are."""
    days = [
        known.get(side.code) for side in ((each.part, each.whole) if isinstance(each, Ratio) else (each,))
    ]
    return max((day for day in days if day), default=None) if all(days) else None


UseSource = Callable[[Asking], Iterable[tuple[str, Use]]]  # (code of an indicator, what uses it)


def in_rates(asking: Asking) -> Iterable[tuple[str, Use]]:
    """The rates that an indicator is a side of."""
    for each in INDICATORS.values():
        if isinstance(each, Ratio):
            for side in (each.part, each.whole):
                yield side.code, Use(each.name, address(each, asking.org, asking))


def in_templates(asking: Asking) -> Iterable[tuple[str, Use]]:
    """The templates of reports whose present text tells an indicator."""
    templates = ReportTemplate.objects.visible_to(asking.viewer).in_use()
    texts = TemplateVersion.objects.filter(template__in=templates).order_by("template", "-number")
    for version in texts.distinct("template").select_related("template"):
        for code in sorted(set(CODE.findall(version.text))):
            yield code, Use(version.template.title, version.template.get_absolute_url())


USE_SOURCES: list[UseSource] = [in_rates, in_templates]


def entries(asking: Asking, words: str = "") -> list[Entry]:
    """Every indicator that the viewer may see, narrowed by `words` in its code, name or meaning."""
    needle = words.casefold()
    found = [
        each
        for each in seen_by(asking.viewer, asking.org)
        if needle in f"{each.code} {each.name} {each.meaning}".casefold()
    ]
    values = figures_at(found, [asking.org], asking.asked)
    since = dict(KnownIndicator.objects.values_list("code", "known_since"))
    told = Target.objects.visible_to(asking.viewer).in_force().filter(period__contains=asking.today)
    targets = Counter(told.values_list("indicator", flat=True))
    uses: dict[str, list[Use]] = {}
    for code, use in (pair for source in USE_SOURCES for pair in source(asking)):
        uses.setdefault(code, []).append(use)
    return [
        Entry(
            each, values[each.code, asking.org.pk], address(each, asking.org, asking),
            _since(each, since), uses.get(each.code, []), targets[each.code],
        )
        for each in found
    ]  # fmt: skip
