"""Dated rules: the nearest place speaks, the past stays as it was judged, and the page shows the law."""

from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from wuli.base.core import rules
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.rules import NotYourRegion, RuleOfThePast, set_rule
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.core.filling import fill_rules, shipped_rules
from wuli.base.core.models import RuleSet
from wuli.base.core.models.rules import regions_above
from wuli.base.core.rules_registry import RULE_KINDS, Param, RuleKind, declare

TODAY = date(2026, 11, 25)
COUNTY = SimpleNamespace(pk=None, region_id="320922", region=SimpleNamespace(name="滨海县"))


def set_it(**told: Any) -> RuleSet:
    given = {
        "code": "people.membership_lapse",
        "region": "320922",
        "region_name": "滨海县",
        "params": {"months": "9"},
        "valid_from": TODAY,
        "source": "滨工〔2026〕12号",
        "today": TODAY,
    }
    return set_rule(actor=SYSTEM, org=COUNTY, **(given | told))


def lapse(place: Any, day: date = TODAY) -> int:
    return rules.at("people.membership_lapse", place, day).value


def test_a_village_lies_in_town_county_city_province_and_nation() -> None:
    above = ["320922001001", "320922001", "320922", "3209", "32", ""]
    assert regions_above("320922001001") == above
    assert regions_above("") == [""]


@pytest.mark.django_db
def test_the_nearest_place_speaks() -> None:
    set_it()
    assert lapse("320922001001") == 9
    assert lapse("320921") == 6
    assert lapse(None) == 6
    assert lapse(SimpleNamespace(region_id="320922")) == 9
    assert lapse(SimpleNamespace(region_id=None)) == 6


@pytest.mark.django_db
def test_the_day_of_the_matter_decides_and_the_record_can_be_judged_again() -> None:
    old = rules.at("people.membership_lapse", "320922", TODAY)
    new = set_it()
    assert lapse("320922", TODAY - timedelta(days=1)) == 6
    assert lapse("320922") == 9
    later = set_it(params={"months": 12}, valid_from=date(2027, 1, 1))
    assert lapse("320922", date(2026, 12, 31)) == 9
    assert lapse("320922", date(2027, 1, 1)) == 12
    assert (new.version, later.version) == (1, 2)
    assert rules.told_by(RuleSet.objects.get(pk=old.ruleset_id)).value == 6
    assert rules.told_by(RuleSet.objects.get(pk=new.pk)).value == 9


@pytest.mark.django_db
def test_a_version_set_between_two_others_ends_where_the_later_begins() -> None:
    set_it(valid_from=date(2027, 1, 1))
    between = set_it(params={"months": 3}, valid_from=date(2026, 12, 1))
    assert between.valid == DateRange(date(2026, 12, 1), date(2027, 1, 1))
    assert lapse("320922", date(2027, 2, 1)) == 9


@pytest.mark.django_db
def test_the_value_comes_with_its_law() -> None:
    told = rules.at("orgs.committee_from", "320922", TODAY)
    assert told.value == told["members"] == 25
    assert "第十一条" in told.source
    assert not told.provisional
    window = rules.at("safety.no_outdoor_window", "320922103", TODAY)
    assert window["window"] == [(time(10, 30), time(16))]
    assert window.provisional


@pytest.mark.django_db
def test_where_nobody_has_set_a_rule_nothing_is_judged() -> None:
    with pytest.raises(rules.NoRuleInForce) as refused:
        rules.at("safety.no_outdoor_window", "110101", TODAY)
    assert "夏季" in str(refused.value)
    with pytest.raises(rules.NoRuleInForce):
        rules.at("orgs.union_term", None, date(1990, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "params", [{}, {"months": "很久"}, {"months": 0}, {"months": 61}, {"months": 6, "days": 1}]
)
def test_values_that_cannot_be_are_named(params: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        set_it(params=params)
    assert set(refused.value.fields) <= {"months", "days"}


@pytest.mark.django_db
def test_the_past_is_not_judged_anew() -> None:
    with pytest.raises(RuleOfThePast):
        set_it(valid_from=TODAY - timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.parametrize("region", ["", "32", "320921", "3209"])
def test_a_unit_sets_rules_for_its_own_place_only(region: str) -> None:
    with pytest.raises(NotYourRegion):
        set_it(region=region)
    assert set_it(region="320922001").region == "320922001"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"source": "  "}, {"valid_from": TODAY}])
