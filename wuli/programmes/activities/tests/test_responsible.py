"""Who answers for a session: whoever planned it, until it is handed over; told wherever sessions are."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.people import officer as officer_at
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.models import Notice
from wuli.programmes.activities import actions
from wuli.programmes.activities.models import Session
from wuli.programmes.activities.tests import build
from wuli.programmes.activities.tests.test_sessions import PLAN


@pytest.fixture
def planned(federation: Any, officer: Any, client_for: Any) -> Session:
    """A lecture of tomorrow that 陈 planned on the page."""
    day = timezone.localdate() + timedelta(days=1)
    client_for(officer).post(
        "/activities/plan/", PLAN | {"org": str(federation.town.pk), "day": day.isoformat()}
    )
    return Session.objects.get()


def hand(client: Any, session: Session, to: Any, version: int | None = None) -> Any:
    told = {"to": str(to.pk), "seen_version": session.version if version is None else version}
    return client.post(f"/activities/{session.pk}/hand-over/", told)


def test_whoever_plans_a_session_answers_for_it_everywhere(
    planned: Session, officer: Any, client_for: Any, api_for: Any
) -> None:
    assert planned.responsible == officer
    client = client_for(officer)
    for address in [planned.get_absolute_url(), "/activities/", "/desk/"]:
        assert officer.name in client.get(address).content.decode().split("<main", 1)[1], address
    sheet = b"".join(client.get("/activities/export/"))
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert rows[-1][rows[-2].index("责任人")] == officer.name
    told = api_for(officer).get(f"/api/v1/activities/sessions/{planned.pk}").json()
    assert (told["responsible_id"], told["responsible"]) == (str(officer.pk), officer.name)


def test_a_session_is_handed_over_told_to_the_new_one_and_kept_in_the_audit(
    planned: Session, officer: Any, colleague: Any, client_for: Any
) -> None:
    client = client_for(officer)
    assert hand(client, planned, colleague).status_code == 303
    planned.refresh_from_db()
    assert planned.responsible == colleague
    assert Notice.objects.filter(user=colleague, event="activities.handed_over").count() == 1
    assert colleague.name in client.get("/desk/").content.decode().split("<main", 1)[1]
    page = client.get(f"/audit/record/activities.session/{planned.pk}/").content.decode()
    assert "责任人" in page
    assert officer.name in page
    assert colleague.name in page
    assert str(planned.declared.name) in page
    assert planned.kind not in page.split("<main", 1)[1]


def test_only_who_may_plan_there_can_be_responsible(
    planned: Session, federation: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    leader = officer_at(federation.town, "何领导", role="leader")
    for stranger in [neighbour, leader]:
        assert hand(client_for(officer), planned, stranger).status_code == 422
        with pytest.raises(Invalid):
            actions.hand_over_session(
                actor=officer, session=planned, to=stranger, seen_version=planned.version
            )
    page = client_for(officer).get(f"/activities/{planned.pk}/hand-over/").content.decode()
    assert neighbour.name not in page
    with pytest.raises(Invalid):
        build.lecture(federation.town, responsible=neighbour)


def test_the_second_of_two_who_hand_over_is_told(
    planned: Session, officer: Any, colleague: Any, client_for: Any
) -> None:
    version = planned.version
    assert hand(client_for(officer), planned, colleague, version).status_code == 303
    second = hand(client_for(colleague), planned, officer, version)
    assert second.status_code == 422
    assert "刚被别人改过" in second.content.decode()
    planned.refresh_from_db()
    assert planned.responsible == colleague


def test_handing_over_to_the_same_or_of_a_cancelled_session_is_refused(
    planned: Session, officer: Any, colleague: Any
) -> None:
    told = {"actor": officer, "session": planned, "seen_version": planned.version}
    with pytest.raises(Invalid):
        actions.hand_over_session(to=officer, **told)
    actions.cancel_session(actor=officer, session=planned, reason="主讲人有会")
    with pytest.raises(Conflict):
        actions.hand_over_session(to=colleague, **told)


def test_the_page_says_when_the_responsible_officer_has_left(
    planned: Session, federation: Any, officer: Any, colleague: Any, client_for: Any
) -> None:
    from wuli.base.orgs.models import RoleGrant

    client = client_for(colleague)
    assert "已不在这里任职" not in client.get(planned.get_absolute_url()).content.decode()
    with connection.cursor() as cursor:  # a year later
        cursor.execute(
            "UPDATE orgs_rolegrant SET valid = daterange(lower(valid) - 400, current_date)"
            " WHERE user_id = %s",
            [officer.pk],
        )
    assert not RoleGrant.objects.in_force(timezone.localdate()).filter(user=officer).exists()
    assert "已不在这里任职" in client.get(planned.get_absolute_url()).content.decode()


def test_the_register_is_searched_by_the_responsible_officer(
    planned: Session, federation: Any, officer: Any, client_for: Any
) -> None:
    build.lecture(federation.town, title="别的一场")
    page = client_for(officer).get("/activities/", {"q": officer.name}).content.decode()
    assert planned.title in page
    assert "别的一场" not in page


def test_the_api_plans_for_another_and_hands_over(
    federation: Any, officer: Any, colleague: Any, neighbour: Any, api_for: Any
) -> None:
    api = api_for(officer)
    start = timezone.now() + timedelta(days=2)
    told = {"org_id": federation.town.pk, "title": "焊接", "place": "报告厅", "starts_at": start}
    told |= {"ends_at": start + timedelta(hours=2), "responsible_id": colleague.pk}
    made = api.post("/api/v1/activities/sessions", told).json()
    assert made["responsible"] == colleague.name
    address = f"/api/v1/activities/sessions/{made['id']}"
    named = {row["name"] for row in api.get(f"{address}/officers").json()}
    assert {officer.name, colleague.name} <= named
    assert neighbour.name not in named
    over = api.post(f"{address}/hand-over", {"to_id": officer.pk, "seen_version": made["version"]})
    assert over.json()["responsible"] == officer.name
    late = api.post(f"{address}/hand-over", {"to_id": colleague.pk, "seen_version": made["version"]})
    assert late.status_code == 409
    out = api.post(f"{address}/hand-over", {"to_id": neighbour.pk, "seen_version": 2})
    assert out.status_code == 404


def test_the_database_refuses_a_responsible_officer_who_is_nobody(planned: Session) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE activities_session SET responsible_id = gen_random_uuid() WHERE id = %s", [planned.pk]
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_planner_is_found_in_the_audit_for_sessions_from_before(planned: Session, officer: Any) -> None:
    from importlib import import_module

    name = "wuli.programmes.activities.migrations.0002_somebody_answers_for_a_session"
    Session.objects.update(responsible=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module(name).PLANNERS)
    planned.refresh_from_db()
    assert planned.responsible == officer
