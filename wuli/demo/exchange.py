"""Reporting upwards in the sample: the city as a peer, last quarter told and answered, this one waits."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.core.figures import INDICATORS
from wuli.mechanisms.figures.actions.exchange_answers import record_answer
from wuli.mechanisms.figures.actions.exchange_out import (
    check_publication,
    make_publication,
    note_sent,
)
from wuli.mechanisms.figures.actions.exchange_peers import register_peer
from wuli.mechanisms.figures.exchange.definitions import is_sensitive
from wuli.mechanisms.figures.models import Peer, Publication
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange

from .lectures import ZONE
from .plan import story_year
from .reports import REVIEWER, WRITER


def report_up(site: Any) -> Iterator[float]:
    """Two quarters for the city, made and checked by two people."""
    recompute_all(site.today)
    year = story_year(site.today)
    writer, reviewer = (User.objects.get(username=name) for name in (WRITER, REVIEWER))
    city = register_peer(
        actor=SYSTEM, org=site.county, code="yancheng", name="盐城市总工会", direction="up",
        from_on=date(year - 1, 1, 1),
    )  # fmt: skip
    now = TimeRange.quarter(site.today)
    before = TimeRange.quarter(now.start - timedelta(days=1))
    at = datetime.combine(min(now.start + timedelta(days=4), site.today), time(9), ZONE)
    told = _made(city, writer, before, at)
    told = check_publication(actor=reviewer, publication=told, at=at + timedelta(hours=1))
    note_sent(actor=writer, publication=told, at=at + timedelta(hours=2))
    taken_at = at + timedelta(days=1)
    record_answer(actor=writer, publication=told, accepted=True, answer="收到，已入库", at=taken_at)
    yield 0.5
    _made(city, writer, now, site.at)
    yield 1.0


def _made(city: Peer, writer: User, when: TimeRange, at: datetime) -> Publication:
    chosen = [each.code for each in INDICATORS.values() if each.key and not is_sensitive(each)]
    return make_publication(
        actor=writer, peer=city, indicators=sorted(chosen), when=when, reading="then", at=at
    )
