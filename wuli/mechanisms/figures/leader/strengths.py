"""The strip of the five strengths: of each the few key figures, target against actual, the months."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Strength

from ..cards import address
from ..months import months_of
from ..reading import Declared, Figure
from ..targets.progress import Progress
from ..times import TimeRange
from .matrix import no_value
from .readings import Readings
from .trend import Spark
from .wording import gap_words

GLYPHS = {1: "聚", 2: "创", 3: "护", 4: "惠", 5: "心"}
OTHERS = 3  # lines under the large figure
TONES = {1: "ju", 2: "chuang", 3: "hu", 4: "hui", 5: "xin"}
# What will stand in a strength for which nothing is recorded yet, or nothing that this reader may see.
EXPECTED = {
    Strength.COHESION: (_("工会组织"), _("会员人数"), _("职工之家")),
    Strength.INNOVATION: (_("重点项目"), _("技能竞赛"), _("创新成果")),
    Strength.SUPERVISION: (_("督办"), _("安全检查"), _("隐患整改")),
    Strength.SERVICE: (_("就业服务"), _("困难帮扶"), _("普惠活动")),
    Strength.CENTRIPETAL: (_("宣讲讲座"), _("职工阅读"), _("文体活动")),
}


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the strip with its target, if it has one."""

    figure: Figure
    progress: Progress | None
    url: str

    @property
    def gap(self) -> str:
        """What is missing to the target."""
        return gap_words(self.progress) if self.progress else ""

    @property
    def nothing(self) -> str:
        """Why there is no number."""
        return no_value(self.figure) if self.figure.value is None else ""


@dataclass(frozen=True)
class StrengthCard:
    """One of the five: its first figure large with the months, the others in a line each."""

    name: Any
    glyph: str
    tone: str
    first: KeyFigure | None
    others: list[KeyFigure]
    spark: Spark | None
    expected: tuple[Any, ...]  # what an empty card says will stand there


@dataclass
class Strengths:
    """All five, whatever is recorded."""

    readings: Readings

    @cached_property
    def cards(self) -> list[StrengthCard]:
        """The five in their order."""
        chosen = {strength: self._chosen(strength) for strength in Strength}
        firsts = [mine[0] for mine in chosen.values() if mine]
        asking = self.readings.asking
        months = months_of(
            firsts, asking.org.pk, TimeRange.year(asking.day.year).months, min(asking.today, asking.day)
        )
        return [self._card(strength, mine, months) for strength, mine in chosen.items()]

    def _chosen(self, strength: Strength) -> list[Declared]:
        """The key figures and the goals; those with a target of the unit come first."""
        mine = [*self.readings.key, *self.readings.goals]
        codes = {each.code: each for each in mine if each.strength == strength}
        return sorted(codes.values(), key=lambda each: self._progress(each) is None)

    def _progress(self, each: Declared) -> Progress | None:
        return self.readings.progress_of(each.code, self.readings.asking.org)

    def _card(self, strength: Strength, mine: list[Declared], months: dict[str, Any]) -> StrengthCard:
        figures = [self._figure(each) for each in mine]
        spark = Spark(mine[0], months[mine[0].code]) if mine else None
        return StrengthCard(
            name=strength.label, glyph=GLYPHS[strength], tone=TONES[strength],
            first=figures[0] if figures else None, others=figures[1 : 1 + OTHERS],
            spark=spark if spark and spark.shown else None, expected=EXPECTED[strength],
        )  # fmt: skip

    def _figure(self, each: Declared) -> KeyFigure:
        asking = self.readings.asking
        figure = self.readings.values[each.code, asking.org.pk]
        return KeyFigure(figure, self._progress(each), address(each, asking.org, asking))
