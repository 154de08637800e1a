"""Setting, changing and withdrawing targets, and splitting them over the units below."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.people import Federation, grant
from tests.people import officer as officer_at
from tests.targets import build
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.core.models import Notice
from wuli.base.orgs.actions import close_org
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.actions import (
    accept_proposal,
    explain_gap,
    propose_change,
    put_in_force,
    refuse_proposal,
    revise_target,
    split_target,
    take_back_proposal,
    withdraw_target,
)
from wuli.mechanisms.figures.models import Target, TargetGap
from wuli.mechanisms.figures.targets.drafting import gap_now
from wuli.mechanisms.figures.targets.errors import (
    NothingToSplitBy,
    NotInForce,
    OwnProposal,
    OwnTarget,
    ProposalOpen,
    TargetTaken,
    UnitNotThere,
)
from wuli.mechanisms.figures.times import TimeRange


@pytest.fixture
def county_officer(federation: Federation) -> Any:
    return officer_at(federation.county, "赵县", username="zhaoxian")


def parts(split: Any) -> dict[str, Decimal]:
    return {
        part.org.short_name: part.value for part in split.parts.select_related("org") if not part.left_out
    }


def test_a_second_target_for_the_same_cell_is_refused_with_the_first(federation: Federation) -> None:
    build.target(federation.county, 50)
    with pytest.raises(TargetTaken) as refused:
        build.target(federation.county, 60)
    assert "50" in str(refused.value)
    assert "滨海县总工会" in str(refused.value)
    assert Target.objects.in_force().get().value == 50


def test_another_period_is_another_cell(federation: Federation) -> None:
    build.target(federation.county, 50)
    build.target(federation.county, 12, period=TimeRange.quarter(build.today()))
    assert Target.objects.in_force().count() == 2


def test_a_draft_takes_no_place_until_it_is_put_in_force(federation: Federation) -> None:
    draft = build.target(federation.county, 40, draft=True)
    build.target(federation.county, 50)
    with pytest.raises(TargetTaken):
        put_in_force(actor=SYSTEM, target=draft)
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"value": Decimal("2.5")}, "value"),
        ({"value": Decimal(-1)}, "value"),
        ({"indicator": build.SHARE, "value": Decimal(101)}, "value"),
        ({"document_no": ""}, "document_no"),
        ({"period": TimeRange(date(2026, 1, 5), date(2026, 3, 1))}, "period"),
        ({"period": TimeRange(date(2026, 2, 1), date(2026, 5, 1))}, "period"),
    ],
)
def test_values_that_cannot_be_name_their_field(federation: Federation, told: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        build.target(federation.county, **({"value": 50} | told))
    assert field in refused.value.fields


def test_only_who_may_set_targets_there_does(federation: Federation, officer: Any, neighbour: Any) -> None:
    with pytest.raises(NotAllowed):
        build.target(federation.town, 5, actor=neighbour)
    with pytest.raises(NotAllowed):
        build.target(federation.town, 5, actor=officer, set_by=federation.county)
    assert build.target(federation.town, 5, actor=officer).is_own


def test_a_town_cannot_change_what_the_county_set(federation: Federation, officer: Any) -> None:
    build.split(build.target(federation.county, 50))
    theirs = build.part(federation.town)
    told = {"seen_version": theirs.version, "value": Decimal(1), "reason": "太多", "today": build.today()}
    with pytest.raises(NotAllowed):
        revise_target(actor=officer, target=theirs, **told)
    with pytest.raises(NotAllowed):
        withdraw_target(actor=officer, target=theirs, reason="太多")


def test_a_change_is_a_new_version_and_the_old_one_stays(federation: Federation) -> None:
    first = build.target(federation.county, 50)
    second = revise_target(
        actor=SYSTEM, target=first, seen_version=first.version, value=Decimal(60), reason="上级加了",
        today=build.today(),
    )  # fmt: skip
    first.refresh_from_db()
    assert (first.state, first.value) == ("superseded", 50)
    assert (second.state, second.value, second.supersedes) == ("in_force", 60, first)
    assert second.document_no == first.document_no  # without a new document the old one goes on


def test_a_change_says_why_and_changes_something(federation: Federation) -> None:
    first = build.target(federation.county, 50)
    told = {"actor": SYSTEM, "target": first, "seen_version": first.version, "today": build.today()}
    with pytest.raises(Invalid):
        revise_target(**told, value=Decimal(60), reason=" ")
    with pytest.raises(Invalid):
        revise_target(**told, value=Decimal(50), reason="没有变")


def test_the_second_of_two_editors_is_told(federation: Federation) -> None:
    first = build.target(federation.county, 50)
    told = {
        "actor": SYSTEM,
        "target": first,
        "seen_version": first.version,
        "reason": "加",
        "today": build.today(),
    }
    revise_target(**told, value=Decimal(60))
    with pytest.raises(Conflict):
        revise_target(**told, value=Decimal(70))


def test_split_equally_whole_and_in_full(federation: Federation) -> None:
    split = build.split(build.target(federation.county, 51))
    assert sorted(parts(split).values()) == [25, 26]
    assert split.gap == 0
    assert build.part(federation.town).set_by == federation.county
    assert build.part(federation.town).document_no == "滨工〔2026〕5号"


def test_split_by_members(federation: Federation) -> None:
    for name in ("陈甲", "李乙", "王丙"):
        people.member(federation.union, name)
    people.member(federation.other_union, "赵丁")
    build.recount()
    assert parts(build.split(build.target(federation.county, 40), "members")) == {
        "东坎街道": 30,
        "五汛镇": 10,
    }


def test_split_by_last_year(federation: Federation) -> None:
    last = date(build.today().year - 1, 5, 6)
    for _n in range(3):
        build.lecture(federation.union, last)
    build.lecture(federation.other_town, last)
    build.recount()
    split = build.split(build.target(federation.county, 8), "last_year")
    assert parts(split) == {"东坎街道": 6, "五汛镇": 2}
    assert [part.base for part in split.parts.order_by("-base")] == [3, 1]


def test_split_by_any_additive_figure(federation: Federation) -> None:
    orgs.union(federation.town, "又一个工会")
    build.recount()
    split = build.split(build.target(federation.county, 6), "base", base_code="orgs.grassroots_unions")
    assert parts(split) == {"东坎街道": 4, "五汛镇": 2}
    assert split.base_indicator == "orgs.grassroots_unions"


def test_nothing_to_split_by_is_said(federation: Federation) -> None:
    with pytest.raises(NothingToSplitBy):
        build.split(build.target(federation.county, 8), "last_year")


def test_by_hand_a_gap_must_be_explained_and_the_explanation_stays(federation: Federation) -> None:
    county = build.target(federation.county, 50)
    given = {federation.town.pk: Decimal(20), federation.other_town.pk: Decimal(20)}
    with pytest.raises(Invalid) as refused:
        build.split(county, "hand", given=given)
    assert "10" in str(refused.value.fields["gap_reason"])
    split = build.split(county, "hand", given=given, gap_reason="县里自己办 10 场")
    assert (split.gap, split.gap_note.reason) == (10, "县里自己办 10 场")


def test_more_than_the_whole_is_a_gap_as_well(federation: Federation) -> None:
    given = {federation.town.pk: Decimal(30), federation.other_town.pk: Decimal(30)}
    split = build.split(build.target(federation.county, 50), "hand", given=given, gap_reason="留点余地")
    assert split.gap == -10


def test_a_closed_unit_is_left_out_and_named(federation: Federation) -> None:
    gone = orgs.town("撤并镇", federation.county)
    start = build.this_year().start
    close_org(actor=SYSTEM, org=gone, on=start + timedelta(days=30), ground="members_decided", seen_version=1)
    split = build.split(build.target(federation.county, 50))
    left = split.parts.get(org=gone)
    assert (left.left_out, left.value, left.target) == ("closed", None, None)
    assert sum(parts(split).values()) == 50


def test_giving_a_part_to_a_closed_unit_is_refused_by_name(federation: Federation) -> None:
    gone = orgs.town("撤并镇", federation.county)
    start = build.this_year().start
    close_org(actor=SYSTEM, org=gone, on=start + timedelta(days=30), ground="members_decided", seen_version=1)
    county = build.target(federation.county, 50)
    with pytest.raises(UnitNotThere) as refused:
        build.split(county, "hand", given={gone.pk: Decimal(50)}, chosen={gone.pk})
    assert "撤并镇" in str(refused.value)
    gone.refresh_from_db()
    with pytest.raises(UnitNotThere):
        build.target(gone, 5)
    assert not Target.objects.filter(org=gone).exists()


def test_a_unit_founded_after_the_period_is_left_out(federation: Federation) -> None:
    last = TimeRange.year(build.today().year - 1)
    orgs.town("新设镇", federation.county, founded_on=build.this_year().start)
    split = build.split(build.target(federation.county, 50, period=last))
    assert [part.left_out for part in split.parts.exclude(left_out="")] == ["not_yet"]


def test_a_unit_can_be_left_out_by_choice(federation: Federation) -> None:
    split = build.split(build.target(federation.county, 50), chosen={federation.town.pk})
    assert parts(split) == {"东坎街道": 50}
    assert split.parts.get(org=federation.other_town).left_out == "chosen"


def test_a_county_gives_to_its_towns_unless_told_otherwise(federation: Federation) -> None:
    sector = orgs.union(federation.county, "快递行业工会联合会", kind="5", form="3")
    split = build.split(build.target(federation.county, 50))
    assert split.parts.get(org=sector).left_out == "chosen"


def test_splitting_anew_supersedes_what_was_told(federation: Federation) -> None:
    county = build.target(federation.county, 50)
    build.split(county)
    build.split(
        county, "hand", given={federation.town.pk: Decimal(40), federation.other_town.pk: Decimal(10)}
    )
    now = build.part(federation.town)
    assert (now.value, now.supersedes.value, now.supersedes.state) == (40, 25, "superseded")


def test_a_rate_is_the_same_for_all_and_weighs_by_the_whole(federation: Federation) -> None:
    county = build.target(federation.county, 90, indicator=build.SHARE)
    assert set(parts(build.split(county)).values()) == {90}
    given = {federation.town.pk: Decimal(100), federation.other_town.pk: Decimal(70)}
    with pytest.raises(Invalid):
        build.split(county, "hand", given=given)
    split = build.split(county, "hand", given=given, gap_reason="五汛镇底子薄")
    assert split.gap == 5  # one town each: 85 together


def test_those_who_work_there_are_told(federation: Federation, officer: Any) -> None:
    build.split(build.target(federation.county, 50))
    told = Notice.objects.get(user=officer)
    assert told.event == "figures.target_told"
    assert told.url == build.part(federation.town).get_absolute_url()


def test_a_proposal_accepted_is_the_next_version(
    federation: Federation, officer: Any, county_officer: Any
) -> None:
    build.split(build.target(federation.county, 50))
    mine = build.part(federation.town)
    proposal = propose_change(actor=officer, target=mine, value=Decimal(20), reason="厂子停产")
    assert Notice.objects.get(user=county_officer).event == "figures.target_asked"
    told = {"actor": county_officer, "proposal": proposal, "answer": "同意", "at": proposal.created_at}
    with pytest.raises(Invalid) as refused:
        accept_proposal(**told)
    assert "gap_reason" in refused.value.fields
    new = accept_proposal(**told, gap_reason="县里自己补")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.outcome, proposal.answered_by) == ("accepted", new, county_officer)
    assert (new.value, new.supersedes_id) == (20, mine.pk)
    upper = Target.objects.in_force().get(org=federation.county)
    assert gap_now(upper, build.today()) == 5
    assert TargetGap.objects.get(target=upper).reason == "县里自己补"


def test_a_proposal_refused_leaves_the_target(
    federation: Federation, officer: Any, county_officer: Any
) -> None:
    build.split(build.target(federation.county, 50))
    mine = build.part(federation.town)
    proposal = propose_change(actor=officer, target=mine, value=Decimal(20), reason="厂子停产")
    told = {"actor": county_officer, "proposal": proposal, "at": proposal.created_at}
    with pytest.raises(Invalid):
        refuse_proposal(**told, answer="  ")
    refuse_proposal(**told, answer="年底再看")
    assert build.part(federation.town) == mine
    with pytest.raises(Conflict):
        accept_proposal(**told, answer="又同意了")


def test_one_open_proposal_at_a_time(federation: Federation, officer: Any) -> None:
    build.split(build.target(federation.county, 50))
    mine = build.part(federation.town)
    first = propose_change(actor=officer, target=mine, value=Decimal(20), reason="厂子停产")
    with pytest.raises(ProposalOpen):
        propose_change(actor=officer, target=mine, value=Decimal(21), reason="厂子停产")
    take_back_proposal(actor=officer, proposal=first)
    propose_change(actor=officer, target=mine, value=Decimal(21), reason="厂子停产")


def test_nobody_decides_on_their_own_proposal(federation: Federation, officer: Any) -> None:
    grant(officer, federation.county, "officer")
    build.split(build.target(federation.county, 50))
    proposal = propose_change(
        actor=officer, target=build.part(federation.town), value=Decimal(20), reason="停产"
    )
    with pytest.raises(OwnProposal):
        refuse_proposal(actor=officer, proposal=proposal, answer="不", at=proposal.created_at)


def test_ones_own_target_needs_no_proposal(federation: Federation, officer: Any) -> None:
    mine = build.target(federation.town, 5, actor=officer)
    with pytest.raises(OwnTarget):
        propose_change(actor=officer, target=mine, value=Decimal(4), reason="少一点")


def test_a_proposal_lapses_when_the_target_changes_first(federation: Federation, officer: Any) -> None:
    county = build.target(federation.county, 50)
    build.split(county)
    proposal = propose_change(
        actor=officer, target=build.part(federation.town), value=Decimal(20), reason="停产"
    )
    build.split(
        county, "hand", given={federation.town.pk: Decimal(22), federation.other_town.pk: Decimal(28)}
    )
    proposal.refresh_from_db()
    assert proposal.state == "lapsed"
    with pytest.raises(NotInForce):
        propose_change(actor=officer, target=proposal.target, value=Decimal(20), reason="停产")


def test_a_gap_that_opens_later_can_be_explained(federation: Federation) -> None:
    county = build.target(federation.county, 50)
    build.split(county)
    with pytest.raises(Invalid):
        explain_gap(actor=SYSTEM, target=county, reason="没有差额", today=build.today())
    withdraw_target(actor=SYSTEM, target=build.part(federation.town), reason="停办")
    explain_gap(actor=SYSTEM, target=county, reason="东坎停办", today=build.today())
    assert county.gaps.get().gap == 25


def test_withdrawing_says_why(federation: Federation) -> None:
    mine = build.target(federation.county, 50)
    with pytest.raises(Invalid):
        withdraw_target(actor=SYSTEM, target=mine, reason="")
    withdraw_target(actor=SYSTEM, target=mine, reason="文件作废")
    build.target(federation.county, 60)  # the place is free again


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_setting_one_target_one_is_told(race: Any) -> None:
    from tests.people import build_federation

    county = build_federation().county
    got = race(build.target, takers=6, org=county)
    assert sum(n for type_, n in got.items() if type_.__name__ == "Ok") == 1
    assert got[TargetTaken] == 5
    assert Target.objects.in_force().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_it_is_a_race(race: Any) -> None:
    from tests.people import build_federation

    county = build_federation().county
    got = race(build.target, takers=6, org=county, without="target_one_in_force")
    assert sum(n for type_, n in got.items() if type_.__name__ == "Ok") > 1
    Target.objects.filter(pk__in=Target.objects.in_force().values("pk")[1:]).update(
        state="withdrawn", withdrawn_because="试"
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_splits_at_once_one_is_told(race: Any) -> None:
    from tests.people import build_federation

    county = build.target(build_federation().county, 51)
    told = {"actor": SYSTEM, "target": county, "seen_version": county.version, "today": build.today()}
    got = race(split_target, takers=4, method="equal", **told)
    assert sum(n for type_, n in got.items() if type_.__name__ == "Ok") == 1
    assert got[Conflict] == 3
    assert sum(t.value for t in Target.objects.parts_of(county)) == 51
