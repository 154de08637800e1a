"""The pages of the exchange: from entering a peer to the received figure, for officers of the unit alone."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
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
from tests.people import Federation, grant, officer
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.exchange.due import due
from wuli.mechanisms.figures.exchange.forms import offered_periods
from wuli.mechanisms.figures.models import IncomingPackage, Peer, Publication, ReceivedValue
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.tests import build as activities

ClientFor = Callable[[Any], Client]
COUNTY, CITY = House("binhai"), House("yancheng")


@pytest.fixture
def chair(federation: Federation) -> Any:
    """周海燕, officer and chair of the county."""
    user = officer(federation.county, "周海燕")
    grant(user, federation.county, role="chair")
    return user


def titles(user: Any) -> list[str]:
    return [item.title for item in due(user, timezone.now())]


def test_a_report_is_made_checked_carried_as_a_file_and_answered(
    federation: Federation, chair: Any, client_for: ClientFor
) -> None:
    client, second = client_for(chair), officer(federation.county, "吴敏")
    told = {"direction": "up", "name": "盐城市总工会", "code": "Yan Cheng", "org": federation.county.pk}
    told |= {"from_on": today(), "key_number": 1}
    assert client.post("/figures/exchange/peers/new/", told).status_code == 422
    made = client.post("/figures/exchange/peers/new/", told | {"code": "yancheng"})
    assert made.status_code == 303
    peer = Peer.objects.get()
    assert client.post("/figures/exchange/peers/new/", told | {"code": "yancheng"}).status_code == 422
    activities.held_lecture(federation.union, people.member(federation.union))
    recompute_all(today())
    chosen = {"period": str(today().year), "reading": "then", "with_children": "on"}
    form = f"/figures/exchange/peers/{peer.pk}/publish/"
    assert client.post(form, chosen).status_code == 422
    page = client.post(form, chosen | {"indicators": [LECTURES, SHARE]})["Location"]
    assert "东坎街道" in client.get(page).content.decode()
    assert titles(chair) == []
    assert titles(second) == [f"报给盐城市总工会：{today().year} 年"]
    assert client.get(f"{page}package.json").status_code == 404
    assert client.post(f"{page}step/", {"step": "check"}).status_code == 422
    checker = client_for(second)
    assert checker.post(f"{page}step/", {"step": "check"}).status_code == 303
    assert checker.post(f"{page}step/", {"step": "check"}).status_code == 409
    assert [item.detail for item in due(chair, timezone.now())] == ["签了名，还没有发出"]
    file = client.get(f"{page}package.json")
    assert json.loads(file.content)["document"]["receiver"] == "yancheng"
    assert "attachment" in file["Content-Disposition"]
    assert client.post(f"{page}step/", {"step": "sent"}).status_code == 303
    assert client.post(f"{page}answer/", {"accepted": "no", "answer": ""}).status_code == 422
    assert client.post(f"{page}answer/", {"accepted": "no", "answer": "缺经办人"}).status_code == 303
    assert f"{today().year} 年 · 第 1 号" in client.get(peer.get_absolute_url()).content.decode()
    assert "缺经办人" in client.get(page).content.decode()
    assert titles(chair) == [f"报给盐城市总工会：{today().year} 年"]
    assert client.get("/figures/exchange/out/").status_code == 200
    assert client.get("/figures/exchange/out/export.xlsx").status_code == 200


@pytest.fixture
def taken_in(federation: Federation) -> IncomingPackage:
    """Two packages of the county, as the city, which is the same unit here, took them in."""
    with COUNTY.open():
        peer = upward(federation.county, "yancheng")
        activities.held_lecture(federation.union, people.member(federation.union))
        first = text_of(published(peer, [LECTURES, LEARNERS, SHARE]))
        activities.held_lecture(federation.union, people.member(federation.union))
        second = text_of(published(peer, [LECTURES, LEARNERS, SHARE]))
    with CITY.open():
        downward(federation.county, COUNTY)
        receive(federation.county, first)
        return receive(federation.county, second)


def test_the_tree_tells_ours_from_theirs_and_shows_the_correction(
    federation: Federation, chair: Any, client_for: ClientFor, taken_in: IncomingPackage
) -> None:
    client = client_for(chair)
    page = client.get("/figures/exchange/").content.decode()
    assert "上报 1，更正为 2" in page
    assert "不相加" in page
    assert "报来的占 50%" in page
    value = ReceivedValue.objects.get(package=taken_in, unit__rank=0, definition__code=LECTURES)
    opened = client.get(value.get_absolute_url()).content.decode()
    assert taken_in.sha256 in opened
    assert "第 1 号" in opened
    assert "第 2 号" in opened
    assert "更正" in opened
    assert client.get(taken_in.get_absolute_url()).status_code == 200
    assert client.get("/figures/exchange/in/export.xlsx").status_code == 200
    last_month = client.get("/figures/exchange/?period=2020-01").content.decode()
    assert "没有报上来的数" in last_month


def test_who_has_not_reported_is_named(
    federation: Federation, chair: Any, client_for: ClientFor, taken_in: IncomingPackage
) -> None:
    downward(federation.county, House("xiangshui"), name="响水县总工会")
    page = client_for(chair).get(f"/figures/exchange/?period={this_year().code}").content.decode()
    assert "还没有报的" in page
    assert "响水县总工会" in page


def test_a_package_is_taken_in_as_a_file_and_refused_in_words(
    federation: Federation, chair: Any, client_for: ClientFor, taken_in: IncomingPackage
) -> None:
    client = client_for(chair)
    with CITY.open():
        old = IncomingPackage.objects.accepted().earliest("serial").text
        for content, word in (
            (b"%PDF-1.7", "读不出来"),
            (old.text.encode(), "以前收过"),  # type: ignore[union-attr]
            (old.text.replace('"then"', '"now"').encode(), "内容被改过"),  # type: ignore[union-attr]
        ):
            file = SimpleUploadedFile("a.json", content)
            answer = client.post("/figures/exchange/in/upload/", {"upload": file})
            assert answer.status_code == 303
            assert word in client.get(answer["Location"]).content.decode()
        assert client.post("/figures/exchange/in/upload/", {}).status_code == 422
    assert [item for item in titles(chair) if "退回了" in item] == []


def test_the_neighbour_sees_no_peer_no_package_and_no_figure(
    neighbour: Any, client_for: ClientFor, taken_in: IncomingPackage
) -> None:
    client = client_for(neighbour)
    value = taken_in.values.first()
    for record in (Peer.objects.first(), Publication.objects.first(), taken_in, value):
        assert client.get(record.get_absolute_url()).status_code == 404  # type: ignore[union-attr]
    for path in ("", "out/", "in/", "peers/"):
        page = client.get(f"/figures/exchange/{path}").content.decode()
        assert "滨海县总工会" not in page.split("<main", 1)[-1]


def test_more_received_units_cost_no_more_queries(
    federation: Federation, chair: Any, client_for: ClientFor, taken_in: IncomingPackage, queries: Any
) -> None:
    client = client_for(chair)
    client.get("/figures/exchange/")
    with queries() as few:
        client.get("/figures/exchange/")
    with COUNTY.open():
        peer = Peer.objects.get(direction="up")
        for n in range(3):
            orgs.town(f"新镇{n}", federation.county)
        text = text_of(published(peer, [LECTURES, LEARNERS, SHARE]))
    with CITY.open():
        assert receive(federation.county, text).outcome == "accepted"
    with queries() as many:
        client.get("/figures/exchange/")
    assert len(many) <= len(few)


def test_every_month_of_the_last_year_is_offered() -> None:
    offered = [code for code, _words in offered_periods(date(2026, 11, 30))]
    assert offered[:13] == [f"2026-{n:02}" for n in range(11, 0, -1)] + ["2025-12", "2025-11"]
