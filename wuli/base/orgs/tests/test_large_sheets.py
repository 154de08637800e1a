"""A large sheet of units: checked and founded by jobs, stopped, taken up after a death, twice is once."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.people import ApiClient, client_for
from wuli.base.core import jobs
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.files import store_file
from wuli.base.core.actions.jobs import cancel_job
from wuli.base.core.jobs import run_job
from wuli.base.core.models import Notice
from wuli.base.core.models.jobs import Job
from wuli.base.core.models.staging import StagedRow
from wuli.base.core.tests.workers import give_back_stalled, kill_hard, start_worker, until
from wuli.base.orgs.actions import FOUND
from wuli.base.orgs.intake import jobs as intake_jobs
from wuli.base.orgs.intake.actions import start_check, start_founding
from wuli.base.orgs.intake.models import UnitsSheet
from wuli.base.orgs.models import Org, OrgClosure
from wuli.base.orgs.tests import build
from wuli.base.orgs.tests.sheets import UNION, VILLAGE, book
from wuli.base.orgs.views import exchange

BAD = ["坏工会", "基层工会", "工会委员会", "正红镇总工会", "", "2010-13-01"]


def branch(n: int, parent: str = "友谊村工会") -> list[Any]:
    """The `n`th union of the village."""
    return [f"友谊第{n}工会", "基层工会", "工会委员会", parent, "", "2011-06-01"]


@pytest.fixture
def town(db: None) -> Org:
    """正红镇."""
    return build.town()


@pytest.fixture
def client(town: Org) -> Client:
    """陈, who keeps the units of the town."""
    return client_for(build.officer_at(town))


@pytest.fixture
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """From three rows on a sheet is large, and two units are a chunk."""
    monkeypatch.setattr(exchange, "IN_THE_REQUEST", 2)
    monkeypatch.setattr(intake_jobs, "CHUNK", 2)


def send(client: Client, *rows: list[Any]) -> UnitsSheet:
    """Send a sheet; the import that it became."""
    answer = client.post(reverse("orgs:import"), {"upload": book(*rows)})
    assert answer.status_code == 303, answer.content.decode()
    return UnitsSheet.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def worked(sheet: UnitsSheet) -> UnitsSheet:
    """The sheet after its job was done."""
    sheet.refresh_from_db()
    run_job(sheet.job_id)
    sheet.refresh_from_db()
    return sheet


def step(client: Client, sheet: UnitsSheet, name: str) -> UnitsSheet:
    """Found or check, and its job done."""
    answer = client.post(f"{sheet.get_absolute_url()}{name}/")
    assert answer.status_code == 303, answer.content.decode()
    return worked(sheet)


def page(client: Client, sheet: UnitsSheet, **headers: str) -> str:
    return client.get(sheet.get_absolute_url(), headers=headers).content.decode()


@pytest.mark.usefixtures("_few_are_many")
def test_good_rows_are_founded_upper_ones_first_and_bad_ones_wait(client: Client, town: Org) -> None:
    sheet = send(client, branch(1), branch(2), BAD, branch(3), VILLAGE)
    assert sheet.state == "checking"
    assert 'role="progressbar"' in page(client, sheet)
    sheet = worked(sheet)
    assert (sheet.state, sheet.rows, sheet.ready, sheet.wrong) == ("checked", 5, 4, 1)
    told = page(client, sheet)
    for words in ["建这 4 家", "要改的行", "F 建会时间", "没有 13 月"]:
        assert words in told
    assert Org.objects.count() == 2
    sheet = step(client, sheet, "found")
    assert (sheet.state, sheet.founded) == ("founded", 4)
    village = Org.objects.get(name="友谊村工会")
    assert village.child_edges.count() == 3
    assert OrgClosure.objects.filter(ancestor=town, descendant__name="友谊第3工会").exists()
    assert Notice.objects.filter(event="orgs.units_founded").count() == 1
    assert Job.objects.get(pk=sheet.job_id).result == {"founded": 4, "wrong": 1}


@pytest.mark.usefixtures("_few_are_many")
def test_the_error_file_is_the_same_sheet_with_reasons(client: Client, town: Org) -> None:
    sheet = worked(send(client, branch(1), VILLAGE, BAD))
    data = b"".join(client.get(f"{sheet.get_absolute_url()}faults/").streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "工会全称"
    assert [row[0] for row in rows[1:]] == ["坏工会"]
    assert "没有 13 月" in str(rows[1])
    assert rows[1][len(rows[0]) - 2] == 5


@pytest.mark.usefixtures("_few_are_many")
def test_faults_are_told_in_the_readers_language(client: Client, town: Org) -> None:
    sheet = worked(send(client, branch(1, "没有这个上级"), VILLAGE, BAD))
    client.cookies["django_language"] = "en"
    told = page(client, sheet)
    assert "没有找到这个上级" not in told
    assert "Import units" in told or "Rows to mend" in told or "to mend" in told


@pytest.mark.usefixtures("_few_are_many")
def test_the_same_sheet_twice_founds_nothing_twice(client: Client, town: Org) -> None:
    rows = [branch(1), branch(2), VILLAGE]
    step(client, worked(send(client, *rows)), "found")
    again = worked(send(client, *rows))
    assert (again.ready, again.unchanged) == (0, 3)
    assert client.post(f"{again.get_absolute_url()}found/").status_code == 422
    assert Org.objects.count() == 5


@pytest.mark.usefixtures("_few_are_many")
def test_a_check_that_is_stopped_can_be_made_again(client: Client, town: Org) -> None:
    sheet = send(client, branch(1), branch(2), VILLAGE)
    assert client.post(f"/jobs/{sheet.job_id}/cancel/", {"next": sheet.get_absolute_url()}).status_code == 303
    sheet.refresh_from_db()
    assert sheet.state == "stopped"
    assert "再查一遍" in page(client, sheet)
    assert step(client, sheet, "check").ready == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_few_are_many")
def test_founding_that_is_stopped_halfway_keeps_what_stands_and_goes_on(
    town: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = build.officer_at(town)
    client = client_for(officer)
    sheet = worked(send(client, *[branch(n) for n in range(1, 6)], VILLAGE))
    sheet = start_founding(actor=officer, sheet=sheet)
    asked: list[Any] = []
    monkeypatch.setattr(jobs, "TELL_EVERY", 0)  # the quickest machine hears of it, too

    def ask_once(chunk: Any) -> None:
        if Org.objects.filter(name__startswith="友谊").exists() and not asked:
            job = Job.objects.get(pk=sheet.job_id)
            asked.append(cancel_job(actor=officer, job=job, at=timezone.now()))

    from django.db.models.signals import pre_init

    def hear(**told: Any) -> None:
        ask_once(told)

    pre_init.connect(hear, sender=OrgClosure, weak=False, dispatch_uid="stop")
    pre_init.connect(hear, sender=UnitsSheet, weak=False, dispatch_uid="stop")
    try:
        worked(sheet)
    finally:
        pre_init.disconnect(sender=OrgClosure, dispatch_uid="stop")
        pre_init.disconnect(sender=UnitsSheet, dispatch_uid="stop")
    sheet.refresh_from_db()
    assert (sheet.state, Job.objects.get(pk=sheet.job_id).state) == ("checked", "cancelled")
    assert 0 < sheet.founded < 6
    assert Org.objects.filter(name__startswith="友谊").count() == sheet.founded
    sheet = step(client, sheet, "found")
    assert (sheet.state, sheet.founded) == ("founded", 6)
    assert Org.objects.filter(name__startswith="友谊").count() == 6


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'transactionid'")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_neither_loses_nor_doubles_a_unit() -> None:
    town = build.town()
    officer = build.officer_at(town)
    count = intake_jobs.CHUNK + 300
    last = branch(count - 1)
    last[4] = UNION[4]
    upload = book(VILLAGE, *[branch(n) for n in range(1, count - 1)], last)
    file = store_file(actor=officer, upload=upload, capability=FOUND)
    sheet = worked(start_check(actor=officer, file=file, at=timezone.now()))
    assert (sheet.ready, sheet.wrong) == (count, 0)
    sheet = start_founding(actor=officer, sheet=sheet)
    in_the_way = connection.copy()
    in_the_way.set_autocommit(False)
    with in_the_way.cursor() as cursor:  # the second chunk waits for this code: there the worker is killed
        cursor.execute(
            "INSERT INTO orgs_org SELECT (jsonb_populate_record(o, jsonb_build_object("
            "'id', gen_random_uuid(), 'uscc', %s::text))).* FROM orgs_org o WHERE o.id = %s",
            [last[4], town.pk],
        )
    worker = start_worker()
    try:
        until(lambda: UnitsSheet.objects.get(pk=sheet.pk).founded >= intake_jobs.CHUNK)
        until(_somebody_waits)
    finally:
        kill_hard(worker)
        in_the_way.rollback()
        in_the_way.close()
    assert Org.objects.filter(name__startswith="友谊").count() == intake_jobs.CHUNK
    assert Job.objects.get(pk=sheet.job_id).state == "running"
    give_back_stalled()
    assert start_worker("--one-shot").wait() == 0
    job = Job.objects.get(pk=sheet.job_id)
    assert (job.state, job.done, job.total, job.attempts) == ("done", count, count, 2)
    names = Org.objects.filter(name__startswith="友谊").values_list("name", flat=True)
    assert (len(names), len(set(names))) == (count, count)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.founded) == ("founded", count)


@pytest.mark.usefixtures("_few_are_many")
def test_somebody_quicker_is_no_failure(client: Client, town: Org) -> None:
    sheet = worked(send(client, branch(1), branch(2), VILLAGE))
    build.union(town, "友谊村工会", kind="V")
    sheet = step(client, sheet, "found")
    assert (sheet.state, sheet.founded) == ("founded", 2)
    assert Org.objects.filter(name="友谊村工会").count() == 1


def test_five_thousand_stay_in_the_request_and_more_go_to_a_job(client: Client, town: Org) -> None:
    lines = ["工会全称,组织类型,组织形式,上级,信用代码,建会时间"]
    lines += [",".join(branch(n, "正红镇总工会")) for n in range(5_001)]
    sheet = SimpleUploadedFile("单位.csv", "\n".join(lines).encode())
    answer = client.post(reverse("orgs:import"), {"upload": sheet})
    assert answer["Location"].startswith("/orgs/import/large/")
    small = SimpleUploadedFile("单位.csv", "\n".join(lines[:-1]).encode())
    answer = client.post(reverse("orgs:import"), {"upload": small})
    assert not answer["Location"].startswith("/orgs/import/large/")


@pytest.mark.usefixtures("_few_are_many")
def test_nobody_else_sees_the_sheet(client: Client, town: Org) -> None:
    sheet = send(client, branch(1), branch(2), VILLAGE)
    colleague = client_for(build.officer_at(town, name="李芳"))
    here = sheet.get_absolute_url()
    for address in [here, f"{here}progress/", f"{here}faults/"]:
        assert colleague.get(address).status_code == 404
    assert colleague.post(f"{here}found/").status_code == 404
    assert client.post(f"{here}nonsense/").status_code == 404
    assert client.get(f"{here}progress/").status_code == 200


def test_the_database_refuses_more_founded_than_ready_and_steps_out_of_order(
    client: Client, town: Org
) -> None:
    file = store_file(actor=SYSTEM, upload=book(VILLAGE, UNION), capability=FOUND)
    sheet = start_check(actor=build.officer_at(town, name="李芳"), file=file, at=timezone.now())
    with (
        pytest.raises(IntegrityError, match="units_sheet_not_beyond"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE orgs_unitssheet SET founded = 1 WHERE id = %s", [sheet.pk])
    with (
        pytest.raises(Exception, match="Invalid transition"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE orgs_unitssheet SET state = 'founded' WHERE id = %s", [sheet.pk])


@pytest.mark.usefixtures("_few_are_many")
def test_rows_with_faults_are_forgotten_after_a_month(client: Client, town: Org) -> None:
    from wuli.base.orgs.intake.tasks import forget_old_sheets

    sheet = worked(send(client, branch(1), VILLAGE, BAD))
    assert StagedRow.objects.filter(batch=sheet.pk).count() == 1
    now = int(timezone.now().timestamp())
    forget_old_sheets(now)
    assert StagedRow.objects.filter(batch=sheet.pk).exists()
    forget_old_sheets(now + 31 * 86_400)
    assert not StagedRow.objects.filter(batch=sheet.pk).exists()


@pytest.mark.usefixtures("_few_are_many")
def test_a_program_sends_checks_and_founds(town: Org) -> None:
    api = ApiClient(build.officer_at(town))
    sheets = "/api/v1/orgs/unit-sheets"

    def send_file(upload: Any) -> Any:
        return api.client.post(sheets, {"file": upload}, headers={"Idempotency-Key": str(uuid4())})

    assert send_file(SimpleUploadedFile("a.xlsx", b"%PDF-1.7")).status_code == 422
    begun = send_file(book(VILLAGE, branch(1), BAD))
    assert begun.status_code == 202, begun.content.decode()
    run_job(begun.json()["job"]["id"])
    address = f"{sheets}/{begun.json()['id']}"
    checked = api.get(address).json()
    assert (checked["state"], checked["ready"], checked["wrong"]) == ("checked", 2, 1)
    [row] = api.get(f"{address}/rows").json()["results"]
    assert (row["rowno"], row["faults"][0]["where"]) == (5, "F 建会时间")
    assert row["faults"][0]["cure"]
    run_job(api.post(f"{address}/found").json()["job"]["id"])
    assert api.get(address).json()["founded"] == 2
    other = ApiClient(build.officer_at(town, name="李芳"))
    assert other.get(address).status_code == 404
    assert other.get(sheets).json()["results"] == []
    leader = ApiClient(build.officer_at(town, "leader"))
    told = {"file": book(VILLAGE)}
    refused = leader.client.post(sheets, told, headers={"Idempotency-Key": str(uuid4())})
    assert refused.status_code == 403
