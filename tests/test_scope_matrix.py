"""Every address of the platform, tried by an officer of another town with ids of this one: nothing leaks.

Pages and API operations alike. What is not visible is 404, not 403: a neighbour learns nothing.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.people import ApiClient, Federation, client_for
from tests.scope_objects import OBJECTS, PUBLIC, Ground

HIDDEN = {404}
NO_SUCH_METHOD = {405}


def walk(patterns: list[Any], spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern, set[str]]]:
    """Name, pattern and arguments of every route."""
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            for name, pattern, arguments in walk(each.url_patterns, inner):
                yield name, pattern, arguments | set(each.pattern.converters)
        else:
            arguments = set(each.pattern.converters) | set(getattr(each.pattern.regex, "groupindex", {}))
            yield ":".join((*spaces, each.name or "")), each, arguments


ROUTES = sorted({name: takes for name, _, takes in walk(get_resolver().url_patterns)}.items())
WITH_ID = [(name, takes) for name, takes in ROUTES if takes and name not in PUBLIC]
WITHOUT_ID = [name for name, takes in ROUTES if not takes]


@pytest.fixture
def ground(federation: Federation, officer: Any) -> Ground:
    return Ground(federation, officer)


def arguments(name: str, ground: Ground) -> dict[str, Any]:
    builder = OBJECTS.get(name) or OBJECTS.get(f"{name.split(':')[0]}:*")
    assert builder, f"{name} names an object: give it a builder in tests/scope_objects.py"
    return builder(ground)


def leaked(answer: Any, ground: Ground) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode(errors="replace") + str(answer.headers.get("Location", ""))
    return [secret for secret in ground.secrets if secret in text]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, _ in WITH_ID])
def test_an_object_of_another_town_is_not_there(name: str, ground: Ground, neighbour: Any) -> None:
    path = reverse(name, kwargs=arguments(name, ground))
    assert ground.secrets
    for method, answer in calls(path, neighbour):
        assert answer.status_code in HIDDEN | NO_SUCH_METHOD, f"{method} {path}: {answer.status_code}"
        given_back = [secret for secret in leaked(answer, ground) if secret not in path]
        assert not given_back, f"{method} {path} tells {given_back}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, _ in WITH_ID])
def test_a_stranger_is_sent_to_the_door(name: str, ground: Ground) -> None:
    path = reverse(name, kwargs=arguments(name, ground))
    assert ground.secrets
    answer = Client().get(path)
    assert answer.status_code in {302, 401, 403, 404, 405}, f"{path}: {answer.status_code}"
    assert not [secret for secret in leaked(answer, ground) if secret not in path]


@pytest.mark.django_db
@pytest.mark.parametrize("name", WITHOUT_ID)
def test_lists_and_forms_show_nothing_of_another_town(name: str, ground: Ground, neighbour: Any) -> None:
    try:
        path = reverse(name)
    except NoReverseMatch:
        pytest.fail(f"{name} cannot be reversed")
    assert ground.secrets
    ids = {
        "org": ground.org.pk, "under": ground.org.pk, "parent": ground.org.pk, "root": ground.org.pk,
        "unit": ground.org.pk, "node": ground.org.pk, "person": ground.member.pk, "pk": ground.org.pk,
        "employer": ground.employer.pk, "session": ground.session.pk,
    }  # fmt: skip
    client = ApiClient(neighbour).client if name.startswith("api:") else client_for(neighbour)
    words = {"q": "慕容", "search": "秘传"}
    for query in [{}, words, *({key: value} for key, value in ids.items())]:
        answer = client.get(path, query, follow=False)
        assert answer.status_code < 500, f"{path} {query}: {answer.status_code}"
        sent = [str(value) for value in query.values()]
        told = [secret for secret in leaked(answer, ground) if secret not in sent]
        assert not told, f"{path} {query} tells {told}"


def calls(path: str, user: Any) -> Iterator[tuple[str, Any]]:
    """The path by every method, as the API's or the pages' caller."""
    if path.startswith("/api/"):
        api = ApiClient(user)
        yield "GET", api.get(path)
        for method in ("POST", "PATCH", "PUT", "DELETE"):
            yield method, api.call(method, path, {})
        return
    client = client_for(user)
    yield "GET", client.get(path)
    yield "POST", client.post(path, {})


def test_every_exception_is_still_a_route() -> None:
    names = {name for name, _ in ROUTES}
    listed = {name for name in [*OBJECTS, *PUBLIC] if not name.endswith("*")}
    assert not [name for name in PUBLIC if name not in names]
    assert listed - names <= {"core:token-revoke"}
