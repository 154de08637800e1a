"""Head-counts from outside: dated, with a source, never counted twice, and shown behind a rate."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.people import Federation, officer
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.people.actions import tag_person
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.actions import UnderATotal, record_baseline, withdraw_baseline
from wuli.mechanisms.figures.figures import BASELINES, NEW_FORM_RATE
from wuli.mechanisms.figures.models import Baseline, BaselineKind
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange

ClientFor = Callable[[Any], Client]
TODAY = timezone.localdate()
YEAR = TimeRange.year(TODAY.year)
RIDERS = BASELINES[BaselineKind.NEW_FORM]


def enter(
    org: Any, total: int, from_on: date = date(2024, 1, 1), actor: Any = SYSTEM, **more: Any
) -> Baseline:
    told = {"kind": "new_form", "method": "platform_list", "told_by": "市交通运输局"} | more
    return record_baseline(actor=actor, org=org, total=total, from_on=from_on, **told)


def stands(org: Any, when: TimeRange = YEAR) -> Any:
    recompute_all(TODAY)
    return figure_at(RIDERS, org, when, SYSTEM).value


def test_what_units_below_have_entered_is_not_counted_twice(federation: Federation) -> None:
    enter(federation.town, 300)
    enter(federation.county, 1000)
    assert (stands(federation.town), stands(federation.county)) == (300, 1000)
    assert stands(federation.other_town) is None
    with pytest.raises(Invalid) as refused:
        enter(federation.county, 200, date(2025, 1, 1))
    assert "300" in str(refused.value.fields["total"])


def test_under_a_total_in_use_no_number_changes(federation: Federation) -> None:
    town = enter(federation.town, 300)
    county = enter(federation.county, 1000)
    for change in (
        lambda: enter(federation.other_town, 200),
        lambda: enter(federation.town, 320, date(2025, 1, 1)),
        lambda: withdraw_baseline(actor=SYSTEM, baseline=town, reason="报错", seen_version=town.version),
    ):
        with pytest.raises(UnderATotal) as refused:
            change()
        assert refused.value.upper == county
        assert "滨海县总工会从2024年1月1日起" in str(refused.value)
    assert stands(federation.county) == 1000
    withdraw_baseline(actor=SYSTEM, baseline=county, reason="先改下级", seen_version=county.version)
    enter(federation.other_town, 200)
    enter(federation.county, 1000)
    assert (stands(federation.other_town), stands(federation.county)) == (200, 1000)


def test_a_total_entered_late_does_not_span_a_change_below_it(federation: Federation) -> None:
    enter(federation.town, 300, date(2025, 6, 1))
    with pytest.raises(Invalid) as refused:
        enter(federation.county, 1000, date(2024, 1, 1))
    assert "2025年6月1日" in str(refused.value.fields["from_on"])
    enter(federation.county, 1000, date(2025, 6, 1))
    enter(federation.county, 900, date(2024, 1, 1))  # now it ends where the change begins
    assert stands(federation.county, TimeRange.month(date(2025, 5, 1))) == 900
    assert stands(federation.county, TimeRange.month(date(2025, 6, 1))) == 1000


def test_a_total_that_is_used_again_leaves_out_what_was_entered_below_since(federation: Federation) -> None:
    enter(federation.county, 900, date(2024, 1, 1))
    first = Baseline.objects.get()
    withdraw_baseline(actor=SYSTEM, baseline=first, reason="先记镇里的", seen_version=first.version)
    enter(federation.town, 300, date(2025, 6, 1))
    later = enter(federation.county, 1000, date(2025, 6, 1))
    enter(federation.county, 900, date(2024, 1, 1))
    withdraw_baseline(actor=SYSTEM, baseline=later, reason="报错", seen_version=later.version)
    assert stands(federation.county, TimeRange.month(date(2025, 5, 1))) == 900
    assert stands(federation.county, TimeRange.month(date(2025, 6, 1))) == 900
    assert Baseline.objects.standing().filter(org=federation.county, total=900).count() == 2


def test_a_refusal_under_a_total_leads_to_it(federation: Federation, client_for: ClientFor) -> None:
    county = enter(federation.county, 1000)
    told = {
        "org": federation.town.pk, "kind": "new_form", "total": "300", "from_on": "2025-01-01",
        "method": "platform_list", "told_by": "市交通运输局",
    }  # fmt: skip
    refused = client_for(officer(federation.county, "周海燕")).post("/figures/baselines/new/", told)
    assert refused.status_code == 422
    assert county.get_absolute_url() in refused.content.decode()
    own = client_for(officer(federation.town, "陈志强")).post("/figures/baselines/new/", told)
    assert own.status_code == 422
    assert "滨海县总工会" in own.content.decode()
    assert county.get_absolute_url() not in own.content.decode()


def test_a_new_number_counts_from_its_day_and_the_old_one_before_it(federation: Federation) -> None:
    enter(federation.town, 300)
    second = enter(federation.town, 450, date(2025, 7, 1))
    assert stands(federation.county, TimeRange.month(date(2025, 6, 1))) == 300
    assert stands(federation.county, TimeRange.month(date(2025, 7, 1))) == 450
    with pytest.raises(Invalid) as refused:
        enter(federation.town, 460, date(2025, 7, 1))
    assert "from_on" in refused.value.fields
    withdraw_baseline(actor=SYSTEM, baseline=second, reason="平台重报", seen_version=second.version)
    assert stands(federation.county, TimeRange.month(date(2025, 7, 1))) == 300
    with pytest.raises(Conflict):
        withdraw_baseline(actor=SYSTEM, baseline=second, reason="再撤", seen_version=second.version)


def test_an_older_number_entered_late_ends_where_the_newer_begins(federation: Federation) -> None:
    enter(federation.town, 450, date(2025, 7, 1))
    enter(federation.town, 300, date(2025, 1, 1))
    assert stands(federation.town, TimeRange.month(date(2025, 3, 1))) == 300
    assert stands(federation.town, TimeRange.month(date(2025, 8, 1))) == 450


def test_the_joining_rate_is_sum_over_sum_and_missing_without_a_baseline(federation: Federation) -> None:
    for org, heads in ((federation.union, 2), (federation.other_union, 1)):
        for _ in range(heads):
            rider = people.member(org)
            tag_person(actor=SYSTEM, person=rider, tag="new_form", from_on=date(2024, 1, 1), source="登记")
    enter(federation.town, 4)
    recompute_all(TODAY)
    rate = figure_at(NEW_FORM_RATE, federation.town, YEAR, SYSTEM)
    assert (rate.value, rate.part.value, rate.whole.value) == (Decimal("50.0"), 2, 4)  # type: ignore[union-attr]
    other = figure_at(NEW_FORM_RATE, federation.other_town, YEAR, SYSTEM)
    assert (other.value, other.missing, other.impossible) == (None, True, False)
    enter(federation.other_town, 2)
    recompute_all(TODAY)
    assert figure_at(NEW_FORM_RATE, federation.county, YEAR, SYSTEM).value == Decimal("50.0")


def test_more_members_than_the_baseline_is_flagged_and_not_hidden(federation: Federation) -> None:
    for _ in range(3):
        rider = people.member(federation.union)
        tag_person(actor=SYSTEM, person=rider, tag="new_form", from_on=date(2024, 1, 1), source="登记")
    enter(federation.town, 2)
    recompute_all(TODAY)
    rate = figure_at(NEW_FORM_RATE, federation.town, YEAR, SYSTEM)
    assert (rate.value, rate.impossible) == (Decimal("150.0"), True)


def test_the_database_holds_one_baseline_a_day(federation: Federation) -> None:
    entry = enter(federation.town, 300)
    with pytest.raises(IntegrityError), transaction.atomic():
        Baseline.objects.create(
            org=entry.org, kind=entry.kind, total=1, value=1, valid=entry.valid, method="survey", told_by="乙"
        )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE figures_baseline SET value = total + 1")


def test_the_neighbour_neither_enters_nor_sees_it(
    federation: Federation, neighbour: Any, client_for: ClientFor
) -> None:
    entry = enter(federation.town, 300)
    with pytest.raises(NotAllowed):
        enter(federation.town, 1, date(2026, 1, 1), actor=neighbour)
    client = client_for(neighbour)
    assert client.get(entry.get_absolute_url()).status_code == 404
    assert "东坎" not in client.get("/figures/baselines/").content.decode()


def test_entering_and_taking_back_on_the_pages(federation: Federation, client_for: ClientFor) -> None:
    client = client_for(officer(federation.county, "周海燕"))
    told = {
        "org": federation.town.pk,
        "kind": "new_form",
        "total": "1200",
        "from_on": "2025-01-01",
        "method": "platform_list",
        "told_by": "市交通运输局 王工",
    }
    assert client.post("/figures/baselines/new/", told | {"total": "很多"}).status_code == 422
    made = client.post("/figures/baselines/new/", told)
    assert made.status_code == 303
    assert "市交通运输局 王工" in client.get(made["Location"]).content.decode()
    assert client.post("/figures/baselines/new/", told).status_code == 422
    recompute_all(TODAY)
    rate = client.get(f"/figures/at/{federation.town.pk}/{NEW_FORM_RATE.code}/").content.decode()
    assert "市交通运输局 王工" in rate
    entry = Baseline.objects.get()
    taken = client.post(entry.get_absolute_url(), {"reason": "报错了", "seen_version": entry.version})
    assert taken.status_code == 303
    assert "报错了" in client.get(entry.get_absolute_url()).content.decode()
    assert client.get("/figures/baselines/export.xlsx").status_code == 200
