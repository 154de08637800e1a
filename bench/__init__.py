"""Benchmarks: `make bench` runs all groups, `make bench B=subtree` one.

A group is a module here with `run() -> Iterable[Measured]`. What matters is a ratio against a baseline
of the same run on the same machine; every line ends with name, value, unit, bar and `ok` or `short`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One number: at most `bar` is ok (`at_least=True`: at least). Without a bar it only informs."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether the bar is kept."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def __str__(self) -> str:
        bar = "-" if self.bar is None else f"{'>=' if self.at_least else '<='}{self.bar:g}"
        return f"{self.name} {self.value:.4g} {self.unit} {bar} {'ok' if self.is_ok else 'short'}"
