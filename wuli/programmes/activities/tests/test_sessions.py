"""Planning, opening, holding and cancelling sessions, by action and by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.people.tests.build import member
from wuli.programmes.activities import actions
from wuli.programmes.activities.models import Session
from wuli.programmes.activities.tests import build

PLAN = {
    "kind": "technology_lecture", "title": "数控车床排故", "topic": "manufacturing", "speaker": "沈国强",
    "speaker_unit": "", "place": "报告厅", "day": "2026-03-05", "starts": "14:00", "ends": "16:00",
    "capacity": "80", "summary": "",
}  # fmt: skip


def test_an_officer_plans_a_lecture_on_the_page(federation: Any, officer: Any, client_for: Any) -> None:
    page = client_for(officer).post("/activities/plan/", PLAN | {"org": str(federation.town.pk)})
    session = Session.objects.get()
    assert page.status_code == 303
    assert page["Location"] == session.get_absolute_url()
    assert timezone.localtime(session.starts_at).hour == 14
    assert session.occurred_on.isoformat() == "2026-03-05"


def test_impossible_times_are_told_under_their_field(federation: Any, officer: Any, client_for: Any) -> None:
    told = PLAN | {"org": str(federation.town.pk), "ends": "13:00"}
    page = client_for(officer).post("/activities/plan/", told)
    assert page.status_code == 422
    assert "结束要晚于开始" in page.content.decode()
    assert not Session.objects.exists()


def test_an_officer_cannot_plan_for_the_neighbour(federation: Any, officer: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.plan_session(
            actor=officer, org=federation.other_town, kind="technology_lecture", title="x", place="y",
            starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1),
        )  # fmt: skip


def test_check_in_does_not_open_a_day_before(federation: Any, officer: Any) -> None:
    session = build.lecture(federation.town, starts_at=timezone.now() + timedelta(days=1))
    with pytest.raises(actions.TooEarly):
        actions.open_session(actor=officer, session=session, at=timezone.now())


def test_what_has_not_begun_was_not_held(federation: Any, officer: Any) -> None:
    soon = timezone.now() + timedelta(hours=1)
    session = actions.open_session(
        actor=officer, session=build.lecture(federation.town, starts_at=soon), at=timezone.now()
    )
    with pytest.raises(actions.NotBegun):
        actions.hold_session(actor=officer, session=session, at=timezone.now())


def test_a_lecture_that_people_attended_is_not_cancelled(federation: Any, officer: Any) -> None:
    session = build.open_lecture(federation.town)
    build.attended(session, member(federation.union))
    with pytest.raises(actions.HasAttendance, match="1 人"):
        actions.cancel_session(actor=officer, session=session, reason="改期")


def test_cancelling_needs_a_reason_that_members_read(federation: Any, officer: Any, client_for: Any) -> None:
    session = build.lecture(federation.town)
    client = client_for(officer)
    assert client.post(f"/activities/{session.pk}/cancel/", {"reason": ""}).status_code == 422
    client.post(f"/activities/{session.pk}/cancel/", {"reason": "主讲人有会，改到下月"})
    assert "改到下月" in client.get(session.get_absolute_url()).content.decode()


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(
    federation: Any, officer: Any, colleague: Any, client_for: Any
) -> None:
    session = build.lecture(federation.town)
    told = PLAN | {"seen_version": session.version}
    assert client_for(officer).post(f"/activities/{session.pk}/correct/", told).status_code == 303
    second = client_for(colleague).post(f"/activities/{session.pk}/correct/", told | {"title": "另一个题目"})
    session.refresh_from_db()
    assert second.status_code == 422
    assert "刚被别人改过" in second.content.decode()
    assert session.title == PLAN["title"]


def test_attendances_follow_a_corrected_day(federation: Any, officer: Any) -> None:
    session = build.held_lecture(federation.town, member(federation.union))
    start = session.starts_at - timedelta(days=40)
    actions.correct_session(
        actor=officer, session=session, seen_version=session.version, title="t", place="p",
        starts_at=start, ends_at=start + timedelta(hours=2),
    )  # fmt: skip
    assert session.attendances.get().occurred_on == timezone.localdate(start)


def test_the_database_refuses_an_illegal_step(federation: Any) -> None:
    session = build.lecture(federation.town)
    with pytest.raises(ProgrammingError, match="Invalid transition"), connection.cursor() as cursor:
        cursor.execute("UPDATE activities_session SET state = 'held' WHERE id = %s", [session.pk])


def test_the_database_refuses_a_cancellation_without_reason(federation: Any) -> None:
    session = build.lecture(federation.town)
    with pytest.raises(IntegrityError, match="session_cancelled_with_reason"), connection.cursor() as cursor:
        cursor.execute("UPDATE activities_session SET state = 'cancelled' WHERE id = %s", [session.pk])


def test_the_database_refuses_an_end_before_the_start(federation: Any) -> None:
    session = build.lecture(federation.town)
    with pytest.raises(IntegrityError, match="session_ends_after_start"), connection.cursor() as cursor:
        cursor.execute("UPDATE activities_session SET ends_at = starts_at WHERE id = %s", [session.pk])


def test_an_unknown_topic_is_refused(federation: Any, officer: Any) -> None:
    with pytest.raises(Invalid) as refused:
        build.lecture(federation.town, topic="astrology")
    assert "topic" in refused.value.fields


def test_opening_twice_tells_that_the_step_is_gone(federation: Any, officer: Any) -> None:
    session = build.open_lecture(federation.town)
    with pytest.raises(Conflict):
        actions.open_session(actor=officer, session=session, at=timezone.now())


def test_a_step_taken_twice_is_told_where_the_record_stands(
    federation: Any, officer: Any, client_for: Any
) -> None:
    session = build.held_lecture(federation.town)
    again = client_for(officer).post(f"/activities/{session.pk}/hold/")
    assert again.status_code == 409
    assert "现在是“已举办”，这一步办不了" in again.content.decode()
