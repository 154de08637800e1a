"""Delivery by the interface: a second server with a database, keys and code of its own takes it in."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.exchange.world import LECTURES, House, city, downward, published, second_database, upward
from tests.people import ApiClient, build_federation, officer
from wuli.base.core.actions import SYSTEM
from wuli.base.core.jobs import run_job
from wuli.config.embedded import free_port
from wuli.config.keys import save_keys
from wuli.mechanisms.figures.actions.exchange_out import send_publication
from wuli.mechanisms.figures.actions.exchange_peers import change_peer_address
from wuli.mechanisms.figures.exchange.errors import NoAddress
from wuli.mechanisms.figures.exchange.sending import send_waiting
from wuli.mechanisms.figures.models import IncomingPackage, Publication, ReceivedValue

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def server(house: House, folder: Path) -> Iterator[str]:
    """A web server of the house in a process of its own; gives the address where it takes packages in."""
    told = connection.settings_dict
    place = f"{told['USER']}:{told['PASSWORD']}@{told['HOST'] or '127.0.0.1'}:{told['PORT'] or 5432}"
    save_keys(house.keys, str(folder / "keys.json"))
    env = os.environ | {
        "DATABASE_URL": f"postgresql://{place}/{house.database}",
        "DJANGO_SETTINGS_MODULE": "wuli.config.settings", "WULI_FEDERATION": house.code,
        "WULI_KEYS": str(folder / "keys.json"), "WULI_VAR": str(folder),
    }  # fmt: skip
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with open(folder / "server.log", "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        _wait_for(port, folder / "server.log")
        yield f"http://127.0.0.1:{port}/api/v1/figures/exchange/packages"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int, log: Path) -> None:
    for _ in range(600):
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            return
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def sent(publication: Publication) -> Publication:
    job = send_publication(actor=SYSTEM, publication=publication)
    run_job(job.pk)
    publication.refresh_from_db()
    return publication


def test_a_package_is_delivered_retried_and_answered(tmp_path: Path) -> None:
    county_house = House("binhai")
    with second_database("city_server") as name:
        city_house = House("yancheng", database=name)
        with city_house.open():
            above = city()
            token = ApiClient(officer(above, "吴敏"), ["figures:write"]).clear
        with county_house.open():
            county = build_federation()
            known = {"public": city_house.public, "key_number": city_house.keys.active_signing}
            peer = upward(county.county, "yancheng", **known)
            first = published(peer, [LECTURES])
            with pytest.raises(NoAddress):
                send_publication(actor=SYSTEM, publication=first)
            nobody = f"http://127.0.0.1:{free_port()}/"
            change_peer_address(
                actor=SYSTEM, peer=peer, address=nobody, token="wrong", seen_version=peer.version
            )
            first.refresh_from_db()
            assert (sent(first).state, first.tries) == ("ready", 1)
            assert "127.0.0.1" in first.last_trouble
            with server(city_house, tmp_path) as address:
                _at(peer, address, "wrong")
                first = Publication.objects.get(pk=first.pk)
                assert (sent(first).state, first.tries) == ("ready", 2)
                assert "令牌" in first.last_trouble
                _at(peer, address, token)
                first = Publication.objects.get(pk=first.pk)
                assert (sent(first).state, first.tries) == ("ready", 3)  # nobody there knows us: not signed
                assert "没有签名" in first.last_trouble
                assert "没有登记过这个下级" in first.last_trouble
                with city_house.open():
                    downward(above, county_house)
                send_waiting(timezone.now())
                first.refresh_from_db()
                assert (first.state, first.last_trouble) == ("acknowledged", "")
                assert json.loads(first.receipt.text)["document"]["outcome"] == "accepted"  # type: ignore[union-attr]
                second = published(peer, [LECTURES])
                third = published(peer, [LECTURES])
                refused = sent(Publication.objects.get(pk=third.pk))
                assert refused.state == "refused"
                assert "中间的包" in refused.answer
                assert refused.receipt is not None
                assert sent(Publication.objects.get(pk=second.pk)).state == "acknowledged"
        with city_house.open():
            outcomes = list(IncomingPackage.objects.order_by("pk").values_list("outcome", "fault", "via"))
            taken, stranger = ("accepted", "", "api"), ("refused", "unknown_sender", "api")
            assert outcomes == [stranger, taken, ("refused", "chain_broken", "api"), taken]
            assert ReceivedValue.objects.filter(package__serial=2).count() == 3


def _at(peer: Any, address: str, token: str) -> None:
    peer.refresh_from_db()
    change_peer_address(actor=SYSTEM, peer=peer, address=address, token=token, seen_version=peer.version)


def test_the_interface_says_what_is_wrong(federation: Any, neighbour: Any) -> None:
    county_house, city_house = House("binhai"), House("yancheng")
    with county_house.open():
        text = json.loads(published(upward(federation.county, "yancheng"), [LECTURES]).envelope.text)  # type: ignore[union-attr]
    with city_house.open():
        downward(federation.county, county_house)
        above = ApiClient(officer(federation.county, "吴敏"))
        path = "/api/v1/figures/exchange/packages"
        stranger = ApiClient(neighbour).post(path, text)
        assert (stranger.status_code, stranger.json()["fault"]) == (200, "unknown_sender")
        assert stranger.json()["receipt"] is None
        taken = above.post(path, text)
        assert (taken.status_code, taken.json()["outcome"]) == (201, "accepted")
        assert taken.json()["receipt"]["document"]["package"] == text["sha256"]
        again = above.post(path, text)
        assert (again.status_code, again.json()["outcome"]) == (200, "repeated")
        text["document"]["period"] = "2020"
        assert above.post(path, text).json()["fault"] == "tampered"
        assert above.post(path, {"document": {}}).status_code == 422
        figures = above.get(f"{path}/{taken.json()['id']}/figures").json()
        assert len(figures["results"] if "results" in figures else figures["items"]) == 3
        assert ApiClient(neighbour).get(f"{path}/{taken.json()['id']}/figures").status_code == 404
