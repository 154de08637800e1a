"""Checking people in: by code, by name, once, and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.people.actions import show_code
from wuli.base.people.tests.build import member
from wuli.programmes.activities import actions
from wuli.programmes.activities.models import Attendance
from wuli.programmes.activities.tests import build


def test_a_shown_member_code_checks_its_owner_in(
    federation: Any, officer: Any, client_for: Any, with_phone: Any
) -> None:
    session = build.open_lecture(federation.town)
    person = with_phone(federation.union)
    shown = show_code(actor=person.user, person=person, at=timezone.now())
    page = client_for(officer).post(f"/activities/{session.pk}/check-in/", {"code": shown.text})
    assert "陈志强 签到了" in page.content.decode()
    assert session.attendances.get().method == "code"


def test_a_member_of_another_town_is_welcome_with_a_code(
    federation: Any, officer: Any, client_for: Any, with_phone: Any
) -> None:
    session = build.open_lecture(federation.town)
    guest = with_phone(federation.other_union, "吴海波")
    shown = show_code(actor=guest.user, person=guest, at=timezone.now())
    client_for(officer).post(f"/activities/{session.pk}/check-in/", {"code": shown.text})
    assert session.attendances.get().person == guest


def test_a_made_up_code_is_refused_with_words(federation: Any, officer: Any, client_for: Any) -> None:
    session = build.open_lecture(federation.town)
    page = client_for(officer).post(f"/activities/{session.pk}/check-in/", {"code": "WL1:NONSENSE"})
    assert page.status_code == 422
    assert not Attendance.objects.exists()


def test_looking_up_by_initials_finds_only_ones_own_people(
    federation: Any, officer: Any, client_for: Any
) -> None:
    session = build.open_lecture(federation.town)
    member(federation.union, name="周春梅")
    member(federation.other_union, name="周春兰")
    page = client_for(officer).get(f"/activities/{session.pk}/check-in/", {"q": "zc"}).content.decode()
    assert "周春梅" in page
    assert "周春兰" not in page


def test_a_second_check_in_says_when_the_first_was(federation: Any, officer: Any) -> None:
    session = build.open_lecture(federation.town)
    person = member(federation.union)
    build.attended(session, person)
    with pytest.raises(actions.AlreadyThere):
        actions.check_in(actor=officer, session=session, person=person, at=timezone.now())
    assert session.attendances.count() == 1


def test_a_withdrawn_check_in_does_not_count_and_can_stand_again(federation: Any, officer: Any) -> None:
    session = build.open_lecture(federation.town)
    person = member(federation.union)
    attendance = build.attended(session, person)
    actions.withdraw_check_in(actor=officer, attendance=attendance)
    assert session.attendances.counted().count() == 0
    actions.check_in(actor=officer, session=session, person=person, at=timezone.now())
    assert session.attendances.counted().count() == 1


def test_nobody_is_checked_in_before_it_opens(federation: Any, officer: Any) -> None:
    session = build.lecture(federation.town)
    with pytest.raises(actions.CheckInClosed):
        actions.check_in(actor=officer, session=session, person=member(federation.union), at=timezone.now())


def test_the_database_refuses_one_person_twice(federation: Any) -> None:
    session = build.open_lecture(federation.town)
    kept = build.attended(session, member(federation.union))
    with pytest.raises(IntegrityError, match="attendance_once"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activities_attendance (id, created_at, occurred_on, method, state, recorded_at,"
            " org_id, person_id, session_id) SELECT gen_random_uuid(), created_at, occurred_on, method,"
            " state, recorded_at, org_id, person_id, session_id FROM activities_attendance WHERE id = %s",
            [kept.pk],
        )


@pytest.mark.django_db(transaction=True)
def test_two_stewards_scanning_one_person_count_once(race: Any) -> None:
    from tests.people import build_federation

    federation = build_federation()
    session = build.open_lecture(federation.town)
    person = member(federation.union)
    at = timezone.now()
    outcome = race(actions.check_in, actor=SYSTEM, session=session, person=person, at=at, takers=6)
    assert outcome[actions.AlreadyThere] == 5
    assert session.attendances.count() == 1


def test_the_live_list_is_silent_while_nobody_comes(federation: Any, officer: Any, client_for: Any) -> None:
    session = build.open_lecture(federation.town)
    client = client_for(officer)
    address = f"/activities/{session.pk}/check-in/list/"
    assert client.get(address, {"since": "0"}).status_code == 204
    build.attended(session, member(federation.union, name="徐丽"))
    assert "徐丽" in client.get(address, {"since": "0"}).content.decode()


def test_a_long_list_goes_in_at_once_and_twice_changes_nothing(federation: Any, officer: Any) -> None:
    session = build.open_lecture(federation.town)
    people = [member(federation.union) for _ in range(3)]
    at = session.starts_at + timedelta(minutes=5)
    assert actions.check_in_many(actor=officer, session=session, people=people, at=at) == 3
    assert actions.check_in_many(actor=officer, session=session, people=people, at=at) == 0


@pytest.mark.parametrize("sent", [{}, {"person": ""}, {"person": "abc"}, {"code": "  "}])
def test_nobody_named_is_told_so_and_nobody_is_checked_in(
    federation: Any, officer: Any, client_for: Any, sent: dict[str, str]
) -> None:
    session = build.open_lecture(federation.union)
    page = client_for(officer).post(f"/activities/{session.pk}/check-in/", sent)
    assert page.status_code == 422
    assert "没有输会员码，也没有选人" in page.content.decode()
    assert not session.attendances.exists()
