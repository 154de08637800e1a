"""A real race: every taker is a thread with a connection of its own, released at one moment."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

from django.db import connection

BARRIER_SECONDS = 30


class Ok:
    """What a taker got who was not refused."""


def race(
    function: Callable[..., Any],
    *,
    takers: int = 0,
    each: Mapping[str, Sequence[Any]] | None = None,
    without: str = "",
    **same: Any,
) -> Counter[type]:
    """Call `function` at once from many threads and count what each got: Ok, or the type of its refusal.

    `each` gives every taker a value of its own for an argument; `same` is the same for all. `without`
    names a constraint that is dropped first, to show that the race does happen when it is gone.
    """
    each = each or {}
    takers = takers or min(len(values) for values in each.values())
    if without:
        drop_constraint(without)
    gate = Barrier(takers)
    results: list[type] = []

    def take(number: int) -> None:
        own = {name: values[number] for name, values in each.items()}
        try:
            connection.ensure_connection()
            gate.wait(BARRIER_SECONDS)
            function(**same, **own)
            results.append(Ok)
        except Exception as refusal:  # noqa: BLE001 - the type is the answer
            results.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=take, args=[number]) for number in range(takers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(results)


def drop_constraint(name: str) -> None:
    """Drop the constraint or unique index `name`; only inside `kept_constraints`, which puts it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname = %s AND conparentid = 0",
            [name],
        )
        found = cursor.fetchone()
        if found:
            _dropped.append(f'ALTER TABLE {found[0]} ADD CONSTRAINT "{name}" {found[1]}')
            cursor.execute(f'ALTER TABLE {found[0]} DROP CONSTRAINT "{name}"')
            return
        cursor.execute("SELECT pg_get_indexdef(to_regclass(%s))", [name])
        definition = cursor.fetchone()[0]
        if definition is None:
            raise LookupError(f"no constraint or index {name}")
        _dropped.append(definition)
        cursor.execute(f'DROP INDEX "{name}"')


_dropped: list[str] = []


def restore_constraints() -> None:
    """Put back what `drop_constraint` took away, once the rows are gone."""
    with connection.cursor() as cursor:
        while _dropped:
            cursor.execute(_dropped.pop())


@contextmanager
def counted_queries() -> Any:
    """Record the queries of the block: `with queries() as seen: ...; len(seen)`."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        yield seen
