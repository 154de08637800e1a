"""Two federations side by side: a database, a code and keys of their own for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.models import Org
from wuli.base.orgs.tests import build as orgs
from wuli.config.keys import Keys, new_keys
from wuli.mechanisms.figures.actions.exchange_in import receive_package
from wuli.mechanisms.figures.actions.exchange_out import check_publication, make_publication
from wuli.mechanisms.figures.actions.exchange_peers import register_peer
from wuli.mechanisms.figures.exchange.signing import own_public_keys
from wuli.mechanisms.figures.models import IncomingPackage, Peer, Publication, ReceivedValue
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange

LECTURES = "activities.technology_lectures"
ATTENDANCES = "activities.lecture_attendances"

LEARNERS = "activities.lecture_attendees"
SHARE = "people.elected_chair_share"
CHOSEN = [LECTURES, ATTENDANCES, LEARNERS, SHARE]


def today() -> Any:
    return timezone.localdate()


def this_year() -> TimeRange:
    return TimeRange.year(today().year)


@dataclass
class House:
    """A federation on a server of its own; `with house.open():` is to be there. Empty `database`: as is."""

    code: str
    keys: Keys = field(default_factory=new_keys)
    database: str = ""

    @contextmanager
    def open(self) -> Iterator[None]:
        """Be in this federation: its database, its code, its keys."""
        before = connection.settings_dict["NAME"]
        with override_settings(FEDERATION=self.code, KEYS=self.keys):
            self._use(self.database or before)
            try:
                yield
            finally:
                self._use(before)

    def _use(self, name: str) -> None:
        if connection.settings_dict["NAME"] != name:
            connection.close()
            connection.settings_dict["NAME"] = name

    @property
    def public(self) -> str:
        """Its public key, as its page shows it."""
        with override_settings(KEYS=self.keys):
            return own_public_keys()[self.keys.active_signing]


@contextmanager
def second_database(name: str) -> Iterator[str]:
    """A copy of the test's own, still empty database, beside those of other workers; dropped at the end."""
    told = connection.settings_dict
    name = f"{told['NAME']}_{name}"
    place = {"host": told["HOST"] or "127.0.0.1", "port": told["PORT"] or 5432, "user": told["USER"]}
    connection.close()
    with psycopg.connect(dbname="postgres", password=told["PASSWORD"], autocommit=True, **place) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [told["NAME"]]
        )
        db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{told["NAME"]}"')
    try:
        yield name
    finally:
        connection.close()
        with psycopg.connect(dbname="postgres", password=told["PASSWORD"], autocommit=True, **place) as db:
            db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def upward(org: Org, code: str, **told: Any) -> Peer:
    """A federation above, to which `org` publishes."""
    known = {"name": f"{code}总工会", "direction": "up", "from_on": today() - timedelta(days=400)}
    return register_peer(actor=SYSTEM, org=org, code=code, **(known | told))


def downward(org: Org, house: House, **told: Any) -> Peer:
    """A federation that sends to `org`, with its key."""
    known = {"name": f"{house.code}总工会", "direction": "down", "from_on": today() - timedelta(days=400)}
    known |= {"public": house.public, "key_number": house.keys.active_signing}
    return register_peer(actor=SYSTEM, org=org, code=house.code, **(known | told))


def published(peer: Peer, indicators: Any = CHOSEN, when: Any = None, **told: Any) -> Publication:
    """Made and checked by two people: ready to go."""
    recompute_all(today())
    at = timezone.now()
    known = {"when": when or this_year(), "reading": "then", "at": at, "indicators": indicators}
    made = make_publication(actor=SYSTEM, peer=peer, **(known | told))
    return check_publication(actor=SYSTEM, publication=made, at=at)


def text_of(publication: Publication) -> bytes:
    """The package as it is downloaded."""
    return publication.envelope.text.encode()  # type: ignore[union-attr]


def receive(org: Org, text: bytes, actor: Any = SYSTEM, **told: Any) -> IncomingPackage:
    return receive_package(actor=actor, org=org, text=text, **({"at": timezone.now()} | told))


def city(name: str = "盐城市总工会") -> Org:
    return orgs.county(name, kind="C")


def told_and_taken_in(org: Org) -> tuple[Publication, ReceivedValue]:
    """What `org` told a city, and a figure of it as the city, which is `org` itself, took it in."""
    below, above = House("mixian"), House("mishi")
    with below.open():
        publication = published(upward(org, "mishi", name="秘市总工会"), [LECTURES])
    with above.open():
        downward(org, below, name="秘县总工会")
        package = receive(org, text_of(publication))
    return publication, package.values.select_related("unit").earliest("unit__rank")
