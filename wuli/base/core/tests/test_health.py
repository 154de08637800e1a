"""What those see who watch over the platform."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from wuli.base.core.logs import without_persons

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_the_database(client: Client, queries: Any) -> None:
    with queries() as seen:
        assert client.get("/healthz").json() == {"process": "ok"}
    assert len(seen) == 0


def test_without_a_worker_the_platform_is_not_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "migrations": "ok", "worker": "silent"}


def test_with_a_fresh_heartbeat_it_is_ready(client: Client, monkeypatch: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert ProcrastinateWorker.objects.filter(last_heartbeat__lte=timezone.now()).exists()
    assert client.get("/readyz").status_code == 200


def test_metrics_name_routes_and_never_addresses(client: Client) -> None:
    client.get("/healthz")
    told = client.get("/metrics").content.decode()
    assert 'route="core:healthz"' in told
    assert "/healthz" not in told


def test_metrics_are_closed_to_other_machines_and_through_a_proxy(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404


def test_a_token_opens_the_metrics_from_anywhere(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "let-me-see"
    opened = client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": "Bearer let-me-see"})
    assert opened.status_code == 200
    assert client.get("/metrics").status_code == 404


def test_a_log_line_names_nobody() -> None:
    line = without_persons(None, "info", {"event": "person.found", "name": "陈明", "person": "0198"})
    assert line == {"event": "person.found", "name": "[cut]", "person": "0198"}
