"""Waits that grow with failures, kept in the database so that every process knows them."""

from collections.abc import Iterator
from datetime import datetime
from math import ceil

from django.db import connection

from wuli.base.core.secrets import blind

from .. import rules
from ..errors import MustWait
from ..models import Brake

# One statement, so that two failures at once count twice.
_COUNT = """
INSERT INTO accounts_brake AS b (key, failures, failed_at, closed_until) VALUES (%(key)s, 1, %(at)s, NULL)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN b.failed_at < %(forgotten)s THEN 1 ELSE b.failures + 1 END, failed_at = %(at)s
RETURNING failures
"""


def check_brakes(account: str, address: str, at: datetime) -> None:
    """Refuse with MustWait while any of the three doors (pair, account, address) is shut."""
    keys = [key for _what, key in _keys(account, address)]
    shut = Brake.objects.filter(key__in=keys, closed_until__gt=at).order_by("-closed_until").first()
    if shut is not None and shut.closed_until is not None:
        raise MustWait(minutes=ceil((shut.closed_until - at).total_seconds() / 60))


def note_failure(account: str, address: str, at: datetime) -> None:
    """Count a wrong guess at `account` from `address`, and shut the doors that have had enough."""
    for what, key in _keys(account, address):
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"key": key, "at": at, "forgotten": at - rules.FORGET_FAILURES_AFTER})
            failures = cursor.fetchone()[0]
        wait = rules.wait_after(failures, rules.FREE_FAILURES[what])
        if wait:
            Brake.objects.filter(key=key).update(closed_until=at + wait)


def release(account: str, address: str) -> None:
    """Forget the failures of this pair after a right answer; those of the whole account stay a day."""
    Brake.objects.filter(key=dict(_keys(account, address))["pair"]).delete()


def _keys(account: str, address: str) -> Iterator[tuple[str, bytes]]:
    account = account.strip().lower()
    yield "account", blind("brake.account", account)
    yield "address", blind("brake.address", address)
    yield "pair", blind("brake.pair", f"{account}\0{address}")
