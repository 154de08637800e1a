"""Rules, days, deadlines and the audit over the API."""

from typing import Any

import pytest

from . import build

pytestmark = pytest.mark.django_db


def test_a_rule_comes_with_its_law(officer: Any, api_for: Any) -> None:
    api = api_for(officer)
    told = api.get("/api/v1/core/rules/orgs.committee_from").json()
    assert (told["params"], told["provisional"]) == ({"members": 25}, False)
    assert "第十一条" in told["source"]
    codes = [rule["code"] for rule in api.get("/api/v1/core/rules?region=320922").json()]
    assert "safety.no_outdoor_window" in codes
    assert "safety.no_outdoor_window" not in [r["code"] for r in api.get("/api/v1/core/rules").json()]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/core/rules/no.such", 404),
        ("/api/v1/core/rules?region=abc", 422),
        ("/api/v1/core/rules/orgs.union_term?on=1990-01-01", 422),
        ("/api/v1/core/clock?start=2025-09-30T16:00&minutes=-1", 422),
        ("/api/v1/core/clock?start=never&minutes=1", 422),
    ],
)
def test_what_cannot_be_asked_is_said(officer: Any, api_for: Any, address: str, status: int) -> None:
    assert api_for(officer).get(address).status_code == status


def test_a_deadline_is_told_as_on_the_command_line(officer: Any, api_for: Any) -> None:
    told = api_for(officer).get("/api/v1/core/clock?start=2025-09-30T16:00&minutes=240").json()
    assert told["due_at"].startswith("2025-10-09T")
    assert not told["provisional"]


def test_the_audit_is_scoped_here_too(officer: Any, neighbour: Any, federation: Any, api_for: Any) -> None:
    from wuli.base.core.actions.numbering import set_word

    build.day()
    set_word(actor=officer, org=federation.town, series="core.letter", word="坎工")
    mine = [
        e
        for e in api_for(officer).get("/api/v1/core/audit").json()["results"]
        if e["action"] == "core.set_word"
    ]
    assert mine[0]["user"] == str(officer.pk)
    theirs = api_for(neighbour).get("/api/v1/core/audit").json()["results"]
    assert "core.set_word" not in [entry["action"] for entry in theirs]


def test_days_are_listed(officer: Any, api_for: Any) -> None:
    [first, *_rest] = api_for(officer).get("/api/v1/core/days").json()["results"]
    assert first["day"] == "2026-10-10"
    assert first["kind"] == "workday"
