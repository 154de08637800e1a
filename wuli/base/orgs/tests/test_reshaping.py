"""Moving, splitting, merging, closing and reopening: as it was then, as it is now."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict
from wuli.base.orgs import closure, errors
from wuli.base.orgs.actions import (
    close_org,
    correct_founding,
    correct_org,
    cover_employer,
    merge_orgs,
    move_org,
    rename_org,
    reopen_org,
    split_org,
    uncover_employer,
)
from wuli.base.orgs.actions.reshape import Part
from wuli.base.orgs.models import Org, RoleGrant
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MOVED = date(2024, 3, 1)
BEFORE = MOVED - timedelta(days=1)


def under(org: Org, on: date) -> set[str]:
    """Names of what stands below `org` on the day, itself included."""
    return set(Org.objects.below(org, on=on).values_list("name", flat=True))


def test_a_village_moves_with_all_its_unions_and_last_years_tree_stays() -> None:
    old, new = build.town("正红镇"), build.town("东坎镇")
    village = build.union(old, "友谊村工会", kind="V")
    build.union(village, "友谊厂工会")
    move_org(actor=SYSTEM, org=village, to=new, on=MOVED, document_no="滨工〔2024〕3号")
    assert under(old, BEFORE) == {"正红镇总工会", "友谊村工会", "友谊厂工会"}
    assert under(old, MOVED) == {"正红镇总工会"}
    assert under(new, TODAY) == {"东坎镇总工会", "友谊村工会", "友谊厂工会"}
    assert closure.differences() == 0


def test_moving_away_and_back_leaves_one_row_for_the_county() -> None:
    old, new = build.town("正红镇"), build.town("东坎镇")
    union = build.union(old)
    move_org(actor=SYSTEM, org=union, to=new, on=MOVED)
    move_org(actor=SYSTEM, org=union, to=old, on=MOVED + timedelta(days=10))
    county = old.parent_edges.get().parent
    rows = county.pk and closure_rows(county, union)
    assert len(rows) == 1
    assert closure.differences() == 0


def closure_rows(ancestor: Org, descendant: Org) -> list:
    """Rows of the pair by place."""
    from wuli.base.orgs.models import OrgClosure

    return list(OrgClosure.objects.filter(ancestor=ancestor, descendant=descendant, line="territorial"))


def test_a_move_on_the_same_day_corrects_the_first() -> None:
    a, b, c = build.town("甲镇"), build.town("乙镇"), build.town("丙镇")
    union = build.union(a)
    move_org(actor=SYSTEM, org=union, to=b, on=MOVED)
    move_org(actor=SYSTEM, org=union, to=c, on=MOVED)
    assert union.name not in under(b, MOVED)
    assert union.name in under(a, BEFORE)
    assert union.name in under(c, MOVED)


def test_moves_that_cannot_be_are_refused() -> None:
    town = build.town()
    village = build.union(town, "友谊村工会", kind="V")
    head = build.union(town, "集团工会", kind="6")
    branch = build.union(head, "分会", kind="8", form="6")
    inner = build.union(branch, "小组", kind="8", form="7")
    with pytest.raises(errors.Circle):
        move_org(actor=SYSTEM, org=branch, to=inner, on=MOVED)
    with pytest.raises(errors.SamePlace):
        move_org(actor=SYSTEM, org=village, to=town, on=MOVED)
    with pytest.raises(errors.WrongKindUnder):
        move_org(actor=SYSTEM, org=village, to=head, on=MOVED)
    with pytest.raises(errors.InFuture):
        move_org(actor=SYSTEM, org=village, to=build.town("东坎"), on=TODAY + timedelta(days=1))
    with pytest.raises(errors.NotYetFounded):
        move_org(actor=SYSTEM, org=village, to=build.town("新镇", founded_on=TODAY), on=MOVED)
    move_org(actor=SYSTEM, org=village, to=Org.objects.get(name="东坎总工会"), on=MOVED)
    with pytest.raises(errors.ChangedLater):
        move_org(actor=SYSTEM, org=village, to=town, on=BEFORE)


def test_nothing_is_moved_under_itself_or_off_a_line_on_which_it_is_not() -> None:
    group = build.union(name="集团工会", kind="6")
    with pytest.raises(errors.OwnUpper):
        move_org(actor=SYSTEM, org=group, to=group, on=MOVED)
    with pytest.raises(errors.NotOnThisLine):
        move_org(actor=SYSTEM, org=group, to=None, on=MOVED, line="industrial")


def test_no_change_makes_a_second_unit_of_a_name_under_one_upper_unit() -> None:
    a, b = build.town("甲镇"), build.town("乙镇")
    one, beside, away = build.union(a, "一厂工会"), build.union(a, "二厂工会"), build.union(b, "一厂工会")
    known = {"actor": SYSTEM, "on": MOVED}
    with pytest.raises(errors.NameTaken):
        rename_org(org=beside, name="一厂工会", seen_version=1, **known)
    with pytest.raises(errors.NameTaken):
        move_org(org=away, to=a, **known)
    group = build.union(a, "集团工会", kind="6")
    build.union(group, "一厂工会")
    with pytest.raises(errors.NameTaken):
        close_org(org=group, ground="members_decided", children_to=a, seen_version=1, **known)
    close_org(org=one, ground="mistake", seen_version=1, **known)
    move_org(org=away, to=a, **known)
    with pytest.raises(errors.NameTaken):
        reopen_org(actor=SYSTEM, org=one, reason="撤错了", seen_version=2)


def test_units_that_share_a_name_from_before_go_on() -> None:
    a, b = build.town("甲镇"), build.town("乙镇")
    one, two = build.union(a, "一厂工会"), build.union(a, "二厂工会")
    Org.objects.filter(pk=two.pk).update(name="一厂工会")
    rename_org(actor=SYSTEM, org=one, name="一厂工会", short_name="一厂", on=MOVED, seen_version=1)
    move_org(actor=SYSTEM, org=two, to=b, on=MOVED)
    assert two.parent_edges.get(valid__endswith=None).parent == b


def test_a_child_that_bears_the_name_of_a_closed_unit_takes_its_place() -> None:
    town = build.town()
    old = build.union(town, "联合工会", kind="2", form="5")
    heir = build.union(old, "联合工会")
    close_org(actor=SYSTEM, org=old, on=MOVED, ground="members_decided", children_to=town, seen_version=1)
    assert heir.parent_edges.get(valid__endswith=None).parent == town


def test_what_a_closed_unit_leaves_goes_neither_to_it_nor_to_what_stands_below_it() -> None:
    group = build.union(name="集团工会", kind="6")
    below = build.union(group, "分厂工会")
    told = {"actor": SYSTEM, "org": group, "on": MOVED, "ground": "members_decided", "seen_version": 1}
    with pytest.raises(errors.HeirEnds):
        close_org(children_to=group, **told)
    with pytest.raises(errors.HeirBelow):
        close_org(children_to=below, **told)


def test_what_is_chosen_for_two_parts_of_a_split_is_told_so() -> None:
    joint = build.union(name="联合工会", kind="2", form="5")
    firm = build.employer(joint, "东厂")
    parts = [Part(name, "2", "5", employers=[firm.pk]) for name in ("东片联合工会", "西片联合工会")]
    with pytest.raises(errors.ChosenTwice) as refused:
        split_org(actor=SYSTEM, org=joint, on=MOVED, seen_version=1, parts=parts)
    assert "东厂" in str(refused.value)


def test_a_name_has_its_days() -> None:
    union = build.union(name="滨海化肥厂工会委员会")
    rename_org(actor=SYSTEM, org=union, name="滨海农化公司工会委员会", on=MOVED, seen_version=1)
    then = Org.objects.named_on(BEFORE).get(pk=union.pk)
    assert (then.name, then.name_then) == ("滨海农化公司工会委员会", "滨海化肥厂工会委员会")
    with pytest.raises(Conflict):
        rename_org(actor=SYSTEM, org=union, name="又一个名", on=TODAY, seen_version=1)
    with pytest.raises(errors.SameName):
        rename_org(actor=SYSTEM, org=union, name="滨海农化公司工会委员会", on=TODAY, seen_version=2)


def test_facts_are_corrected_and_a_kind_that_does_not_fit_is_refused() -> None:
    union = build.union()
    build.union(union, "一车间分会", kind="8", form="6")
    org = correct_org(actor=SYSTEM, org=union, seen_version=1, address="正红镇人民路1号", term_years=5)
    assert (org.address, org.term_years, org.version) == ("正红镇人民路1号", 5, 2)
    with pytest.raises(errors.WrongKindUnder):
        correct_org(actor=SYSTEM, org=org, seen_version=2, kind="T", form="1")


def test_a_term_that_is_none_and_an_approval_to_come_are_refused() -> None:
    union = build.union()
    told = {"actor": SYSTEM, "org": union, "seen_version": 1}
    with pytest.raises(errors.WrongTerm):
        correct_org(term_years=4, **told)
    with pytest.raises(errors.ApprovalInFuture):
        correct_org(approved_on=TODAY + timedelta(days=1), **told)
    with pytest.raises(errors.WrongTerm):
        build.union(Org.objects.get(kind="T"), term_years=4)
    Org.objects.filter(pk=union.pk).update(term_years=4)  # from before there was the rule
    union.refresh_from_db()
    assert correct_org(term_years=4, address="人民路1号", **told).address == "人民路1号"


def test_a_kind_that_stands_under_nothing_is_told_so() -> None:
    with pytest.raises(errors.NothingAbove) as refused:
        correct_org(actor=SYSTEM, org=build.union(), seen_version=1, kind="P", form="1")
    assert "没有上级" in refused.value.how_to_mend


def test_a_joint_union_splits_and_each_part_takes_what_it_names() -> None:
    town = build.town()
    joint = build.union(town, "小微企业联合工会", kind="2", form="5")
    kept, gone = build.employer(joint), build.employer(joint)
    branch = build.union(joint, "东片分会", kind="8", form="6")
    (new,) = split_org(
        actor=SYSTEM,
        org=joint,
        on=MOVED,
        seen_version=1,
        parts=[Part("东片联合工会", "2", "5", children=[branch.pk], employers=[gone.pk])],
    )
    assert under(new, TODAY) == {"东片联合工会", "东片分会"}
    assert under(joint, BEFORE) == {"小微企业联合工会", "东片分会"}
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.org, kept.org) == (new, joint)
    assert gone.coverages.filter(valid__contains=BEFORE).get().org == joint
    assert joint.lineage_after.get().after == new
    with pytest.raises(errors.NotItsOwn):
        split_org(
            actor=SYSTEM,
            org=joint,
            on=TODAY,
            seen_version=2,
            parts=[Part("西片", "2", "5", children=[branch.pk])],
        )
    assert closure.differences() == 0


def test_a_split_that_keeps_nothing_closes_the_old_union() -> None:
    joint = build.union(name="老联合工会", kind="2", form="5")
    parts = [Part("东片联合工会", "2", "5"), Part("西片联合工会", "2", "5")]
    split_org(actor=SYSTEM, org=joint, on=MOVED, seen_version=1, parts=parts, keep=False)
    joint.refresh_from_db()
    assert (joint.closed_on, joint.closed_ground) == (MOVED, "split")
    with pytest.raises(errors.ClosedByReshaping):
        reopen_org(actor=SYSTEM, org=joint, reason="错了", seen_version=joint.version)


def test_two_unions_merge_into_a_new_one_and_into_a_standing_one() -> None:
    town = build.town()
    a, b, c = (build.union(town, f"{x}厂工会") for x in "甲乙丙")
    firm = build.employer(a)
    branch = build.union(a, "一分会", kind="8", form="6")
    new = merge_orgs(actor=SYSTEM, orgs=[a, b], on=MOVED, part=Part("甲乙联合工会", "2", "5"))
    firm.refresh_from_db()
    assert firm.org == new
    assert under(new, TODAY) == {"甲乙联合工会", branch.name}
    merge_orgs(actor=SYSTEM, orgs=[new], into=c, on=TODAY)
    assert under(c, TODAY) == {"丙厂工会", branch.name}
    assert Org.objects.open_on(TODAY).filter(kind__in=["1", "2"]).count() == 1
    assert closure.differences() == 0


def test_closing_needs_a_place_for_what_stands_below_and_keeps_the_past() -> None:
    town = build.town()
    union = build.union(town, "集团工会", kind="6")
    build.union(union, "分厂工会")
    firm = build.employer(union)
    officer = build.officer_at(union)
    known = {"actor": SYSTEM, "org": union, "on": TODAY, "seen_version": 1}
    with pytest.raises(errors.ClosingNotReported):
        close_org(ground="employer_ended", **known)
    with pytest.raises(errors.ChildrenLeft):
        close_org(ground="members_decided", **known)
    closed = close_org(ground="members_decided", children_to=town, **known)
    firm.refresh_from_db()
    assert under(town, TODAY) == {"正红镇总工会", "分厂工会"}
    assert under(town, TODAY - timedelta(days=1)) == {"正红镇总工会", "集团工会", "分厂工会"}
    assert firm.org == town
    assert not RoleGrant.objects.in_force(TODAY).filter(user=officer).exists()
    with pytest.raises(errors.AlreadyClosed):
        move_org(actor=SYSTEM, org=closed, to=town, on=TODAY)


def test_an_officer_above_still_sees_a_closed_union() -> None:
    town = build.town()
    union = build.union(town)
    officer, neighbour = build.officer_at(town), build.officer_at(build.town("东坎"))
    close_org(actor=SYSTEM, org=union, on=MOVED, ground="members_decided", seen_version=1)
    assert union in Org.objects.visible_to(officer)
    assert officer.has_perm("orgs.reopen", union)
    assert union not in Org.objects.visible_to(neighbour)


def test_a_closing_by_mistake_is_taken_back() -> None:
    town = build.town()
    union = build.union(town)
    firm = build.employer(union)
    close_org(actor=SYSTEM, org=union, on=MOVED, ground="mistake", seen_version=1)
    org = reopen_org(actor=SYSTEM, org=union, reason="撤错了", seen_version=2)
    firm.refresh_from_db()
    assert org.closed_on is None
    assert firm.org == union
    assert firm.coverages.get().valid.upper is None
    assert union.name in under(town, MOVED)
    assert closure.differences() == 0
    with pytest.raises(errors.NotClosed):
        reopen_org(actor=SYSTEM, org=union, reason="", seen_version=3)


def test_a_founding_day_is_corrected_with_all_that_began_with_it() -> None:
    town = build.town()
    union = build.union(town)
    firm = build.employer(union)
    day = date(2001, 5, 1)
    told = {"actor": SYSTEM, "reason": "批复日期是这天"}
    with pytest.raises(errors.NotYetFounded):  # the town is of 2003
        correct_founding(org=union, founded_on=day, seen_version=1, **told)
    correct_founding(org=town, founded_on=date(1990, 1, 1), seen_version=1, **told)
    org = correct_founding(org=union, founded_on=day, seen_version=1, **told)
    assert org.opened_on == day
    assert union.name in under(town, day)
    assert firm.coverages.get().valid.lower == day
    later = date(2006, 2, 1)
    org = correct_founding(org=org, founded_on=later, seen_version=2, **told)
    assert union.name not in under(town, day)
    assert (org.opened_on, org.names.get().valid.lower) == (later, later)
    assert closure.differences() == 0


def test_a_unit_was_founded_before_anything_that_is_known_of_it() -> None:
    town = build.town()
    union = build.union(town, founded_on=date(2010, 1, 1))
    told = {"actor": SYSTEM, "reason": "批复"}
    with pytest.raises(errors.KnownEarlier):
        correct_founding(org=town, founded_on=date(2011, 1, 1), seen_version=1, **told)
    with pytest.raises(errors.SameFounding):
        correct_founding(org=union, founded_on=union.opened_on, seen_version=1, **told)
    with pytest.raises(errors.InFuture):
        correct_founding(org=union, founded_on=TODAY + timedelta(days=1), seen_version=1, **told)
    move_org(actor=SYSTEM, org=union, to=build.town("东坎"), on=MOVED)
    with pytest.raises(errors.KnownEarlier):
        correct_founding(org=union, founded_on=TODAY, seen_version=1, **told)
    (new,) = split_org(actor=SYSTEM, org=union, parts=[Part("新工会", "1", "4")], on=TODAY, seen_version=1)
    with pytest.raises(errors.FoundedByReshaping):
        correct_founding(org=new, founded_on=MOVED, seen_version=new.version, **told)


def test_a_unit_that_took_in_another_later_still_has_its_founding_day_corrected() -> None:
    town = build.town()
    a, b = build.union(town), build.union(town)
    merge_orgs(actor=SYSTEM, orgs=[b], into=a, on=MOVED)
    told = {"actor": SYSTEM, "reason": "批复"}
    with pytest.raises(errors.KnownEarlier):
        correct_founding(org=a, founded_on=MOVED, seen_version=1, **told)
    org = correct_founding(org=a, founded_on=date(2005, 1, 1), seen_version=1, **told)
    assert org.opened_on == date(2005, 1, 1)


def test_an_employer_is_covered_by_one_union_at_a_time() -> None:
    town = build.town()
    a, b = build.union(town), build.union(town)
    firm = build.employer(a)
    cover_employer(actor=SYSTEM, employer=firm, org=b, on=MOVED)
    assert [(c.org, c.valid.upper) for c in firm.coverages.order_by("valid")] == [(a, MOVED), (b, None)]
    with pytest.raises(errors.AlreadyCovered):
        cover_employer(actor=SYSTEM, employer=firm, org=b, on=TODAY)
    with pytest.raises(errors.NotAUnion):
        cover_employer(actor=SYSTEM, employer=firm, org=town, on=TODAY)
    with pytest.raises(errors.ChangedLater):
        cover_employer(actor=SYSTEM, employer=firm, org=a, on=BEFORE)
    left = uncover_employer(actor=SYSTEM, employer=firm, on=TODAY, answers=town)
    assert left.org == town
    with pytest.raises(errors.NotCovered):
        uncover_employer(actor=SYSTEM, employer=left, on=TODAY, answers=town)
