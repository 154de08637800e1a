"""The small chart of a figure's months that stands in the strip."""

from dataclasses import dataclass

from wuli.base.core.figures import Period, Ratio

from ..months import Month
from ..reading import Declared

WIDE, HIGH, INSET = 120, 28, 2


@dataclass(frozen=True)
class Spark:
    """A small chart of months: bars for what happens in a month, a line for what stands at its end."""

    declared: Declared
    months: list[Month]

    @property
    def told(self) -> list[Month]:
        """The months that have a value."""
        return [(month, value) for month, value in self.months if value is not None]

    @property
    def shown(self) -> bool:
        """Whether there is anything to draw: one month makes no trend."""
        return len(self.told) > 1 and any(value for _month, value in self.told)

    @property
    def is_line(self) -> bool:
        """Whether it is drawn as a line."""
        return self.declared.period == Period.AS_OF or isinstance(self.declared, Ratio)

    @property
    def bars(self) -> list[dict[str, str]]:
        """A bar a month, from nought."""
        top = max(float(value) for _month, value in self.told) or 1.0
        step = WIDE / max(len(self.months), 1)
        return [
            {
                "x": f"{place * step + 1:.1f}",
                "y": f"{HIGH - tall:.1f}",
                "width": f"{max(step - 2, 1):.1f}",
                "height": f"{tall:.1f}",
            }
            for place, (_month, value) in enumerate(self.months)
            if value and (tall := (HIGH - INSET) * float(value) / top)
        ]

    @property
    def points(self) -> str:
        """The line, between its lowest and its highest value."""
        values = [float(value) for _month, value in self.told]
        low, span = min(values), (max(values) - min(values)) or 1.0
        step, tall = (WIDE - 2 * INSET) / max(len(self.months) - 1, 1), (HIGH - 3 * INSET) / span
        return " ".join(
            f"{INSET + place * step:.1f},{HIGH - INSET - tall * (float(value) - low):.1f}"
            for place, (_month, value) in enumerate(self.months)
            if value is not None
        )
