"""Plain questions about sessions: when one may be opened, and whether its times make sense.

Hours and days that a city may change are dated rules (`rule_kinds.py`), passed in by the actions.
"""

from datetime import datetime, timedelta

LONGEST = timedelta(hours=24)  # one session is one day of the register; longer is a slip of the pen


def may_open(starts_at: datetime, at: datetime, hours_before: int) -> bool:
    """Check-in opens some hours before the start, and later at any time (a day recorded afterwards)."""
    return at >= starts_at - timedelta(hours=hours_before)


def has_begun(starts_at: datetime, at: datetime) -> bool:
    """A session can be called held once it has begun."""
    return at >= starts_at


def times_make_sense(starts_at: datetime, ends_at: datetime) -> bool:
    """It ends after it starts, within a day."""
    return timedelta(0) < ends_at - starts_at <= LONGEST
