"""The receipt: signed by the receiver, proven by the sender; what is none changes nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.exchange.world import LECTURES, House, downward, published, receive, text_of, upward
from tests.people import Federation, officer
from wuli.base.core.actions import SYSTEM
from wuli.mechanisms.figures.actions.exchange_answers import take_receipt
from wuli.mechanisms.figures.actions.exchange_peers import add_peer_key, retire_peer_key
from wuli.mechanisms.figures.exchange.document import Document, canonical, plain
from wuli.mechanisms.figures.exchange.receipts import NotAReceipt, Receipt, receipt_of
from wuli.mechanisms.figures.exchange.signing import RECEIPT, sign
from wuli.mechanisms.figures.models import Peer, Publication

# Both federations live in one database: what tells them apart here is code and keys.
COUNTY, CITY = House("binhai"), House("yancheng")


@pytest.fixture
def up(federation: Federation) -> Peer:
    """The city above, its key entered."""
    with COUNTY.open():
        number = CITY.keys.active_signing
        return upward(federation.county, "yancheng", public=CITY.public, key_number=number)


@pytest.fixture
def told(federation: Federation, up: Peer) -> Publication:
    """What the county told the city."""
    with COUNTY.open():
        return published(up, [LECTURES])


def answered(federation: Federation, publication: Publication) -> bytes:
    """The city takes the package in and gives its receipt."""
    with CITY.open():
        if not Peer.objects.filter(direction="down").exists():
            downward(federation.county, COUNTY)
        signed = receipt_of(receive(federation.county, text_of(publication)))
    assert signed is not None
    return canonical(plain(signed))


def taken(publication: Publication, text: bytes) -> Publication:
    with COUNTY.open():
        return take_receipt(actor=SYSTEM, publication=publication, text=text, at=timezone.now())


def resigned(text: bytes, house: House = CITY, **changes: Any) -> bytes:
    """The receipt with other contents, signed by `house` with a key of the same number."""
    document = Receipt.model_validate(json.loads(text)["document"]).model_copy(update=changes)
    with house.open():
        return canonical(plain(sign(document, RECEIPT)))


def test_a_receipt_is_carried_back_as_a_file_and_proven(
    federation: Federation, told: Publication, client_for: Callable[[Any], Client]
) -> None:
    answered(federation, told)
    client = client_for(officer(federation.county, "周海燕"))
    with CITY.open():
        incoming = Peer.objects.get(direction="down").packages.get()
        page = client.get(incoming.get_absolute_url()).content.decode()
        assert "下载回执" in page
        file = client.get(f"{incoming.get_absolute_url()}receipt.json")
        assert "attachment" in file["Content-Disposition"]
    with COUNTY.open():
        url = told.get_absolute_url()
        assert "收对方的回执" in client.get(url).content.decode()
        wrong = SimpleUploadedFile("receipt.json", b"{}")
        refused = client.post(f"{url}receipt/", {"receipt": wrong})
        assert refused.status_code == 422
        assert "读不出来" in refused.content.decode()
        receipt = SimpleUploadedFile("receipt.json", file.content)
        assert client.post(f"{url}receipt/", {"receipt": receipt}).status_code == 303
        told.refresh_from_db()
        assert told.state == "acknowledged"
        assert told.receipt.text.encode() == file.content  # type: ignore[union-attr]
        number = CITY.keys.active_signing
        assert f"对方第 {number} 号钥匙签的回执" in client.get(url).content.decode()


def test_a_refusal_is_signed_too_with_each_difference(federation: Federation, up: Peer) -> None:
    with COUNTY.open():
        told = published(up, [LECTURES])
        document = Document.model_validate(json.loads(told.envelope.text)["document"])  # type: ignore[union-attr]
        [definition] = document.definitions
        changed = document.model_copy(update={"definitions": [definition.model_copy(update={"version": 9})]})
        envelope = sign(changed)
    with CITY.open():
        downward(federation.county, COUNTY)
        package = receive(federation.county, canonical(plain(envelope)))
        signed = receipt_of(package)
    assert package.fault == "definitions"
    text = resigned(canonical(plain(signed)), package=told.sha256)  # type: ignore[arg-type]
    held = taken(told, text)
    assert held.state == "refused"
    assert "我们“9”" in held.answer
    assert "版本" in held.answer


def test_what_is_no_receipt_of_this_package_changes_nothing(
    federation: Federation, up: Peer, told: Publication
) -> None:
    text = answered(federation, told)
    changed = json.loads(text)
    changed["document"]["outcome"] = "refused"
    stranger = House("yancheng")
    package = text_of(told)
    tries = {
        "读不出来": [b"", b"[]", b"\xff", package, text[:-9]],
        "内容被改过": [canonical(changed)],
        "签名不是": [resigned(text, stranger)],
        "不是对方给我们的": [resigned(text, sender="sheyang"), resigned(text, receiver="nantong")],
        "另一包": [resigned(text, package="0" * 64), resigned(text, serial=told.serial + 1)],  # type: ignore[operator]
        "没有登记对方第 77 号": [text.replace(f'"key":{CITY.keys.active_signing}'.encode(), b'"key":77')],
    }
    for words, several in tries.items():
        for each in several:
            with pytest.raises(NotAReceipt, match=words):
                taken(told, each)
    told.refresh_from_db()
    assert (told.state, told.receipt) == ("ready", None)
    retire_peer_key(actor=SYSTEM, key=up.keys.get(), reason="旧钥匙", at=timezone.now())
    with pytest.raises(NotAReceipt, match="停用"):
        taken(told, text)
    with CITY.open():
        number = CITY.keys.active_signing
    add_peer_key(actor=SYSTEM, peer=up, number=number + 1, public=CITY.public, from_on=up.valid.lower)
    moved = replace(CITY, keys=replace(CITY.keys, active_signing=number + 1,
                                       signing={number + 1: CITY.keys.signing[number]}))  # fmt: skip
    assert taken(told, resigned(text, moved)).state == "acknowledged"


def test_a_signature_for_a_package_is_none_for_a_receipt(federation: Federation, told: Publication) -> None:
    text = answered(federation, told)
    document = Receipt.model_validate(json.loads(text)["document"])
    with CITY.open():
        wrong = canonical(plain(sign(document)))
    with pytest.raises(NotAReceipt, match="签名不是"):
        taken(told, wrong)


def test_the_same_receipt_twice_is_one(federation: Federation, told: Publication) -> None:
    text = answered(federation, told)
    again = answered(federation, told)
    assert json.loads(again)["document"]["outcome"] == "repeated"
    first = taken(told, text)
    assert taken(told, again).receipt == first.receipt


def test_whom_nobody_knows_gets_no_receipt(federation: Federation, told: Publication) -> None:
    with CITY.open():
        package = receive(federation.county, text_of(told))
        assert package.fault == "unknown_sender"
        assert receipt_of(package) is None


def test_the_database_keeps_receipts_to_answers(federation: Federation, told: Publication) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE figures_publication SET receipt_id = envelope_id WHERE id = %s", [told.pk])
