"""What every test has: a database of its own, three people of two towns, a race and a query counter."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests import databases, people
from tests.race import counted_queries, race, restore_constraints
from wuli.config.prepare import compile_messages


def pytest_configure(config: pytest.Config) -> None:
    """Without DATABASE_URL the run gets a cluster of its own; xdist's workers use their parent's."""
    databases.cure_flush()
    if not hasattr(config, "workerinput"):
        compile_messages()
    if os.environ.get("DATABASE_URL"):
        return
    if not hasattr(config, "workerinput"):
        config.wuli_cluster = databases.start_cluster()  # type: ignore[attr-defined]
    databases.use_cluster()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the cluster down with the run."""
    if hasattr(config, "wuli_cluster"):
        databases.stop_cluster(config.wuli_cluster)


if os.environ.get("DATABASE_URL"):

    @pytest.fixture(scope="session")
    def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
        """pytest-django's own set-up on the given server, then the memory of what migrations wrote."""
        with django_db_blocker.unblock():
            databases.keep_rows_of_migrations()

else:

    @pytest.fixture(scope="session")
    def django_db_setup(
        django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest
    ) -> None:
        """A copy of the migrated template for this worker."""
        worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
        with django_db_blocker.unblock():
            databases.own_copy(f"test_wuli_{worker}")
            databases.keep_rows_of_migrations()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A request leaves its reader's language behind in the thread; each test begins in the product's own."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def queries() -> Callable[[], Any]:
    """`with queries() as seen:` records the queries of a block; `len(seen)` counts them."""
    return counted_queries


@pytest.fixture(name="race")
def _race(transactional_db: None) -> Iterator[Callable[..., Any]]:
    """Many takers at one moment, each with a thread and a connection: see `tests.race.race`."""
    yield race
    databases.empty_now()
    restore_constraints()


@pytest.fixture
def federation(db: None) -> people.Federation:
    """A county with two towns and a village, union and firm in the first: see `tests.people`."""
    return people.build_federation()


@pytest.fixture
def officer(federation: people.Federation) -> Any:
    """陈, officer of the first town."""
    return people.officer(federation.town, "陈明")


@pytest.fixture
def colleague(federation: people.Federation) -> Any:
    """李, officer of the same town."""
    return people.officer(federation.town, "李芳")


@pytest.fixture
def neighbour(federation: people.Federation) -> Any:
    """王, officer of the other town, who must see nothing of the first."""
    return people.officer(federation.other_town, "王强")


@pytest.fixture
def client_for() -> Callable[[Any], Client]:
    """A client signed in as the given user, second factor done."""
    return people.client_for


@pytest.fixture
def api_for() -> Callable[..., people.ApiClient]:
    """`api_for(user)` calls the API as that user: see `tests.people.ApiClient`."""
    return people.ApiClient
