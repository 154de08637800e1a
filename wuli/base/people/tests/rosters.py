"""Walks a roster import in tests, through the pages an officer uses; jobs are done on the spot."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from wuli.base.core.jobs import run_job
from wuli.base.people.roster.models import RosterImport

from .sheets import book


def upload(client: Any, org: Any, data: bytes, name: str = "名册.xlsx") -> Any:
    """The answer to an upload."""
    file = SimpleUploadedFile(name, data)
    return client.post("/people/rosters/", {"org": str(org.pk), "file": file})


def uploaded(client: Any, org: Any, data: bytes, name: str = "名册.xlsx") -> RosterImport:
    """The import after its upload."""
    answer = upload(client, org, data, name)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return RosterImport.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def check(client: Any, roster: RosterImport) -> RosterImport:
    """Step 2 with the columns as they were recognised, and the check done."""
    answer = client.post(f"{roster.get_absolute_url()}map/", roster.mapping)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return worked(roster)


def worked(roster: RosterImport) -> RosterImport:
    """The import after its job was done."""
    roster.refresh_from_db()
    run_job(roster.job_id)
    roster.refresh_from_db()
    return roster


def checked(client: Any, org: Any, rows: Any, **told: Any) -> RosterImport:
    """An import of these rows, checked."""
    return check(client, uploaded(client, org, book(rows, **told)))


def step(client: Any, roster: RosterImport, name: str) -> RosterImport:
    """Enter or undo, and its job done."""
    answer = client.post(f"{roster.get_absolute_url()}{name}/")
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return worked(roster)


def entered(client: Any, org: Any, rows: Any, **told: Any) -> RosterImport:
    """An import of these rows, entered."""
    return step(client, checked(client, org, rows, **told), "enter")


def page(client: Any, roster: RosterImport, query: str = "") -> str:
    """The page of the import."""
    answer = client.get(roster.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()