def test_a_version_needs_a_source_and_a_day_of_its_own(wrong: dict[str, Any]) -> None:
    set_it()
    with pytest.raises(Invalid):
        set_it(**({"valid_from": TODAY + timedelta(days=9)} | wrong))


@pytest.mark.django_db
def test_officers_do_not_set_rules(officer: Any, federation: Any) -> None:
    with pytest.raises(NotAllowed):
        set_rule(
            actor=officer, org=federation.town, code="orgs.union_term", region="", params={},
            valid_from=TODAY, source="x", today=TODAY,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_one_rule_at_once_one_is_told(race: Any) -> None:
    outcome = race(set_it, each={"params": [{"months": 7}, {"months": 8}]})
    assert sorted(kind.__name__ for kind in outcome.elements()) in (["Conflict", "Ok"], ["Invalid", "Ok"])
    assert RuleSet.objects.filter(region="320922", code="people.membership_lapse").count() == 1
    assert issubclass(Conflict, Exception)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ("valid = daterange('2020-01-01', null), version = 99", "rule_one_in_force"),
        ("valid = daterange('1990-01-01', '1991-01-01'), version = 1", "rule_version_once"),
        ("valid = 'empty', version = 99", "rule_validity_not_empty"),
        (
            "region = '32092', valid = daterange('1990-01-01', '1991-01-01'), version = 98",
            "rule_region_is_code",
        ),
    ],
)
def test_raw_sql_cannot_break_the_versions(changes: str, guard: str) -> None:
    with pytest.raises(Error, match=guard), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE twin AS SELECT * FROM core_ruleset WHERE code = 'orgs.committee_from';"
            f"UPDATE twin SET id = gen_random_uuid(), {changes};"
            "INSERT INTO core_ruleset SELECT * FROM twin"
        )


@pytest.mark.django_db
def test_what_ships_is_filled_in_once_and_never_over_what_officers_set() -> None:
    assert fill_rules() == 0
    assert RuleSet.objects.count() == len(list(shipped_rules()))
    assert all(rule["source"] for rule in shipped_rules())


def test_a_rule_declared_twice_or_with_an_unknown_shape_does_not_start() -> None:
    kind = RuleKind("orgs.union_term", "x", ())
    with pytest.raises(ValueError, match="twice"):
        declare(kind)
    with pytest.raises(ValueError, match="unknown shape"):
        declare(RuleKind("tests.odd", "x", (Param("a", "a", "colour"),)))
    assert "tests.odd" not in RULE_KINDS


@pytest.mark.django_db
def test_the_page_lists_each_rule_with_value_law_and_mark(
    officer: Any, client_for: Any, queries: Any
) -> None:
    client = client_for(officer)
    page = client.get("/rules/").content.decode()
    assert "第十一条" in page
    assert "待核实" in page
    with queries() as few:
        client.get("/rules/")
    for n in range(20):
        set_it(valid_from=TODAY + timedelta(days=n), region="320922")
    with queries() as many:
        client.get("/rules/")
    assert len(many) == len(few)


@pytest.mark.django_db
def test_a_rule_shows_its_versions_and_who_may_sets_a_new_one(federation: Any, client_for: Any) -> None:
    from tests import people
    from wuli.base.orgs.models import Division, Org

    Division.objects.update_or_create(code="320922", defaults={"name": "滨海县", "level": 6})
    Org.objects.filter(pk=federation.county.pk).update(region_id="320922")
    keeper = people.officer(federation.county, "周梅", role="org_dept")
    client = client_for(keeper)
    form = {
        "years": "5", "valid_from": timezone.localdate().isoformat(), "org": str(federation.county.pk),
        "source": "滨工〔2026〕3号",
    }  # fmt: skip
    assert client.get("/rules/orgs.union_term/set/").status_code == 200
    answer = client.post("/rules/orgs.union_term/set/", form)
    assert (answer.status_code, answer["Location"]) == (303, "/rules/orgs.union_term/")
    assert "滨工〔2026〕3号" in client.get("/rules/orgs.union_term/").content.decode()
    wrong = client.post("/rules/orgs.union_term/set/", form | {"years": "三年", "valid_from": "2020-01-01"})
    assert wrong.status_code == 422
    assert client.get("/rules/none.such/").status_code == 404


@pytest.mark.django_db
def test_officers_without_the_capability_get_no_form(officer: Any, client_for: Any) -> None:
    assert client_for(officer).get("/rules/orgs.union_term/set/").status_code == 403
    assert "设新版本" not in client_for(officer).get("/rules/orgs.union_term/").content.decode()
