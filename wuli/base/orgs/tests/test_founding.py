"""Founding units: what is refused, and where a unit stands afterwards."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid, NotAllowed
from wuli.base.orgs import closure, errors
from wuli.base.orgs.actions import NewOrg, found_many, found_org
from wuli.base.orgs.models import Org, OrgClosure
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def found(parent: Org, **facts: object) -> Org:
    """A grassroots union under `parent`, with what the test is about."""
    known = {"name": "正红纺织有限公司工会", "kind": "1", "form": "4", "founded_on": date(2010, 1, 1)}
    return found_org(actor=SYSTEM, parent=parent, **(known | facts))


def test_a_new_union_stands_under_its_town_and_county() -> None:
    town = build.town()
    union = found(town)
    rows = OrgClosure.objects.filter(descendant=union, line="territorial").order_by("depth")
    assert [row.ancestor.name for row in rows] == [union.name, "正红镇总工会", "滨海县总工会"]
    assert closure.differences() == 0


def test_a_union_can_stand_on_two_lines() -> None:
    town = build.town()
    sector = build.union(town.parent_edges.get().parent, name="滨海县纺织行业工会", kind="5", form="3")
    union = found(town, industrial_parent=sector)
    assert union in Org.objects.below(sector, on=TODAY, line="industrial")
    assert union not in Org.objects.below(sector, on=TODAY)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"kind": "T", "form": "1"}, errors.WrongKindUnder),
        ({"form": "1"}, errors.WrongForm),
        ({"founded_on": TODAY + timedelta(days=1)}, errors.InFuture),
        ({"founded_on": date(1890, 1, 1)}, errors.TooLongAgo),
        ({"founded_on": date(2001, 1, 1)}, errors.NotYetFounded),
        ({"uscc": "81320922MC0000001X"}, errors.BadCreditCode),
        ({"uscc": "91110000600037341L"}, errors.EmployersCreditCode),
        ({"region": "320999"}, errors.UnknownRegion),
    ],
)
def test_what_cannot_be_is_refused_with_its_cure(facts: dict, error: type[Exception]) -> None:
    town = build.town()
    with pytest.raises(error) as refused:
        found(town, **facts)
    assert str(refused.value)
    assert refused.value.how_to_mend


def test_a_unit_older_than_its_town_says_since_when_it_stands_there() -> None:
    town = build.town()
    union = found(town, founded_on=date(1998, 1, 1), joined_on=date(2004, 1, 1))
    assert union not in Org.objects.below(town, on=date(2003, 12, 31))
    assert union in Org.objects.below(town, on=date(2004, 1, 1))
    with pytest.raises(errors.NotYetFounded):
        found(town, name="另一家工会", founded_on=date(2010, 1, 1), joined_on=date(2009, 1, 1))


def test_the_same_name_or_code_is_not_given_twice() -> None:
    town = build.town()
    found(town, uscc="８１320922MC0000001M")
    with pytest.raises(errors.NameTaken):
        found(town)
    with pytest.raises(errors.CreditCodeTaken):
        found(town, name="另一家工会", uscc="81320922MC0000001M")


def test_an_officer_founds_only_below_their_own_unit() -> None:
    town = build.town()
    officer = build.officer_at(town)
    known = {"name": "工会甲", "kind": "1", "form": "4", "founded_on": date(2010, 1, 1)}
    assert found_org(actor=officer, parent=town, **known)
    with pytest.raises(NotAllowed):
        found_org(actor=officer, parent=build.town("东坎"), **known)
    with pytest.raises(NotAllowed):
        found_org(actor=officer, parent=None, name="县", kind="X", form="1", founded_on=date(2010, 1, 1))


def test_many_units_are_founded_together_or_not_at_all() -> None:
    town = build.town()
    village = NewOrg(parent=town.pk, name="友谊村工会", kind="V", form="4", founded_on=date(2010, 1, 1))
    inside = NewOrg(parent=village.key, name="友谊厂工会", kind="1", form="4", founded_on=date(2011, 1, 1))
    wrong = NewOrg(parent=village.key, name="错", kind="X", form="4", founded_on=date(2011, 1, 1))
    with pytest.raises(Invalid) as refused:
        found_many(actor=SYSTEM, batch=[village, inside, wrong])
    assert set(refused.value.fields) == {"2.form", "2.parent"}
    assert Org.objects.count() == 2
    found_many(actor=SYSTEM, batch=[inside, village])
    assert OrgClosure.objects.filter(ancestor=town.pk, descendant=inside.key, depth=2).count() == 1
