"""Giving, doing, handing in and accepting tasks, by action and by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.core.models import Notice
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import Task
from wuli.programmes.campaigns.tests import build


def give(client: Any, org: Any, **more: Any) -> Any:
    told = {"title": "摸清骑手底数", "due_on": build.today() + timedelta(days=9), "org": str(org.pk)}
    return client.post("/campaigns/tasks/give/", told | more)


def test_the_county_gives_a_town_a_task_and_the_towns_officer_answers(
    federation: Any, county_officer: Any, officer: Any, client_for: Any
) -> None:
    page = give(client_for(county_officer), federation.town)
    task = Task.objects.get()
    assert page["Location"] == task.get_absolute_url()
    assert (task.owner, task.asked_by) == (officer, federation.county)
    assert Notice.objects.get(user=officer).event == "campaigns.task_given"
    assert "摸清骑手底数" in client_for(officer).get("/desk/").content.decode()


def test_a_unit_without_an_officer_gets_no_task(
    federation: Any, county_officer: Any, client_for: Any
) -> None:
    page = give(client_for(county_officer), federation.other_town)
    assert page.status_code == 422
    assert "还没有能承办任务的干部" in page.content.decode()
    assert not Task.objects.exists()


def test_a_task_is_not_given_upwards_or_aside(federation: Any, officer: Any) -> None:
    told = {"title": "x", "due_on": build.today(), "at": timezone.now(), "owner": officer}
    with pytest.raises(NotAllowed):
        actions.give_task(actor=officer, org=federation.county, **told)
    with pytest.raises(actions.NotBelow):
        actions.give_task(actor=officer, org=federation.other_town, asked_by=federation.town, **told)


def test_who_cannot_work_there_does_not_answer_for_it(federation: Any, officer: Any, neighbour: Any) -> None:
    with pytest.raises(actions.CannotOwn, match="王强"):
        build.task(federation.town, neighbour)


def test_a_day_that_is_past_is_refused_under_its_field(
    federation: Any, county_officer: Any, officer: Any, client_for: Any
) -> None:
    page = give(client_for(county_officer), federation.town, due_on=build.today() - timedelta(days=1))
    assert page.status_code == 422
    assert "期限已经过去了" in page.content.decode()


def test_from_giving_to_acceptance_on_the_pages(
    federation: Any, county_officer: Any, officer: Any, client_for: Any
) -> None:
    above, below = client_for(county_officer), client_for(officer)
    give(above, federation.town)
    task = Task.objects.get()
    below.post(f"{task.get_absolute_url()}progress/", {"words": "跑了三个站点"})
    assert Task.objects.get().state == "doing"
    refused = below.post(f"{task.get_absolute_url()}hand-in/", {"words": "登记了 86 人"})
    assert refused.status_code == 422
    assert "还没有佐证" in refused.content.decode()
    build.with_paper(task)
    below.post(f"{task.get_absolute_url()}hand-in/", {"words": "登记了 86 人"})
    above.post(f"{task.get_absolute_url()}return/", {"words": "缺八巨站点"})
    assert Task.objects.get().state == "returned"
    below.post(f"{task.get_absolute_url()}hand-in/", {"words": "补了八巨站点"})
    above.post(f"{task.get_absolute_url()}accept/", {"words": ""})
    assert Task.objects.get().state == "accepted"
    course = above.get(task.get_absolute_url()).content.decode()
    for words in ["跑了三个站点", "缺八巨站点", "补了八巨站点"]:
        assert words in course


def test_nobody_accepts_their_own_work(federation: Any, officer: Any) -> None:
    task = build.handed_in(build.task(federation.town, officer))
    with pytest.raises(actions.OwnWork):
        actions.accept_task(actor=officer, task=task, at=timezone.now())


def test_a_task_given_to_oneself_is_closed_by_oneself(federation: Any, officer: Any) -> None:
    own = actions.give_task(
        actor=officer, org=federation.town, owner=officer, title="写月报", due_on=build.today(),
        at=timezone.now(),
    )  # fmt: skip
    task = build.handed_in(own)
    assert actions.accept_task(actor=officer, task=task, at=timezone.now()).state == "accepted"


def test_what_was_handed_in_is_not_changed(federation: Any, officer: Any) -> None:
    task = build.handed_in(build.task(federation.town, officer))
    told = {"title": "别的", "due_on": task.due_on, "at": timezone.now()}
    with pytest.raises(actions.NotWaiting):
        actions.correct_task(actor=officer, task=task, seen_version=task.version, **told)


def test_the_second_of_two_editors_is_told(federation: Any, officer: Any, colleague: Any) -> None:
    task = build.task(federation.town, officer)
    told = {"task": task, "seen_version": task.version, "due_on": task.due_on, "at": timezone.now()}
    actions.correct_task(actor=officer, title="底数表", **told)
    with pytest.raises(Conflict):
        actions.correct_task(actor=colleague, title="名册", **told)
    assert Task.objects.get().title == "底数表"


def test_dropping_needs_a_reason(federation: Any, officer: Any) -> None:
    task = build.task(federation.town, officer)
    with pytest.raises(Invalid):
        actions.drop_task(actor=officer, task=task, words=" ", at=timezone.now())


def test_the_database_keeps_the_days_on_which_a_task_was_late(federation: Any, officer: Any) -> None:
    task = build.late_task(federation.town, officer, days=3)
    late = Task.objects.get(pk=task.pk).late
    assert (late.lower, late.upper) == (task.due_on + timedelta(days=1), None)
    build.handed_in(task)
    late = Task.objects.get(pk=task.pk).late
    assert (late.lower, late.upper) == (task.due_on + timedelta(days=1), build.today())
    in_time = build.handed_in(build.task(federation.town, officer))
    assert Task.objects.get(pk=in_time.pk).late.isempty


def test_raw_sql_cannot_hand_in_without_a_day_nor_skip_a_state(federation: Any, officer: Any) -> None:
    task = build.task(federation.town, officer)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="task_ended_on_a_day"):
        cursor.execute("UPDATE campaigns_task SET state = 'done' WHERE id = %s", [task.pk])


def test_raw_sql_cannot_accept_what_nobody_handed_in(federation: Any, officer: Any) -> None:
    task = build.task(federation.town, officer)
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="Invalid transition"):
        cursor.execute(
            "UPDATE campaigns_task SET state = 'accepted', ended_on = due_on WHERE id = %s", [task.pk]
        )


def test_the_course_of_a_task_is_never_rewritten(federation: Any, officer: Any) -> None:
    build.task(federation.town, officer)
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="Cannot update or delete"):
        cursor.execute("UPDATE campaigns_tasknote SET words = 'x'")
