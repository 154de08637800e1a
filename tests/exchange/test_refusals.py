"""Packages that must not be taken in: each has its clear answer, is on record, and changes nothing."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from tests.exchange.world import (
    LEARNERS,
    LECTURES,
    SHARE,
    House,
    downward,
    published,
    receive,
    text_of,
    this_year,
    today,
    upward,
)
from tests.people import Federation, officer
from wuli.base.core.actions import CAPABILITIES, SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.core.figures import INDICATORS
from wuli.config.keys import new_keys
from wuli.mechanisms.figures.actions.exchange_answers import record_answer
from wuli.mechanisms.figures.actions.exchange_out import (
    check_publication,
    make_publication,
    withdraw_publication,
)
from wuli.mechanisms.figures.actions.exchange_peers import end_peer, register_peer, retire_peer_key
from wuli.mechanisms.figures.exchange.document import LARGEST, Document, canonical
from wuli.mechanisms.figures.exchange.errors import NotYourOwnCheck, PeerEnded, SensitiveStays
from wuli.mechanisms.figures.exchange.signing import digest, sign
from wuli.mechanisms.figures.models import IncomingPackage, Peer, Publication, ReceivedValue
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange

# Below, both federations live in one database: what tells them apart here is code and keys.
COUNTY, CITY = House("binhai"), House("yancheng")


@pytest.fixture
def up(federation: Federation) -> Peer:
    with COUNTY.open():
        return upward(federation.county, "yancheng")


@pytest.fixture
def down(federation: Federation) -> Peer:
    with CITY.open():
        return downward(federation.county, COUNTY)


def package(up: Peer, indicators: Any = (LECTURES, LEARNERS, SHARE), **told: Any) -> bytes:
    with COUNTY.open():
        return text_of(published(up, list(indicators), **told))


def arrive(down: Peer, text: bytes, **told: Any) -> IncomingPackage:
    with CITY.open():
        return receive(down.org, text, **told)


def forged(text: bytes, change: Callable[[dict[str, Any]], None], *, seal: bool = True) -> bytes:
    """The package with a changed document; with `seal` the county itself signs the change."""
    told = json.loads(text)
    change(told["document"])
    if not seal:
        return canonical(told)
    with COUNTY.open():
        return canonical(sign(Document.model_validate(told["document"])).model_dump(mode="json"))


def test_a_good_package_is_taken_in_once(up: Peer, down: Peer) -> None:
    text = package(up)
    assert arrive(down, text).outcome == "accepted"
    values = ReceivedValue.objects.count()
    again = arrive(down, text)
    assert (again.outcome, again.fault) == ("repeated", "")
    assert ReceivedValue.objects.count() == values > 0


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"[1]", b'{"a": 1.5}', b'{"a": 1, "a": 2}', b"[" * 9000])
def test_what_is_no_package_is_unreadable(down: Peer, text: bytes) -> None:
    answer = arrive(down, text)
    assert (answer.outcome, answer.fault) == ("refused", "unreadable")
    assert "上报包" in answer.why


def test_a_package_of_persons_has_no_place_in_the_form(up: Peer, down: Peer) -> None:
    def add_persons(document: dict[str, Any]) -> None:
        document["persons"] = [{"name": "欧阳堃"}]

    assert arrive(down, forged(package(up), add_persons, seal=False)).fault == "unreadable"


def test_too_large_a_file_is_not_read(down: Peer) -> None:
    assert arrive(down, b" " * (LARGEST + 1)).fault == "too_large"


def test_every_changed_byte_of_the_contents_is_noticed(up: Peer, down: Peer) -> None:
    text = package(up)
    start = text.index(b'"document":') + len(b'"document":')
    end = text.index(b',"key":')
    noticed = set()
    for at in range(start, end, 97):
        changed = bytearray(text)
        changed[at] = changed[at] ^ 1
        answer = arrive(down, bytes(changed))
        assert answer.outcome == "refused", text[at - 20 : at + 20]
        noticed.add(answer.fault)
    assert "tampered" in noticed
    assert noticed <= {"tampered", "unreadable", "unknown_sender"}
    assert arrive(down, text).outcome == "accepted"


def test_a_change_with_a_hash_to_match_breaks_the_signature(up: Peer, down: Peer) -> None:
    told = json.loads(package(up))
    told["document"]["values"][0]["value"] = "9999"
    told["sha256"] = digest(told["document"])
    answer = arrive(down, canonical(told))
    assert answer.fault == "bad_signature"
    assert "冒充" in answer.why


def test_an_unknown_sender_is_told_apart_from_a_bad_one(up: Peer, federation: Federation) -> None:
    text = package(up)
    with CITY.open():
        answer = receive(federation.county, text)
    assert (answer.fault, answer.peer) == ("unknown_sender", None)
    assert "binhai" in answer.why


def test_a_stranger_with_own_keys_cannot_speak_for_the_county(up: Peer, down: Peer) -> None:
    stranger = House("binhai")
    with stranger.open():
        text = text_of(published(up))
    assert arrive(down, text).fault == "bad_signature"


def test_a_package_for_another_receiver_is_refused(up: Peer, down: Peer, federation: Federation) -> None:
    other = House("nantong")
    text = package(up)
    with other.open():
        answer = receive(federation.county, text)
    assert answer.fault == "not_for_us"
    assert "yancheng" in answer.why
    assert "nantong" in answer.why


def test_a_key_that_is_unknown_or_retired_opens_nothing(up: Peer, down: Peer) -> None:
    text = package(up)
    key = down.keys.get()
    retire_peer_key(actor=SYSTEM, key=key, reason="怀疑外泄", at=timezone.now())
    answer = arrive(down, text)
    assert answer.fault == "key_retired"
    assert "怀疑外泄" in answer.why
    with pytest.raises(Conflict):
        retire_peer_key(actor=SYSTEM, key=key, reason="再停", at=timezone.now())
    fresh = new_keys()
    rotated = House("binhai", replace(fresh, signing={2: fresh.signing[1]}, active_signing=2))
    with rotated.open():
        newer = text_of(published(up))
    assert arrive(down, newer).fault == "unknown_key"


def test_an_ended_peer_sends_nothing_more(up: Peer, down: Peer) -> None:
    text = package(up)
    yesterday = today() - timedelta(days=1)
    end_peer(actor=SYSTEM, peer=down, reason="划归别市", last_on=yesterday, seen_version=down.version)
    assert arrive(down, text).fault == "unknown_sender"
    end_peer(actor=SYSTEM, peer=up, reason="划归别市", last_on=yesterday, seen_version=up.version)
    with pytest.raises(PeerEnded):
        package(up)


def test_an_older_number_after_a_newer_one_and_a_gap_are_refused(up: Peer, down: Peer) -> None:
    first, second, third = package(up), package(up), package(up)
    gap = arrive(down, second)
    assert gap.fault == "chain_broken"
    assert arrive(down, first).outcome == "accepted"
    assert arrive(down, third).fault == "chain_broken"
    assert arrive(down, second).outcome == "accepted"
    assert arrive(down, third).outcome == "accepted"

    def renumber(document: dict[str, Any]) -> None:
        document["serial"], document["as_of"] = 2, "2026-01-01"

    assert arrive(down, forged(third, renumber)).fault == "serial_reused"


def test_a_late_number_never_replaces_a_newer_one(up: Peer, down: Peer) -> None:
    def number_five(document: dict[str, Any]) -> None:
        document["serial"] = 5

    text = package(up)
    assert arrive(down, forged(text, number_five)).outcome == "accepted"
    answer = arrive(down, text)
    assert answer.fault == "stale"
    assert "第 5 号" in answer.why


def test_definitions_that_differ_are_refused_with_both_sides(up: Peer, down: Peer) -> None:
    def redefine(document: dict[str, Any]) -> None:
        for each in document["definitions"]:
            if each["code"] == LECTURES:
                each["version"], each["meaning"] = 7, "每讲一小时算一场"

    answer = arrive(down, forged(package(up), redefine))
    assert answer.fault == "definitions"
    found = {each["field"]: (each["theirs"], each["ours"]) for each in answer.differences}
    assert found["version"] == ("7", str(INDICATORS[LECTURES].version))
    assert found["meaning"][0] == "每讲一小时算一场"
    assert not ReceivedValue.objects.exists()


def test_a_refused_package_does_not_stop_the_next_one(up: Peer, down: Peer) -> None:
    with COUNTY.open():
        first = published(up, [LECTURES])
        record_answer(actor=SYSTEM, publication=first, accepted=False, answer="口径不一致", at=timezone.now())
    assert arrive(down, package(up)).outcome == "accepted"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["values"].append(d["values"][0]),
        lambda d: d["units"].append(d["units"][-1]),
        lambda d: d["units"].reverse(),
        lambda d: d["values"][0].update(unit="00000000-0000-0000-0000-000000000000"),
        lambda d: d.update(period="2026-13"),
        lambda d: d["values"][0].update(part="1"),
        lambda d: [each.update(value="12.3") for each in d["values"] if each["indicator"] == SHARE],
        lambda d: [each.update(value="1.5") for each in d["values"] if each["indicator"] == LEARNERS],
    ],
)
def test_a_package_that_disagrees_with_itself_is_refused(up: Peer, down: Peer, change: Any) -> None:
    assert arrive(down, forged(package(up), change)).fault == "inconsistent"
    assert not ReceivedValue.objects.exists()


def test_nobody_checks_their_own(up: Peer, federation: Federation) -> None:
    recompute_all(today())
    first, second = (officer(federation.county, name) for name in ("周海燕", "吴敏"))
    told = {"indicators": [LECTURES], "when": this_year(), "reading": "then", "at": timezone.now()}
    made = make_publication(actor=first, peer=up, **told)
    with pytest.raises(NotYourOwnCheck):
        check_publication(actor=first, publication=made, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE figures_publication SET approved_by_id = made_by_id")
    signed = check_publication(actor=second, publication=made, at=timezone.now())
    assert (signed.serial, signed.state) == (1, "ready")
    with pytest.raises(Conflict):
        check_publication(actor=second, publication=made, at=timezone.now())
    with pytest.raises(Conflict):
        withdraw_publication(actor=second, publication=made)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE figures_publication SET sha256 = repeat('0', 64)")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM figures_publication")


def test_sensitive_and_future_figures_stay_at_home(up: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"when": this_year(), "reading": "then", "at": timezone.now(), "peer": up, "actor": SYSTEM}
    view = INDICATORS[LECTURES].view_capability
    monkeypatch.setitem(CAPABILITIES, view, replace_sensitive(view))
    with pytest.raises(SensitiveStays):
        make_publication(indicators=[LECTURES], **told)
    monkeypatch.undo()
    with pytest.raises(Invalid):
        make_publication(indicators=["test.nonsense"], **told)
    with pytest.raises(Invalid):
        make_publication(indicators=[LECTURES], **(told | {"when": TimeRange.year(today().year + 1)}))
    assert not Publication.objects.exists()


def replace_sensitive(code: str) -> Any:
    """The capability as a sensitive one, without declaring a second of the same code."""
    changed = copy.copy(CAPABILITIES[code])
    object.__setattr__(changed, "sensitive", True)
    return changed


def test_peers_are_entered_with_care(federation: Federation, neighbour: Any) -> None:
    told = {"org": federation.county, "code": "yancheng", "name": "盐城", "from_on": today()}
    with pytest.raises(NotAllowed):
        register_peer(actor=neighbour, direction="up", **told)
    with pytest.raises(Invalid):
        register_peer(actor=SYSTEM, direction="down", **told)
    with pytest.raises(Invalid):
        register_peer(actor=SYSTEM, direction="down", public="bm8=", **told)
    with pytest.raises(Invalid):
        register_peer(actor=SYSTEM, direction="up", address="http://city.example/api", **told)
    register_peer(actor=SYSTEM, direction="up", **told)
    with pytest.raises(Conflict):
        register_peer(actor=SYSTEM, direction="up", **told)


def test_what_was_received_is_never_changed(up: Peer, down: Peer) -> None:
    arrive(down, package(up))
    for table in ("incomingpackage", "receivedunit", "receiveddefinition", "receivedvalue", "packagetext"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM figures_{table}")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE figures_receivedvalue SET value = 1")
