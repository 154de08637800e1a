"""The rule library and its duties: issue, adopt, do, check, late, replaced, repealed."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.numbering import set_word
from wuli.base.core.errors import Invalid, NotAllowed
from wuli.base.core.figures import INDICATORS
from wuli.base.core.models import Notice
from wuli.base.core.tests import build as core
from wuli.base.core.worktime import WorkDays
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns import actions, rules
from wuli.programmes.campaigns.models import RuleDoc, Turn
from wuli.programmes.campaigns.tests import build

PLAIN = WorkDays()


def test_the_first_named_rule_goes_from_draft_to_a_done_duty_on_the_pages(
    federation: Any, county_officer: Any, officer: Any, client_for: Any
) -> None:
    set_word(actor=SYSTEM, org=federation.county, series="campaigns.rule", word="滨工")
    above, below = client_for(county_officer), client_for(officer)
    told = {
        "title": "主席联系职工制度",
        "org": str(federation.county.pk),
        "scope": "各镇",
        "body": "每月走访。",
    }
    address = above.post("/campaigns/rules/draft/", told)["Location"]
    assert above.post(f"{address}issue/", {"effective_from": "2026-01-01"}).status_code == 422  # asks nothing
    above.post(f"{address}duty/", {"title": "走访职工", "cycle": "month", "within": 5, "needs_paper": "on"})
    assert below.get(address).status_code == 404  # a draft is not for units below
    above.post(f"{address}issue/", {"effective_from": build.today() - timedelta(days=70)})
    rule = RuleDoc.objects.get()
    assert rule.number == f"滨工制〔{build.today().year}〕1号"
    assert "主席联系职工制度" in below.get("/campaigns/rules/").content.decode()
    start = build.today() - timedelta(days=65)
    below.post(f"{address}adopt/", {"org": str(federation.town.pk), "on": start})
    turns = Turn.objects.order_by("period_from")
    assert turns.first().period_from == start.replace(day=1)
    assert all(turn.period_from.day == 1 for turn in turns)
    turn = turns.first()
    assert "逾期" in above.get("/campaigns/duties/?only=late").content.decode()
    page = turn.get_absolute_url()
    assert below.post(f"{page}do/", {"words": "走访 12 人"}).status_code == 422  # no evidence yet
    below.post(f"{page}papers/", {"upload": core.upload(core.picture(), "走访.jpg")})
    below.post(f"{page}do/", {"words": "走访 12 人"})
    assert below.post(f"{page}pass/").status_code == 422  # not by whoever did it
    above.post(f"{page}return/", {"words": "缺名单"})
    below.post(f"{page}do/", {"words": "补了名单"})
    above.post(f"{page}pass/")
    assert Turn.objects.get(pk=turn.pk).state == "checked"


def test_turns_are_written_once_however_often_the_night_comes(
    federation: Any, county_officer: Any, officer: Any
) -> None:
    rule = build.rule(federation.county, since=build.today() - timedelta(days=100))
    build.adopted(rule, federation.town, on=build.today() - timedelta(days=100))
    before = Turn.objects.count()
    assert actions.plan_turns(actor=SYSTEM, at=timezone.now()) == 0
    later = timezone.now() + timedelta(days=40)
    assert actions.plan_turns(actor=SYSTEM, at=later) >= 1
    assert actions.plan_turns(actor=SYSTEM, at=later) == 0
    assert Turn.objects.count() > before


def test_a_new_version_takes_over_and_the_old_one_asks_for_nothing_more(
    federation: Any, county_officer: Any, officer: Any
) -> None:
    old = build.rule(federation.county, since=build.today() - timedelta(days=40))
    build.adopted(old, federation.town, on=build.today() - timedelta(days=40))
    new = actions.revise_rule(actor=county_officer, rule=old)
    with pytest.raises(Invalid):
        actions.issue_rule(actor=SYSTEM, rule=new, effective_from=old.effective_from, at=timezone.now())
    actions.issue_rule(actor=SYSTEM, rule=new, effective_from=build.today(), at=timezone.now())
    assert RuleDoc.objects.get(pk=old.pk).state == "repealed"
    assert new.adoptions.get().org == federation.town
    assert Turn.objects.filter(duty__rule=old, period_to__gte=build.today()).get().state == "waived"
    assert Turn.objects.filter(duty__rule=new, state="due").exists()


def test_what_was_issued_is_not_rewritten(federation: Any, county_officer: Any) -> None:
    rule = build.rule(federation.county)
    with pytest.raises(actions.RuleIssued):
        actions.add_duty(actor=county_officer, rule=rule, title="x", cycle="month")


def test_a_rule_binds_only_downwards_and_once(federation: Any, officer: Any, county_officer: Any) -> None:
    rule = build.rule(federation.town)
    with pytest.raises(actions.RuleNotBinding):
        build.adopted(rule, federation.other_town)
    build.adopted(rule, federation.union)
    with pytest.raises(actions.AdoptedAlready):
        build.adopted(rule, federation.union)
    with pytest.raises(NotAllowed):
        actions.adopt_rule(
            actor=officer, rule=rule, org=federation.county, on=build.today(), at=timezone.now()
        )


def test_neighbour_sees_no_duty_of_the_town(
    federation: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    rule = build.rule(federation.town, title="只在本镇的制度")
    build.adopted(rule, federation.town)
    turn = Turn.objects.first()
    client = client_for(neighbour)
    for address in ["/campaigns/duties/", "/campaigns/rules/"]:
        assert "只在本镇" not in client.get(address).content.decode()
    assert client.get(rule.get_absolute_url()).status_code == 404
    assert client.get(turn.get_absolute_url()).status_code == 404
    assert client.post(f"{turn.get_absolute_url()}do/", {"words": "x"}).status_code == 404


def test_duties_are_counted_due_in_time_and_late(federation: Any, officer: Any) -> None:
    rule = build.rule(federation.county, since=build.today() - timedelta(days=100), needs_paper=False)
    build.adopted(rule, federation.town, on=build.today() - timedelta(days=100))
    first, second, *_rest = Turn.objects.order_by("period_from")
    in_time = timezone.now() - (build.today() - first.due_on)
    actions.do_turn(actor=officer, turn=first, words="做了", at=in_time)
    recompute_all(build.today())
    stretch = TimeRange.days(first.due_on, second.due_on)
    values = {
        code: figure_at(INDICATORS[f"campaigns.{code}"], federation.county, stretch, SYSTEM).value
        for code in ["duties_due", "duties_in_time", "duties_in_time_rate"]
    }
    assert values == {"duties_due": 2, "duties_in_time": 1, "duties_in_time_rate": 50}
    today = TimeRange.days(build.today(), build.today())
    late = figure_at(INDICATORS["campaigns.duties_late"], federation.county, today, SYSTEM).value
    assert late == Turn.objects.overdue(build.today()).count() > 0


def test_whoever_answers_is_told_three_days_before(federation: Any, officer: Any) -> None:
    rule = build.rule(federation.county, since=build.today() - timedelta(days=40))
    build.adopted(rule, federation.town, on=build.today() - timedelta(days=40))
    turn = Turn.objects.order_by("-due_on").first()
    at = timezone.now() + (turn.due_on - build.today()) - timedelta(days=3)
    assert actions.remind(actor=SYSTEM, at=at) == 1
    assert Notice.objects.get(user=officer).event == "campaigns.turn_soon"


@given(
    begin=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 900),
    cycle=st.sampled_from(["month", "quarter", "half", "year"]),
)
def test_periods_follow_each_other_without_gap(begin: date, length: int, cycle: str) -> None:
    found = list(rules.periods(cycle, None, begin, begin + timedelta(days=length), PLAIN))
    assert found[0][0] <= begin <= found[0][1]
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(found))
    assert found[-1][0] <= begin + timedelta(days=length)


def test_a_cycle_of_workdays_counts_workdays() -> None:
    monday = date(2026, 11, 2)
    stretches = list(rules.periods("workdays", 5, monday, date(2026, 11, 10), PLAIN))
    assert stretches == [(monday, date(2026, 11, 6)), (date(2026, 11, 7), date(2026, 11, 13))]
    assert rules.due_on(date(2026, 11, 6), 2, PLAIN) == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE campaigns_ruledoc SET number = ''", "rule_doc_issued_with_number"),
        ("UPDATE campaigns_ruledoc SET state = 'repealed', repealed_on = '1999-01-01'", "rule_doc_repealed"),
        ("UPDATE campaigns_duty SET every = 3", "duty_cycle_whole"),
        ("UPDATE campaigns_duty SET within = 61", "duty_within_sixty_workdays"),
        ("UPDATE campaigns_turn SET state = 'done'", "turn_done_on_a_day"),
        (
            "UPDATE campaigns_turn SET period_from = '2026-01-01', period_to = '2026-01-31'",
            "turn_once_a_period",
        ),
        ("UPDATE campaigns_turn SET period_to = period_from - 1", "turn_period_forward"),
        (
            "INSERT INTO campaigns_adoption (id, created_at, rule_id, org_id, adopted_on) "
            "SELECT gen_random_uuid(), now(), rule_id, org_id, adopted_on FROM campaigns_adoption",
            "rule_adopted_once",
        ),
    ],
)
def test_the_database_keeps_rules_and_duties_whole(
    federation: Any, officer: Any, statement: str, constraint: str
) -> None:
    rule = build.rule(federation.county, since=build.today() - timedelta(days=100))
    build.adopted(rule, federation.town, on=build.today() - timedelta(days=100))
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        cursor.execute(statement)
