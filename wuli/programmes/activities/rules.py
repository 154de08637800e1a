"""Plain questions about sessions: when one may be opened, and whether its times make sense."""

from datetime import datetime, timedelta

OPENS_BEFORE = timedelta(hours=2)
LONGEST = timedelta(hours=24)


def may_open(starts_at: datetime, at: datetime) -> bool:
    """Check-in opens two hours before the start, and later at any time (a day recorded afterwards)."""
    return at >= starts_at - OPENS_BEFORE


def has_begun(starts_at: datetime, at: datetime) -> bool:
    """A session can be called held once it has begun."""
    return at >= starts_at


def times_make_sense(starts_at: datetime, ends_at: datetime) -> bool:
    """It ends after it starts, within a day."""
    return timedelta(0) < ends_at - starts_at <= LONGEST
