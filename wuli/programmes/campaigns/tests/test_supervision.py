"""Supervision: who is asked, by when in working time, answers with evidence, and what a missed step does."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.people import Federation, build_federation, client_for
from tests.people import officer as officer_at
from tests.targets import build as targets
from wuli.base.core import calendar
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.core.figures import INDICATORS
from wuli.base.core.models import Notice
from wuli.base.core.tests import build as core
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.reading import Asked, figures_at
from wuli.programmes.campaigns.actions.supervision import (
    AlreadyAsked,
    NotBelowAsker,
    OwnAnswer,
    accept_supervision,
    answer_supervision,
    climb_supervision,
    open_supervision,
    return_supervision,
    run_rule,
    withdraw_supervision,
)
from wuli.programmes.campaigns.actions.supervision_rules import RuleThere, end_rule, make_rule
from wuli.programmes.campaigns.models import Supervision, SupervisionStep
from wuli.programmes.campaigns.tasks import climb_supervisions


def ask(federation: Federation, **told: Any) -> Supervision:
    told = {
        "actor": SYSTEM, "asked_by": federation.county, "org": federation.town, "title": "摸清骑手底数",
        "asks": "写明哪天报上来", "at": timezone.now(),
    } | told  # fmt: skip
    return open_supervision(**told)


def rule(federation: Federation, **told: Any) -> Any:
    told = {
        "actor": SYSTEM, "org": federation.county, "indicator": targets.LECTURES, "cause": "late",
        "threshold": 10, "level": "towns", "answer_hours": 16,
        "from_on": targets.today() - timedelta(days=30), "source": "滨工〔2026〕9号",
    } | told  # fmt: skip
    targets.recount()
    return make_rule(**told)


@pytest.fixture
def county_officer(federation: Federation) -> Any:
    return officer_at(federation.county, "赵县", username="zhaoxian")


def test_the_chair_is_asked_and_has_working_time(federation: Federation, officer: Any) -> None:
    chair = people.chair(federation.town, "刘文娟")
    at = timezone.now()
    item = ask(federation, at=at)
    assert (item.with_org, item.person, item.level) == (federation.town, chair.person, 0)
    assert item.due_at == calendar.add_working_minutes(at, 24 * 60, place=federation.town)
    assert Notice.objects.get(user=officer).event == "campaigns.supervision_asked"


def test_over_a_holiday_the_time_stands_still(federation: Federation) -> None:
    zone = timezone.get_current_timezone()
    friday = datetime(2026, 11, 27, 17, 0, tzinfo=zone)
    due = timezone.localtime(ask(federation, at=friday).due_at)
    assert due.weekday() < 5
    assert (due.date() - friday.date()).days >= 4  # a weekend lies between


def test_a_vacant_post_is_said_and_the_level_above_answers(federation: Federation) -> None:
    chair = people.chair(federation.county, "顾明远")
    item = ask(federation)
    assert (item.with_org, item.person) == (federation.county, chair.person)
    assert "东坎街道" in item.steps.get(kind="vacant").words


def test_without_any_chair_the_unit_itself_is_asked(federation: Federation) -> None:
    item = ask(federation)
    assert (item.with_org, item.person) == (federation.town, None)
    assert item.steps.filter(kind="vacant").count() == 2


def test_nobody_is_asked_twice_for_the_same(federation: Federation) -> None:
    first = ask(federation)
    with pytest.raises(AlreadyAsked):
        ask(federation)
    ask(federation, title="另一件")
    withdraw_supervision(actor=SYSTEM, item=first, words="弄错了", at=timezone.now())
    ask(federation)


def test_only_units_below_are_asked_by_who_may(federation: Federation, neighbour: Any, officer: Any) -> None:
    with pytest.raises(NotBelowAsker):
        ask(federation, asked_by=federation.other_town)
    with pytest.raises(NotBelowAsker):
        ask(federation, org=federation.county)
    for actor in (neighbour, officer):
        with pytest.raises(NotAllowed):
            ask(federation, actor=actor)


def test_an_answer_with_evidence_waits_for_the_county(
    federation: Federation, officer: Any, county_officer: Any
) -> None:
    item = ask(federation)
    told = {"actor": officer, "item": item, "words": "周五前报", "at": timezone.now()}
    with pytest.raises(Invalid):
        answer_supervision(**told, link="https://elsewhere.example/x")
    with pytest.raises(Invalid):
        answer_supervision(**told, link="//elsewhere.example/x")
    photo = core.upload(core.picture(), "台账.jpg")
    item = answer_supervision(**told, uploads=[photo], link=f"/orgs/{federation.town.pk}/")
    assert (item.state, item.in_time, item.with_org) == ("answered", True, federation.county)
    proofs = item.steps.get(kind="answered").proofs.all()
    assert sorted(bool(proof.file) for proof in proofs) == [False, True]
    assert Notice.objects.filter(user=county_officer, event="campaigns.supervision_answered").exists()


def test_who_answered_does_not_judge(federation: Federation, county_officer: Any) -> None:
    item = ask(federation)
    item = answer_supervision(actor=county_officer, item=item, words="代答", at=timezone.now())
    with pytest.raises(OwnAnswer):
        accept_supervision(actor=county_officer, item=item, at=timezone.now())
    accept_supervision(actor=SYSTEM, item=item, at=timezone.now())


def test_a_returned_answer_begins_anew(federation: Federation, officer: Any, county_officer: Any) -> None:
    item = answer_supervision(actor=officer, item=ask(federation), words="快了", at=timezone.now())
    with pytest.raises(Invalid):
        return_supervision(actor=county_officer, item=item, words=" ", at=timezone.now())
    item = return_supervision(actor=county_officer, item=item, words="没有日子", at=timezone.now())
    assert (item.state, item.with_org) == ("returned", federation.town)
    item = answer_supervision(actor=officer, item=item, words="12 月 5 日", at=timezone.now())
    item = accept_supervision(actor=county_officer, item=item, at=timezone.now())
    assert (item.state, item.closed_on) == ("accepted", targets.today())
    kinds = item.steps.order_by("at", "pk").values_list("kind", flat=True)
    assert [kind for kind in kinds if kind != "vacant"] == [
        "opened", "answered", "returned", "answered", "accepted",
    ]  # fmt: skip
    with pytest.raises(Conflict):
        withdraw_supervision(actor=county_officer, item=item, words="算了", at=timezone.now())


def test_a_missed_step_climbs_one_level_and_tells_both(
    federation: Federation, officer: Any, county_officer: Any
) -> None:
    people.chair(federation.town, "刘文娟")
    above = people.chair(federation.county, "顾明远")
    item = ask(federation)
    late = item.due_at + timedelta(minutes=1)
    assert climb_supervision(actor=SYSTEM, item=item, at=item.due_at) is None
    climb_supervision(actor=SYSTEM, item=item, at=late)
    item.refresh_from_db()
    assert (item.level, item.with_org, item.person) == (1, federation.county, above.person)
    assert item.due_at == calendar.add_working_minutes(late, 8 * 60, place=federation.town)
    for user in (officer, county_officer):
        assert Notice.objects.filter(user=user, event="campaigns.supervision_climbed").count() == 1
    assert climb_supervision(actor=SYSTEM, item=item, at=late) is None  # the new level has its own time
    item = answer_supervision(actor=officer, item=item, words="补上了", at=late)
    assert item.in_time is False


def test_a_judgement_that_is_missed_climbs_as_well(federation: Federation, officer: Any) -> None:
    item = answer_supervision(actor=officer, item=ask(federation), words="好了", at=timezone.now())
    climb_supervision(actor=SYSTEM, item=item, at=item.due_at + timedelta(minutes=1))
    item.refresh_from_db()
    assert (item.level, item.state) == (1, "answered")


def test_the_job_climbs_what_is_late_once(federation: Federation) -> None:
    item = ask(federation, at=timezone.now() - timedelta(days=30))
    at = int(timezone.now().timestamp())
    climb_supervisions(at)
    climb_supervisions(at)
    item.refresh_from_db()
    assert item.level == 1


def test_a_rule_asks_towns_that_lag_and_no_one_twice(federation: Federation) -> None:
    for _n in range(40):
        targets.lecture(federation.other_town)
    targets.recount()
    for town in (federation.town, federation.other_town):
        targets.target(town, 40)
    made = rule(federation)
    [item] = run_rule(actor=SYSTEM, rule=made, at=timezone.now())
    assert (item.org, item.rule, item.indicator) == (federation.town, made, targets.LECTURES)
    assert item.due_at == calendar.add_working_minutes(
        item.steps.get(kind="opened").at, 16 * 60, place=federation.town
    )
    assert run_rule(actor=SYSTEM, rule=made, at=timezone.now()) == []


def test_below_is_measured_against_the_target_itself(federation: Federation) -> None:
    people.member(federation.union, "陈志强")
    targets.recount()
    targets.target(federation.town, 2, indicator=targets.MEMBERS)
    targets.target(federation.other_town, 0, indicator=targets.MEMBERS)
    made = rule(federation, indicator=targets.MEMBERS, cause="below", threshold=30)
    assert [item.org for item in run_rule(actor=SYSTEM, rule=made, at=timezone.now())] == [federation.town]


def test_silence_needs_no_target(federation: Federation) -> None:
    targets.lecture(federation.union, targets.today() - timedelta(days=3))
    targets.recount()
    made = rule(federation, cause="silent", threshold=14)
    found = run_rule(actor=SYSTEM, rule=made, at=timezone.now())
    assert [item.org for item in found] == [federation.other_town]


def test_a_stock_is_never_silent(federation: Federation) -> None:
    with pytest.raises(Invalid):
        rule(federation, indicator=targets.MEMBERS, cause="silent")


def test_a_rule_is_made_once_and_ends(federation: Federation) -> None:
    first = rule(federation)
    with pytest.raises(RuleThere):
        rule(federation)
    ended = end_rule(actor=SYSTEM, rule=first, seen_version=1, on=targets.today())
    assert run_rule(actor=SYSTEM, rule=ended, at=timezone.now()) == []
    rule(federation, from_on=targets.today())
    with pytest.raises(Conflict):
        end_rule(actor=SYSTEM, rule=first, seen_version=1, on=targets.today())


def test_only_the_grassroots_are_watched_when_a_rule_says_so(federation: Federation) -> None:
    made = rule(federation, cause="silent", threshold=14, level="grassroots")
    found = {item.org for item in run_rule(actor=SYSTEM, rule=made, at=timezone.now())}
    assert found == {federation.union, federation.other_union}


def test_supervision_is_counted(federation: Federation, officer: Any) -> None:
    item = ask(federation)
    climb_supervision(actor=SYSTEM, item=item, at=item.due_at + timedelta(minutes=1))
    answer_supervision(actor=officer, item=ask(federation, title="另一件"), words="好", at=timezone.now())
    targets.recount()
    codes = [f"campaigns.supervisions_{what}" for what in ("opened", "answered", "in_time", "overdue")]
    asked = Asked(targets.this_year(), targets.today())
    found = figures_at([INDICATORS[code] for code in codes], [federation.county], asked)
    opened = {code.rpartition("_")[2]: found[code, federation.county.pk].value for code in codes}
    assert opened["opened"] == 2
    assert opened["answered"] == 1
    assert opened["time"] == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_askers_at_once_one_is_told(race: Any) -> None:
    federation = build_federation()
    got = race(ask, takers=4, federation=federation)
    assert sum(n for type_, n in got.items() if type_.__name__ == "Ok") == 1
    assert got[AlreadyAsked] == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_climb_once(race: Any) -> None:
    item = ask(build_federation())
    late = item.due_at + timedelta(minutes=1)
    race(climb_supervision, takers=4, actor=SYSTEM, item=item, at=late)
    assert SupervisionStep.objects.filter(kind="climbed").count() == 1


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    name = getattr(getattr(error.value.__cause__, "diag", None), "constraint_name", None)
    return str(name or error.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("state = 'accepted', closed_on = now()", "Invalid transition"),
        ("state = 'withdrawn'", "supervision_closed_on_a_day"),
        ("answered_on = now()", "supervision_answered_in_time_or_not"),
        ("cause_key = ''", "supervision_has_a_cause"),
    ],
)
def test_an_item_keeps_its_promises(federation: Federation, change: str, said: str) -> None:
    ask(federation)
    assert said in refused(f"UPDATE campaigns_supervision SET {change}")


def test_what_was_said_is_not_rewritten(federation: Federation) -> None:
    ask(federation)
    assert "append_only" in refused("UPDATE campaigns_supervisionstep SET words = 'x'")
    assert "append_only" in refused("DELETE FROM campaigns_supervisionstep")


def test_two_open_items_by_hand_of_sql(federation: Federation) -> None:
    ask(federation)
    ask(federation, title="另一件")
    assert refused("UPDATE campaigns_supervision SET cause_key = 'x'") == "supervision_one_open"


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("threshold", "0", "supervision_rule_threshold"),
        ("answer_hours", "0", "supervision_rule_hours"),
        ("cause", "'hand'", "supervision_rule_has_a_cause"),
        ("source", "''", "supervision_rule_has_source"),
    ],
)
def test_a_rule_that_cannot_be(federation: Federation, column: str, value: str, constraint: str) -> None:
    rule(federation)
    assert refused(f"UPDATE campaigns_supervisionrule SET {column} = {value}") == constraint


# Pages


def said(answer: Any) -> str:
    return answer.content.decode()


def test_the_way_through_the_pages(federation: Federation, officer: Any, county_officer: Any) -> None:
    county, town = client_for(county_officer), client_for(officer)
    told = {
        "org": federation.town.pk, "asked_by": federation.county.pk, "title": "摸清骑手底数",
        "asks": "哪天报",
    }  # fmt: skip
    answer = county.post("/campaigns/supervision/ask/", told)
    item = Supervision.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, item.get_absolute_url())
    assert county.post("/campaigns/supervision/ask/", told).status_code == 422
    assert "摸清骑手底数" in said(town.get("/desk/"))
    page = said(town.get(item.get_absolute_url()))
    assert "哪天报" in page
    assert "审核通过" not in page
    steps = item.get_absolute_url()
    assert town.post(f"{steps}answer/", {"words": ""}).status_code == 422
    photo = core.upload(core.picture(), "台账.jpg")
    assert town.post(f"{steps}answer/", {"words": "周五前报", "upload": photo}).status_code == 303
    page = said(county.get(steps))
    assert "周五前报" in page
    assert "台账.jpg" in page
    assert town.post(f"{steps}accept/", {}).status_code == 404
    assert county.post(f"{steps}accept/", {"words": "好"}).status_code == 303
    assert "已办结" in said(county.get("/campaigns/supervision/"))


def test_a_neighbour_finds_nothing(federation: Federation, neighbour: Any) -> None:
    item = ask(federation)
    made = rule(federation)
    theirs = client_for(neighbour)
    for path in (item.get_absolute_url(), f"{item.get_absolute_url()}answer/"):
        assert theirs.get(path).status_code == 404
    assert theirs.get(f"/campaigns/supervision/rules/{made.pk}/").status_code == 404
    assert "摸清骑手底数" not in said(theirs.get("/campaigns/supervision/"))


def test_a_rule_is_made_and_run_on_the_page(federation: Federation, county_officer: Any) -> None:
    county = client_for(county_officer)
    told = {
        "org": federation.county.pk, "indicator": targets.LECTURES, "cause": "silent", "threshold": 14,
        "level": "towns", "answer_hours": 16, "from_on": targets.today(), "source": "滨工〔2026〕9号",
    }  # fmt: skip
    answer = county.post("/campaigns/supervision/rules/new/", told)
    assert answer.status_code == 303
    page = answer["Location"]
    county.post(f"{page}run/")
    assert not Supervision.objects.exists()  # the figures still move
    targets.recount()
    assert county.post(f"{page}run/").status_code == 303
    assert Supervision.objects.count() == 2
    assert "东坎街道" in said(county.get(page))
    day = targets.today() + timedelta(days=1)
    assert county.post(f"{page}end/", {"on": day, "seen_version": 1}).status_code == 303


def test_the_list_costs_the_same_for_one_and_many(
    federation: Federation, county_officer: Any, queries: Any
) -> None:
    county = client_for(county_officer)
    ask(federation)
    county.get("/campaigns/supervision/")
    with queries() as few:
        county.get("/campaigns/supervision/")
    for n in range(12):
        ask(federation, title=f"第 {n} 件")
    with queries() as many:
        county.get("/campaigns/supervision/")
    assert len(many) == len(few)


def test_how_it_stands_is_read_now(federation: Federation, county_officer: Any) -> None:
    targets.target(federation.town, 40)
    [item] = run_rule(actor=SYSTEM, rule=rule(federation), at=timezone.now())
    page = said(client_for(county_officer).get(item.get_absolute_url()))
    assert "落后" in page
