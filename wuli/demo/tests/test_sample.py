"""The sample federation: the source's numbers from records, the same each time, emptied at once."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from wuli.base.core.actions import SYSTEM
from wuli.base.core.figures import INDICATORS
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Division, Employer, Org, OrgLineage
from wuli.base.people.models import Membership, Person
from wuli.base.people.rules import parse_id_number
from wuli.demo import lectures, numbers
from wuli.demo.build import build
from wuli.demo.empty import NotSampleData, empty
from wuli.demo.models import is_loaded
from wuli.demo.plan import MEMBERS, MOVED_TOWN, make_plan, story_year
from wuli.demo.signins import sign_ins
from wuli.mechanisms.figures.models import Target, TargetProposal
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns.models import Supervision

TODAY = date(2026, 11, 25)


def value(code: str, org: Org, year: int) -> int:
    """The figure `code` of a year at `org`, as the platform itself sees it."""
    return figure_at(INDICATORS[code], org, TimeRange.year(year), SYSTEM).value


@pytest.mark.django_db
def test_the_sample_tells_the_sources_numbers_and_is_emptied_by_one_command() -> None:
    for _what, _share in build(timezone.localdate()):
        pass
    year = story_year(timezone.localdate())
    county = Org.objects.get(kind=OrgKind.COUNTY)
    assert is_loaded()
    assert value("people.elected_town_chairs", county, year) == 17
    assert value("people.contract_union_workers", county, year) == 21
    assert value("activities.technology_lectures", county, year) == 47
    assert value("activities.lecture_attendees", county, year) < value(
        "activities.lecture_attendances", county, year
    )
    assert Membership.objects.count() == MEMBERS
    assert Employer.objects.filter(size_class="above_scale").count() == 446
    assert Employer.objects.filter(size_class="small_micro").exclude(coverages=None).count() == 790
    assert Org.objects.filter(kind__in=OrgKind.town_level()).count() == 17
    _history_differs(county, year)
    assert [who.name for who in sign_ins()][:3] == ["陈志强", "周海燕", "王志明"]
    with translation.override("en"):
        told = StringIO()
        call_command("demo_signins", stdout=told)
    assert "the code is shown on the sign-in page" in told.getvalue()
    _nobody_at_the_keyboard_empties_nothing()
    _targets_are_split(county)
    verified = StringIO()
    call_command("rebuild_figures", verify=True, stdout=verified)
    empty()
    assert not Person.objects.exists()
    assert Division.objects.exists()
    with pytest.raises(NotSampleData):
        empty()


def _targets_are_split(county: Org) -> None:
    """Four targets over 17 towns, one change accepted, one asked for, supervision in each open state."""
    mine = Target.objects.in_force().filter(org=county)
    assert mine.count() == 4
    assert all(Target.objects.parts_of(target).count() == 17 for target in mine)
    assert set(TargetProposal.objects.values_list("state", flat=True)) == {"accepted", "open"}
    assert set(Supervision.objects.values_list("state", flat=True)) == {
        "asked", "answered", "returned", "accepted",
    }  # fmt: skip


def _history_differs(county: Org, year: int) -> None:
    """One union was split; one town stood under a zone until the middle of last year."""
    assert OrgLineage.objects.filter(kind="split").count() == 1
    town = Org.objects.get(region=MOVED_TOWN, kind=OrgKind.TOWN)
    assert town.parent_edges.count() == 2
    zone = town.parent_edges.order_by("valid").first().parent
    code = "activities.technology_lectures"
    then = figure_at(INDICATORS[code], zone, TimeRange.year(year - 1), SYSTEM).value
    now = figure_at(INDICATORS[code], zone, TimeRange.year(year - 1), SYSTEM, reading="now").value
    assert then != now


def test_the_plan_is_the_same_for_the_same_day() -> None:
    divisions = {code: f"第{code[-3:]}镇" for code in [*lectures.TOWNS, "320922400", "320922401"]}
    assert make_plan(divisions, [], TODAY) == make_plan(divisions, [], TODAY)
    assert list(lectures.plan_lectures(TODAY)) == list(lectures.plan_lectures(TODAY))


@pytest.mark.parametrize("today", [date(2026, 1, 3), date(2026, 11, 19), TODAY, date(2027, 7, 1)])
def test_the_year_told_always_has_its_47_lectures_behind_it(today: date) -> None:
    held = [p for p in lectures.plan_lectures(today) if p.fate == "held"]
    assert sum(p.starts_at.year == story_year(today) for p in held) == 47
    assert all(p.ends_at.date() < today for p in held)


def test_sample_numbers_pass_every_check_and_are_nobodys() -> None:
    number = parse_id_number(numbers.id_number(date(1990, 3, 7), 12))
    assert (number.born_on, number.number[:6]) == (date(1990, 3, 7), "320999")


def _nobody_at_the_keyboard_empties_nothing() -> None:
    with pytest.MonkeyPatch.context() as without, pytest.raises(CommandError, match="Nothing was emptied"):
        without.setattr("sys.stdin", StringIO())
        call_command("empty_demo")
    assert Person.objects.exists()
