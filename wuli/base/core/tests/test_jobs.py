"""Long work: seen while it runs, stopped on request, done by one worker, taken up after a death."""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.people import client_for, officer
from wuli.base.core import jobs
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.jobs import cancel_job, retry_job, start_job
from wuli.base.core.errors import Conflict, Missing
from wuli.base.core.jobs import JobKind, Progress, run_job
from wuli.base.core.models.jobs import Job


@pytest.fixture
def kind() -> Iterator[Any]:
    """Work that the test gives, for as long as the test runs."""

    def give(work: Any) -> None:
        jobs.KINDS["test.work"] = JobKind("test.work", "试", {"count": "正在数"}, work)

    yield give
    jobs.KINDS.pop("test.work", None)


def begin(actor: Any = SYSTEM) -> Job:
    return start_job(actor=actor, kind="test.work", args={}, about="数数")


def seen(pk: Any) -> tuple[Any, ...]:
    """What another connection sees of a job right now."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT state, step, done, total FROM core_job WHERE id = %s", [pk])
            return tuple(cursor.fetchone())
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_works_transaction_is_open(kind: Any) -> None:
    told: list[tuple[Any, ...]] = []

    def work(job: Job, progress: Progress) -> Mapping[str, Any]:
        with transaction.atomic():
            progress.step("count", total=10)
            progress.tick(4, force=True)
            told.append(seen(job.pk))
        return {"counted": 10}

    kind(work)
    job = begin()
    run_job(job.pk)
    job.refresh_from_db()
    assert told == [("running", "count", 4, 10)]
    assert (job.state, job.result, job.percent) == ("done", {"counted": 10}, 40)
    assert job.seconds is not None


@pytest.mark.django_db(transaction=True)
def test_work_stops_at_its_next_word_when_asked(kind: Any) -> None:
    def work(job: Job, progress: Progress) -> None:
        cancel_job(actor=SYSTEM, job=job, at=timezone.now())
        progress.tick(5, force=True)
        raise AssertionError("it went on")

    kind(work)
    job = begin()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_one_job(kind: Any) -> None:
    runs: list[Any] = []

    def work(job: Job, progress: Progress) -> None:
        runs.append(job.pk)
        second = threading.Thread(target=_run_and_close, args=(job.pk,))
        second.start()
        second.join()

    kind(work)
    run_job(begin().pk)
    assert len(runs) == 1


def _run_and_close(pk: Any) -> None:
    try:
        run_job(pk)
    finally:
        connection.close()


@pytest.mark.django_db
def test_no_commit_no_job(kind: Any) -> None:
    kind(lambda job, progress: None)
    with pytest.raises(RuntimeError), transaction.atomic():
        begin()
        raise RuntimeError
    assert not Job.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_a_fault_ends_the_job_with_words_and_it_can_be_tried_again(kind: Any) -> None:
    def broken(job: Job, progress: Progress) -> None:
        raise ZeroDivisionError

    kind(broken)
    job = begin()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "出了故障" in str(jobs.why_failed(job))
    kind(lambda job, progress: {"fine": True})
    retry_job(actor=SYSTEM, job=job)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"fine": True})
    with pytest.raises(Conflict):
        cancel_job(actor=SYSTEM, job=job, at=timezone.now())


@pytest.mark.django_db
def test_work_whose_worker_dies_each_time_is_given_up(kind: Any) -> None:
    kind(lambda job, progress: None)
    job = begin()
    job.move_to("running")
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "每次都中断" in str(jobs.why_failed(job))


@pytest.mark.django_db
def test_a_job_is_its_owners_alone(kind: Any, federation: Any, neighbour: Any) -> None:
    kind(lambda job, progress: None)
    mine = officer(federation.town, "陈明")
    job = begin(mine)
    stranger = client_for(neighbour)
    for path in ("", "progress/", "file/"):
        assert stranger.get(f"/jobs/{job.pk}/{path}").status_code == 404
    for path in ("cancel/", "retry/"):
        assert stranger.post(f"/jobs/{job.pk}/{path}").status_code == 404
    assert "数数" not in stranger.get("/jobs/").content.decode()
    with pytest.raises(Missing):
        cancel_job(actor=neighbour, job=job, at=timezone.now())
    own = client_for(mine)
    assert "数数" in own.get("/jobs/").content.decode()
    assert own.post(f"/jobs/{job.pk}/cancel/").status_code == 303
    job.refresh_from_db()
    assert job.state == "cancelled"


@pytest.mark.django_db
def test_the_poller_costs_nothing_while_nothing_moves(kind: Any, federation: Any, officer: Any) -> None:
    kind(lambda job, progress: None)
    job = begin(officer)
    own: Client = client_for(officer)
    address = f"/jobs/{job.pk}/progress/"
    assert own.get(address, {"seen": job.mark}).status_code == 204
    assert own.get(address, {"seen": "old"}).status_code == 200
    run_job(job.pk)
    assert own.get(address, {"seen": job.mark})["HX-Refresh"] == "true"


@pytest.mark.django_db
def test_the_database_keeps_a_job_within_its_total_and_its_steps(kind: Any) -> None:
    kind(lambda job, progress: None)
    job = begin()
    with (
        pytest.raises(Exception, match="job_not_beyond_total"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute("UPDATE core_job SET done = 5, total = 3 WHERE id = %s", [job.pk])
    with pytest.raises(Exception, match="Invalid transition"), transaction.atomic(), connection.cursor() as c:
        c.execute("UPDATE core_job SET state = 'done' WHERE id = %s", [job.pk])
