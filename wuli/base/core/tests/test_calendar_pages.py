"""The calendar page, and days set by notice."""

from datetime import date
from typing import Any

import pytest

from wuli.base.core import calendar
from wuli.base.core.actions.calendar import clear_day, set_day
from wuli.base.core.errors import Invalid, NotAllowed
from wuli.base.core.models import Holiday


@pytest.fixture
def keeper(federation: Any) -> Any:
    """周, of the organisation department."""
    from tests import people

    return people.officer(federation.county, "周梅", role="org_dept")


@pytest.mark.django_db
def test_everybody_sees_the_year_with_its_make_up_days(officer: Any, client_for: Any) -> None:
    page = client_for(officer).get("/calendar/days/?year=2025").content.decode()
    assert "2025 年" in page
    assert "国庆节" in page
    assert "makeup" in page
    assert "调整一天" not in page
    assert "暂按周末推算" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["2031", "abc", "99999", ""])
def test_a_year_not_yet_published_says_so_and_a_strange_year_is_this_one(
    officer: Any, client_for: Any, year: str
) -> None:
    page = client_for(officer).get(f"/calendar/days/?year={year}")
    assert page.status_code == 200
    assert ("暂按周末推算" in page.content.decode()) == (year == "2031")


@pytest.mark.django_db
def test_a_notice_changes_a_day_and_with_it_the_deadlines(keeper: Any, client_for: Any) -> None:
    client = client_for(keeper)
    told = {"day": "2030-05-06", "kind": "holiday", "name": "县庆", "source": "滨政发〔2030〕1号"}
    before = calendar.add_working_days(date(2030, 5, 3), 1)
    assert client.post("/calendar/days/set/", told).status_code == 303
    assert (before, calendar.add_working_days(date(2030, 5, 3), 1)) == (date(2030, 5, 6), date(2030, 5, 7))
    entry = Holiday.objects.get(day=date(2030, 5, 6))
    page = f"/calendar/days/{entry.pk}/"
    assert client.get(page).status_code == 200
    change = told | {"kind": "workday", "seen_version": 1}
    assert client.post(page, change).status_code == 303
    assert client.post(page, change).status_code == 422
    assert client.post(f"{page}clear/", {"seen_version": 2}).status_code == 303
    assert not Holiday.objects.filter(pk=entry.pk).exists()


@pytest.mark.django_db
def test_officers_do_not_change_days(officer: Any, client_for: Any, federation: Any) -> None:
    assert client_for(officer).get("/calendar/days/set/").status_code == 403
    entry = Holiday.objects.first()
    with pytest.raises(NotAllowed):
        clear_day(actor=officer, entry=entry, seen_version=1)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"kind": "half"}, {"source": " "}])
def test_a_day_needs_a_kind_and_a_source(keeper: Any, wrong: dict[str, str]) -> None:
    told = {"day": date(2030, 5, 6), "kind": "holiday", "name": "县庆", "source": "通知"} | wrong
    with pytest.raises(Invalid):
        set_day(actor=keeper, **told)


@pytest.mark.django_db
def test_words_of_numbers_are_set_on_their_page(officer: Any, federation: Any, client_for: Any) -> None:
    client = client_for(officer)
    told = {"org": str(federation.town.pk), "series": "core.letter", "word": "坎工"}
    assert client.get("/numbering/set/").status_code == 200
    assert client.post("/numbering/set/", told).status_code == 303
    assert "坎工〔" in client.get("/numbering/").content.decode()
    assert client.post("/numbering/set/", told | {"org": str(federation.other_town.pk)}).status_code == 422
    assert client.post("/numbering/set/", told | {"word": "坎 工"}).status_code == 422
