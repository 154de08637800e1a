"""Benchmarks: `make bench` runs all groups, `make bench B=subtree` one.

A group is a module here with `run() -> Iterable[Measured]`. What matters is a ratio against a baseline
of the same run on the same machine; every line ends with name, value, unit, bar and `ok` or `short`.
"""

import os
from dataclasses import dataclass

import psycopg


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


def fresh_database() -> None:
    """Throw the scratch database away and begin with a migrated, empty one."""
    from django.db import connection, connections

    name, server = str(connection.settings_dict["NAME"]), os.environ["DATABASE_URL"].rpartition("/")[0]
    connections.close_all()
    with psycopg.connect(f"{server}/postgres", autocommit=True) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{name}_empty"')
