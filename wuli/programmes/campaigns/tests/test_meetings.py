"""Joint conferences: member units, minutes, decisions that become tasks, late ones at the next meeting."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from wuli.base.core.errors import Invalid
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import Decision, Meeting, Seat, Task
from wuli.programmes.campaigns.tests import build


@pytest.fixture
def conference(federation: Any, county_officer: Any) -> Any:
    """A joint conference with two member units."""
    plan = build.plan(federation.county, county_officer, "joint_conference", title="产改联席会议")
    for name in ["县人社局", "县工信局"]:
        actions.name_bureau(actor=county_officer, plan=plan, name=name, contact="联络员")
    return plan


def test_a_decision_becomes_a_task_of_a_member_unit_watched_by_our_officer(
    conference: Any, county_officer: Any, client_for: Any
) -> None:
    client = client_for(county_officer)
    told = {"title": "第一次会", "starts_at": "2026-11-02T14:30", "place": "会议室", "agenda": "议技能提升"}
    page = client.post(f"{conference.get_absolute_url()}meeting/", told)
    meeting = Meeting.objects.get()
    assert page["Location"] == meeting.get_absolute_url()
    bureau = conference.bureaus.first()
    address = meeting.get_absolute_url()
    assert client.post(f"{address}hold/", {"minutes": " "}).status_code == 422
    client.post(f"{address}hold/", {"minutes": "议定两件事", f"who-{bureau.pk}": "张科长"})
    assert [(seat.bureau.name, seat.came) for seat in Seat.objects.order_by("bureau__order")] == [
        ("县人社局", True), ("县工信局", False),
    ]  # fmt: skip
    due = build.today() + timedelta(days=20)
    client.post(f"{address}decide/", {"words": "出台技能补贴办法", "bureau": str(bureau.pk), "due_on": due})
    task = Task.objects.get()
    assert (task.bureau, task.owner, task.decision.number) == (bureau, county_officer, 1)
    assert "出台技能补贴办法" in client.get(address).content.decode()


def test_a_meeting_is_not_held_before_its_time(conference: Any, county_officer: Any, client_for: Any) -> None:
    soon = timezone.now() + timedelta(days=6)
    meeting = actions.call_meeting(
        actor=county_officer,
        plan=conference,
        title="下次会",
        starts_at=soon,
        place="会议室",
        agenda="一、看进展",
    )
    refused = client_for(county_officer).post(f"{meeting.get_absolute_url()}hold/", {"minutes": "议定两件事"})
    assert refused.status_code == 422
    assert "还没到开始时间" in refused.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == "planned"


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "nonsense"])
def test_a_calendar_has_no_end_of_time(county_officer: Any, client_for: Any, month: str) -> None:
    assert client_for(county_officer).get(f"/campaigns/calendar/?month={month}").status_code == 200


def test_an_address_that_names_no_unit_leaves_the_field_empty(county_officer: Any, client_for: Any) -> None:
    assert client_for(county_officer).get("/campaigns/supervision/ask/?org=zz").status_code == 200


def test_the_next_meeting_begins_with_what_is_late(
    conference: Any, county_officer: Any, client_for: Any
) -> None:
    first = build.held_meeting(conference, days_ago=40)
    long_ago = timezone.now() - timedelta(days=40)
    actions.note_decision(
        actor=county_officer, meeting=first, words="月底前交清单", bureau=conference.bureaus.first(),
        due_on=timezone.localdate(long_ago) + timedelta(days=5), at=long_ago,
    )  # fmt: skip
    told = {"title": "第二次会", "place": "会议室", "agenda": "看进展"}
    second = actions.call_meeting(
        actor=county_officer, plan=conference, starts_at=timezone.now() + timedelta(minutes=5), **told
    )
    page = client_for(county_officer).get(second.get_absolute_url()).content.decode()
    assert "会前先看" in page
    assert "月底前交清单" in page


def test_a_member_unit_is_named_once_and_only_its_own_conference_gives_it_work(
    federation: Any, conference: Any, county_officer: Any
) -> None:
    with pytest.raises(actions.BureauThere, match="县人社局"):
        actions.name_bureau(actor=county_officer, plan=conference, name="县人社局")
    other = build.plan(federation.county, county_officer, "joint_conference", title="三方会议")
    meeting = build.held_meeting(other)
    with pytest.raises(Invalid):
        actions.note_decision(
            actor=county_officer, meeting=meeting, words="x", bureau=conference.bureaus.first(),
            due_on=build.today(), at=timezone.now(),
        )  # fmt: skip
    assert not Decision.objects.exists()


def test_a_campaign_has_no_member_units(federation: Any, county_officer: Any) -> None:
    with pytest.raises(actions.NoMeetings):
        actions.name_bureau(
            actor=county_officer, plan=build.plan(federation.county, county_officer), name="县人社局"
        )


def test_raw_sql_cannot_hold_a_meeting_without_minutes(conference: Any) -> None:
    told = {"title": "会", "place": "室", "agenda": "x", "starts_at": timezone.now()}
    actions.call_meeting(actor=conference.lead, plan=conference, **told)
    with connection.cursor() as cursor:
        for statement, constraint in [
            ("UPDATE campaigns_meeting SET state = 'held'", "meeting_held_with_minutes"),
            ("UPDATE campaigns_bureau SET name = 'x'", "bureau_once"),
        ]:
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                cursor.execute(statement)
