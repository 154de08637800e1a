"""States are held by the database: birth, steps, and the same table for action and button."""

import pytest
from django.db import Error, connection, transaction

from wuli.base.core.errors import Conflict
from wuli.base.core.models import Job


def raw(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_raw_sql_cannot_take_a_step_that_does_not_exist() -> None:
    job = Job.objects.create(kind="tests")
    with pytest.raises(Error, match="Invalid transition") as refused:
        raw("UPDATE core_job SET state = 'done' WHERE id = %s", job.pk)
    assert refused.value.__cause__.sqlstate == "P0001"
    raw("UPDATE core_job SET state = 'running' WHERE id = %s", job.pk)


@pytest.mark.django_db
def test_nothing_is_born_finished() -> None:
    with pytest.raises(Error, match="Cannot insert"), transaction.atomic():
        Job.objects.create(kind="tests", state="done")
    with pytest.raises(Error, match="Cannot insert"), transaction.atomic():
        Job.objects.bulk_create([Job(kind="tests", state="running")])


@pytest.mark.django_db
def test_a_step_moves_the_record_and_the_row() -> None:
    job = Job.objects.create(kind="tests")
    assert job.may_move_to("running")
    job.move_to(Job.State.RUNNING)
    assert job.state == Job.objects.get().state == "running"


@pytest.mark.django_db
def test_a_step_that_does_not_exist_is_a_conflict() -> None:
    job = Job.objects.create(kind="tests")
    assert not job.may_move_to("done")
    with pytest.raises(Conflict):
        job.move_to("done")


@pytest.mark.django_db
def test_who_looks_at_an_old_page_cannot_take_a_step_that_is_gone() -> None:
    job = Job.objects.create(kind="tests")
    stale = Job.objects.get()
    job.move_to("cancelled")
    with pytest.raises(Conflict):
        stale.move_to("running")
    assert Job.objects.get().state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_one_step_at_once_one_has_it(race: object) -> None:
    job = Job.objects.create(kind="tests")
    seen = [Job.objects.get() for _each in range(6)]
    outcome = race(lambda record: record.move_to("running"), each={"record": seen})
    assert outcome[Conflict] == 5
    assert Job.objects.get(pk=job.pk).state == "running"
