"""The API keeps its word: every operation, tried with many inputs, answers as docs/openapi.json says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as trials
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.people import ApiClient, Federation
from tests.scope_objects import Ground

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The server is called in this process: it must not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(federation: Federation, officer: Any, neighbour: Any) -> dict[str, str]:
    """An officer with all scopes, in a town where there is something of everything."""
    assert Ground(federation, officer, neighbour).secrets
    return {"Authorization": f"Bearer {ApiClient(officer).clear}"}


@pytest.mark.django_db
@schema.parametrize()
@trials(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_declared(case: Any, headers: dict[str, str]) -> None:
    case.call_and_validate(headers=headers, checks=CHECKS)


def test_the_committed_description_is_current() -> None:
    call_command("openapi", check=True)


@pytest.mark.django_db
def test_the_docs_page_loads_nothing_from_elsewhere(client: Any) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    assert f"{settings.STATIC_URL}ninja/swagger-ui-bundle.js" in page
