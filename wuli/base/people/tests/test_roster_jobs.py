"""A roster import among dying workers, hasty officers and other imports of the same people."""

from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import pre_init
from django.utils import timezone

from tests import people
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.jobs import cancel_job
from wuli.base.core.excel import vault
from wuli.base.core.jobs import run_job
from wuli.base.core.models.jobs import Job
from wuli.base.core.models.staging import StagedRow
from wuli.base.core.tests.workers import give_back_stalled, kill_hard, start_worker, until
from wuli.base.orgs.models import Org
from wuli.base.people.actions import join_union
from wuli.base.people.models import Membership, Person
from wuli.base.people.roster import entering
from wuli.base.people.roster import jobs as roster_jobs
from wuli.base.people.roster.actions import SHELF, start_entering

from . import build
from .rosters import checked, page, step, uploaded, worked
from .sheets import book, id_of, row_of, rows_of

ROWS = entering.CHUNK + 400


@pytest.fixture
def desk(client_for: Any, officer: Any) -> Any:
    return client_for(officer)


@pytest.fixture
def office(transactional_db: None) -> people.Federation:
    """The federation, committed, so that other processes see it."""
    return people.build_federation()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_neither_loses_nor_doubles_anybody(office: Any) -> None:
    officer = people.officer(office.town, "陈明")
    roster = checked(people.client_for(officer), office.union, rows_of(ROWS))
    roster = start_entering(actor=officer, roster=roster, at=timezone.now())
    second_chunk = StagedRow.objects.filter(batch=roster.pk).order_by("-rowno").first()
    in_the_way = connection.copy()
    in_the_way.set_autocommit(False)
    with in_the_way.cursor() as cursor:  # the second chunk waits for this one: there the worker is killed
        cursor.execute(
            "INSERT INTO people_person (id, created_at, version, name, name_key, initials, id_type, id_bidx,"
            " id_mask, sex, phone_mask, bank_mask, nation, education, political, marital, skill, job)"
            " SELECT gen_random_uuid(), now(), 1, '', '', '', 'resident', %s, '', '0', '', '', '', '',"
            " '', '', '', ''",
            [second_chunk.key],
        )
    worker = start_worker()
    try:
        until(lambda: Job.objects.get(pk=roster.job_id).done >= entering.CHUNK)
    finally:
        kill_hard(worker)
        in_the_way.rollback()
        in_the_way.close()
    assert Membership.objects.count() == entering.CHUNK
    assert Job.objects.get(pk=roster.job_id).state == "running"
    give_back_stalled()
    assert start_worker("--one-shot").wait() == 0
    job = Job.objects.get(pk=roster.job_id)
    assert (job.state, job.done, job.total, job.attempts) == ("done", ROWS, ROWS, 2)
    assert Person.objects.count() == Membership.objects.count() == ROWS
    roster.refresh_from_db()
    assert roster.state == "entered"


@pytest.mark.django_db
def test_a_check_that_is_stopped_leaves_the_columns_to_be_told_again(
    desk: Any, federation: Any, officer: Any
) -> None:
    roster = uploaded(desk, federation.union, book(rows_of(20)))
    desk.post(f"{roster.get_absolute_url()}map/", roster.mapping)
    roster.refresh_from_db()
    assert desk.post(f"/jobs/{roster.job_id}/cancel/", {"next": roster.get_absolute_url()}).status_code == 303
    roster.refresh_from_db()
    assert roster.state == "uploaded"
    assert not StagedRow.objects.exists()
    run_job(roster.job_id)
    assert not StagedRow.objects.exists()


