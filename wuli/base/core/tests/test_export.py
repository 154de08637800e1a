"""Lists go out as sheets: small ones at once, large ones by a worker, never as a formula."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from python_calamine import CalamineWorkbook

from tests.people import client_for, officer
from wuli.base.accounts.models import User
from wuli.base.core.excel import export
from wuli.base.core.excel.export import SheetOut, answer, harmless, written_csv
from wuli.base.core.jobs import run_job
from wuli.base.core.models.jobs import Job

pytestmark = pytest.mark.django_db

USERS = SheetOut(
    code="test.users",
    name="账号",
    columns=(("姓名", lambda user: user.name), ("登录名", lambda user: user.username)),
    rows=lambda user, query: User.objects.filter(name__contains=query.get("q", "")).order_by("username"),
)


@pytest.fixture(autouse=True)
def offered() -> Iterator[None]:
    export.offer_sheet(USERS)
    yield
    export.SHEETS.pop(USERS.code)


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows_in(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_a_small_list_comes_at_once_and_formulas_stay_words(federation: Any) -> None:
    reader = officer(federation.town, "陈明", username="aa")
    type(reader).objects.filter(pk=reader.pk).update(name="=1+1")  # as an older release would have kept it
    data = body(answer(reader, USERS, {"q": "=1+1"}))
    assert rows_in(data) == [["姓名", "登录名"], ["=1+1", "aa"]]
    text = body(answer(reader, USERS, {"q": "=1+1"}, kind="csv")).decode()
    assert text == "\ufeff姓名,登录名\r\n'=1+1,aa\r\n"


@pytest.mark.parametrize("cell", ["=A1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_what_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert written_csv([["王芳"]]) == "\ufeff王芳\r\n".encode()


def test_a_large_list_is_written_by_a_worker_and_fetched_by_its_owner_alone(
    federation: Any, neighbour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 1)
    reader = officer(federation.town, "陈明")
    officer(federation.town, "陈红")
    sent = answer(reader, USERS, {"q": "陈"})
    assert sent.status_code == 303
    job = Job.objects.get()
    assert "陈" not in str(job.args)
    run_job(job.pk)
    page = client_for(reader).get(sent["Location"]).content.decode()
    assert f"/jobs/{job.pk}/file/" in page
    data = body(client_for(reader).get(f"/jobs/{job.pk}/file/"))
    assert len(rows_in(data)) == 3
    assert client_for(neighbour).get(f"/jobs/{job.pk}/file/").status_code == 404
