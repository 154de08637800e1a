"""Many at once: same rules, same refusals, and twice is once."""

from datetime import date

import pytest
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid, Missing
from wuli.base.people.actions import MemberRow, admit_many
from wuli.base.people.actions.bulk import NameDiffers, RowTwice
from wuli.base.people.actions.membership import AlreadyMember, MemberThen
from wuli.base.people.models import Membership, Person, PersonTag
from wuli.base.people.rules import id_blind

from . import build

AT = timezone.now()


def row(org, name="陈志强", **facts):
    return MemberRow(
        org_id=org.pk, name=name, id_number=facts.pop("id_number", None) or build.valid_id(), **facts
    )


def test_a_list_goes_in_as_sets_and_reads_back_in_clear(federation, officer, queries):
    rows = [
        row(
            federation.union,
            f"王{chr(0x4E00 + n)}",
            phone=f"138{n:08d}",
            joined_on=date(2021, 1, 1),
            tags=["migrant"],
        )
        for n in range(50)
    ]
    with queries() as seen:
        done = admit_many(actor=officer, rows=rows, at=AT, source="roster:1")
    assert (done.created, done.joined, done.refused) == (50, 50, [])
    assert len(seen) < 40
    person = Person.objects.get(id_bidx=id_blind(rows[7].id_number))
    assert (person.id_number, person.phone, person.home) == (
        rows[7].id_number,
        rows[7].phone,
        federation.union,
    )
    assert PersonTag.objects.filter(tag="migrant").count() == 50
    assert Membership.objects.get(person=person).source == "roster:1"


def test_the_same_list_twice_changes_nothing(federation, officer):
    rows = [
        row(federation.union, phone="13800001111", bank_account="62220200012345", skill="3", tags=["migrant"])
    ]
    admit_many(actor=officer, rows=rows, at=AT, source="roster:1")
    before = (
        list(Person.objects.values()),
        list(Membership.objects.values()),
        list(PersonTag.objects.values()),
    )
    again = admit_many(actor=officer, rows=rows, at=AT, source="roster:2")
    assert (again.created, again.joined, again.updated, again.unchanged) == (0, 0, 0, 1)
    assert before == (
        list(Person.objects.values()), list(Membership.objects.values()), list(PersonTag.objects.values()),
    )  # fmt: skip


def test_new_facts_bring_a_member_up_to_date_and_empty_ones_erase_nothing(federation, officer):
    number = build.valid_id()
    first = row(federation.union, id_number=number, phone="13800001111", job="焊工")
    admit_many(actor=officer, rows=[first], at=AT, source="r")
    done = admit_many(
        actor=officer, rows=[row(federation.union, id_number=number, phone="13900002222")], at=AT, source="r"
    )
    person = Person.objects.get(id_bidx=id_blind(number))
    assert (done.updated, person.phone, person.job) == (1, "13900002222", "焊工")


def test_each_bad_row_has_its_reason_and_the_others_go_in(federation, officer):
    elsewhere = build.member(federation.other_union, "李芳")
    known = build.member(federation.union, "赵六")
    twice = build.valid_id()
    former = build.person(federation.union, "孙七")
    Membership.objects.create(person=former, org=federation.union, valid=(date(2018, 1, 1), date(2022, 1, 1)))
    rows = [
        row(federation.union, id_number=twice),
        row(federation.union, id_number=twice),
        row(federation.union, id_number="110105194912310021"),
        row(federation.other_union),
        row(federation.union, "李芳", id_number=elsewhere.id_number),
        row(federation.union, "赵七", id_number=known.id_number),
        row(federation.union, "孙七", id_number=former.id_number, joined_on=date(2020, 1, 1)),
    ]
    done = admit_many(actor=officer, rows=rows, at=AT, source="r")
    assert done.joined == 1
    assert {index: type(refusal) for index, refusal in done.refused} == {
        1: RowTwice, 2: Invalid, 3: Missing, 4: AlreadyMember, 5: NameDiffers, 6: MemberThen,
    }  # fmt: skip
    assert all(str(refusal) for _index, refusal in done.refused)


def test_who_left_and_stands_in_a_new_list_is_a_member_again(federation, officer):
    former = build.person(federation.other_union, "孙七")
    Membership.objects.create(
        person=former, org=federation.other_union, valid=(date(2018, 1, 1), date(2022, 1, 1))
    )
    again = row(federation.union, "孙七", id_number=former.id_number, joined_on=date(2023, 1, 1))
    done = admit_many(actor=officer, rows=[again], at=AT, source="r")
    former.refresh_from_db()
    assert (done.created, done.joined, former.home) == (0, 1, federation.union)


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_people_at_once_make_each_once(race, federation):
    rows = [row(federation.union, f"王{chr(0x4E00 + n)}", joined_on=date(2021, 1, 1)) for n in range(40)]
    race(admit_many, takers=4, actor=SYSTEM, rows=rows, at=AT, source="r")
    assert Person.objects.filter(name__startswith="王").count() == 40
    assert Membership.objects.count() == 40
