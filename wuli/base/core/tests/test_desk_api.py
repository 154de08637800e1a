"""Notices, rules of the own place and the calendar, kept by a program."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import ApiClient
from tests.people import officer as officer_at
from tests.ruled import REGION, placed
from wuli.base.core.models import Holiday, Notice

pytestmark = pytest.mark.django_db
CORE = "/api/v1/core"


def test_notices_are_ones_own_and_read_once(officer: Any, neighbour: Any, api_for: Any) -> None:
    first, second = (Notice.objects.create(user=officer, event="none", url="/") for _ in range(2))
    api = api_for(officer)
    assert len(api.get(f"{CORE}/notices?unread=true").json()["results"]) == 2
    assert api.post(f"{CORE}/notices/{first.pk}/read").json()["read_at"]
    assert api_for(neighbour).post(f"{CORE}/notices/{second.pk}/read").status_code == 404
    assert api.post(f"{CORE}/notices/read").json() == {"read": 1}
    assert api.get(f"{CORE}/notices?unread=true").json()["results"] == []


def test_a_place_sets_its_own_rule_and_no_other(federation: Any, officer: Any, api_for: Any) -> None:
    town = placed(federation.town)
    keeper = ApiClient(officer_at(town, "孙立", role="org_dept"))
    today = timezone.localdate()
    told = {"org": str(town.pk), "params": {"days": 120}, "valid_from": today, "source": "街工发〔2026〕3号"}
    made = keeper.post(f"{CORE}/rules/people.term_warning", told)
    assert made.status_code == 201, made.content.decode()
    assert (made.json()["region"], made.json()["params"]) == (REGION, {"days": 120})
    assert keeper.post(f"{CORE}/rules/no.such", told).status_code == 404
    assert api_for(officer).post(f"{CORE}/rules/people.term_warning", told).status_code == 404
    wrong = told | {"params": {"days": "many"}, "valid_from": today + timedelta(days=2)}
    assert keeper.post(f"{CORE}/rules/people.term_warning", wrong).status_code == 422
    other = told | {"org": str(placed(federation.other_town, "320922104").pk)}
    assert keeper.post(f"{CORE}/rules/people.term_warning", other).status_code == 404


def test_a_day_is_put_changed_and_taken_out(federation: Any, officer: Any, api_for: Any) -> None:
    keeper = ApiClient(officer_at(federation.county, "孙立", role="org_dept"))
    told = {"day": "2031-05-02", "kind": "holiday", "name": "劳动节", "source": "国办发明电"}
    assert api_for(officer).post(f"{CORE}/days", told).status_code == 403
    assert keeper.post(f"{CORE}/days", told).status_code == 201
    assert keeper.post(f"{CORE}/days", told | {"kind": "workday"}).status_code == 409
    entry = Holiday.objects.get(day="2031-05-02")
    changed = keeper.post(f"{CORE}/days", told | {"kind": "workday", "seen_version": entry.version})
    assert changed.json()["kind"] == "workday"
    gone = keeper.post(f"{CORE}/days/{entry.pk}/clear", {"seen_version": entry.version + 1})
    assert gone.status_code == 204
    assert not Holiday.objects.filter(day="2031-05-02").exists()


def test_a_unit_sets_its_document_word_and_no_others(
    federation: Any, officer: Any, neighbour: Any, api_for: Any
) -> None:
    words = "/api/v1/core/words"
    here = {"org": str(federation.town.pk), "series": "core.reply", "word": "正工"}
    told = api_for(officer).post(words, here)
    assert told.status_code == 200, told.content.decode()
    assert told.json()["next_number"].startswith("正工复〔")
    listed = [each for each in api_for(officer).get(words).json() if each["series"] == "core.reply"]
    assert [(each["org"], each["word"], each["last"]) for each in listed] == [(here["org"], "正工", 0)]
    theirs = {"org": str(federation.other_town.pk), "series": "core.reply", "word": "正工"}
    assert api_for(officer).post(words, theirs).status_code == 404
    assert api_for(neighbour).post(words, theirs).json()["code"] == "core.word_taken"
    assert api_for(officer).post(words, here | {"series": "no.such"}).json()["fields"].keys() == {"series"}