@pytest.mark.django_db
def test_a_check_that_failed_is_done_when_it_is_tried_again(desk: Any, federation: Any, officer: Any) -> None:
    roster = uploaded(desk, federation.union, book(rows_of(20)))
    desk.post(f"{roster.get_absolute_url()}map/", roster.mapping)
    data = vault.fetch(SHELF, roster.pk)
    vault.throw_away(SHELF, roster.pk)
    roster = worked(roster)
    assert (roster.state, Job.objects.get(pk=roster.job_id).state) == ("uploaded", "failed")
    vault.keep(SHELF, roster.pk, data or b"")
    desk.post(f"/jobs/{roster.job_id}/retry/", {"next": roster.get_absolute_url()})
    roster = worked(roster)
    assert (roster.state, Job.objects.get(pk=roster.job_id).state) == ("checked", "done")
    assert StagedRow.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_entering_that_is_stopped_halfway_keeps_what_is_in_and_can_go_on(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = people.officer(office.town, "陈明")
    desk = people.client_for(officer)
    roster = checked(desk, office.union, rows_of(12))
    roster = start_entering(actor=officer, roster=roster, at=timezone.now())
    monkeypatch.setattr(entering.next_chunk, "__defaults__", (5,))
    asked = []

    def ask_once(**_told: Any) -> None:
        if Membership.objects.count() and not asked:
            asked.append(cancel_job(actor=officer, job=Job.objects.get(pk=roster.job_id), at=timezone.now()))

    pre_init.connect(ask_once, sender=Org, weak=False, dispatch_uid="stop")
    try:
        worked(roster)
    finally:
        pre_init.disconnect(sender=Org, dispatch_uid="stop")
    roster.refresh_from_db()
    assert Job.objects.get(pk=roster.job_id).state == "cancelled"
    assert roster.state == "entered"
    assert 0 < Membership.objects.count() < 12
    step(desk, roster, "enter")
    assert Membership.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_many_rows_enter_two_chunks_at_a_time_and_each_once(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = people.officer(office.town, "陈明")
    roster = checked(people.client_for(officer), office.union, rows_of(43))
    roster = start_entering(actor=officer, roster=roster, at=timezone.now())
    monkeypatch.setattr(entering.next_chunk, "__defaults__", (5,))
    monkeypatch.setattr(roster_jobs, "PAIR_FROM", 1)
    run_job(roster.job_id)
    job = Job.objects.get(pk=roster.job_id)
    assert (job.state, job.done) == ("done", 43)
    assert Person.objects.count() == Membership.objects.count() == 43
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.metadata->>'action', c.metadata->>'user', count(*) FROM people_membershipevent e"
            " JOIN pghistory_context c ON c.id = e.pgh_context_id GROUP BY 1, 2"
        )
        assert cursor.fetchall() == [("people.enter_roster_rows", str(officer.pk), 43)]


@pytest.mark.django_db(transaction=True)
def test_a_stop_waits_for_both_chunks_and_the_rest_can_go_on(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = people.officer(office.town, "陈明")
    desk = people.client_for(officer)
    roster = checked(desk, office.union, rows_of(40))
    roster = start_entering(actor=officer, roster=roster, at=timezone.now())
    monkeypatch.setattr(entering.next_chunk, "__defaults__", (5,))
    monkeypatch.setattr(roster_jobs, "PAIR_FROM", 1)
    asked = []

    def ask_once(**_told: Any) -> None:
        if Membership.objects.count() and not asked:
            asked.append(cancel_job(actor=officer, job=Job.objects.get(pk=roster.job_id), at=timezone.now()))

    pre_init.connect(ask_once, sender=Org, weak=False, dispatch_uid="stop")
    try:
        run_job(roster.job_id)
    finally:
        pre_init.disconnect(sender=Org, dispatch_uid="stop")
    roster.refresh_from_db()
    assert Job.objects.get(pk=roster.job_id).state == "cancelled"
    assert roster.state == "entered"
    there = Membership.objects.count()
    assert 0 < there < 40
    assert StagedRow.objects.filter(batch=roster.pk, state="entered").count() == there
    step(desk, roster, "enter")
    assert Membership.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_people_at_once_enter_each_once(race: Any) -> None:
    office = people.build_federation()
    imports = []
    for union, town, name in [
        (office.union, office.town, "陈明"),
        (office.other_union, office.other_town, "王强"),
        (office.union, office.town, "李芳"),
    ]:
        officer = people.officer(town, name)
        rows = rows_of(60) if name != "王强" else list(reversed(rows_of(60)))
        roster = checked(people.client_for(officer), union, rows)
        imports.append(start_entering(actor=officer, roster=roster, at=timezone.now()).job_id)
    race(run_job, each={"job_id": imports})
    assert set(Job.objects.filter(pk__in=imports).values_list("state", flat=True)) == {"done"}
    assert Person.objects.count() == Membership.objects.count() == 60
    states = set(StagedRow.objects.values_list("state", flat=True))
    assert states <= {"entered", "same", "bad"}
    faults = {each["code"] for row in StagedRow.objects.filter(state="bad") for each in row.problems}
    assert faults <= {"other_union"}


@pytest.mark.django_db
def test_a_row_that_another_desk_entered_meanwhile_is_told(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1, 姓名="王芳"), row_of(2)])
    build.member(federation.other_union, "王芳", id_number=id_of(1))
    roster = step(desk, roster, "enter")
    text = page(desk, roster)
    assert "已入册 1 行" in text
    assert "已是五汛机械厂工会会员" in text


@pytest.mark.django_db
def test_somebody_who_joined_elsewhere_meanwhile_is_told(desk: Any, federation: Any) -> None:
    person = build.person(federation.union, "王芳", id_number=id_of(1))
    roster = checked(desk, federation.union, [row_of(1, 姓名="王芳", 工种="电工"), row_of(2)])
    join_union(
        actor=SYSTEM, person=person, org=federation.other_union, joined_on=build.JOINED, at=timezone.now()
    )
    roster = step(desk, roster, "enter")
    text = page(desk, roster)
    assert "已入册 1 行" in text
    assert "已是五汛机械厂工会会员" in text
    person.refresh_from_db()
    assert person.job == ""


@pytest.mark.django_db
def test_progress_is_polled_on_the_import_itself(desk: Any, federation: Any) -> None:
    roster = uploaded(desk, federation.union, book(rows_of(3)))
    desk.post(f"{roster.get_absolute_url()}map/", roster.mapping)
    assert "排队中" in page(desk, roster)
    job = Job.objects.get()
    address = f"{roster.get_absolute_url()}progress/"
    assert desk.get(address, {"seen": job.mark}).status_code == 204
    worked(roster)
    assert desk.get(address, {"seen": job.mark})["HX-Refresh"] == "true"
