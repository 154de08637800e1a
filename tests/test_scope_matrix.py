"""Every address of the platform, tried by an officer of another town with ids of this one: nothing leaks.

Pages and API operations alike. What is not visible is 404, not 403: a neighbour learns nothing.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import people
from tests.scope_objects import OBJECTS, PUBLIC, TOLD_TO_ALL, Ground

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


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """Built once for all routes and rolled back at the end; each test rolls its own changes back."""
    with django_db_blocker.unblock(), transaction.atomic():
        federation = people.build_federation()
        officer = people.officer(federation.town, "陈明")
        neighbour = people.officer(federation.other_town, "王强")
        built = Ground(federation, officer, neighbour)
        assert built.secrets
        yield built
        transaction.set_rollback(True)


def arguments(name: str, ground: Ground) -> dict[str, Any]:
    space, _, own = name.partition(":")
    everywhere = f"{space}:{own.split('_')[0]}_*" if space == "api" else f"{space}:*"
    builder = OBJECTS.get(name) or OBJECTS.get(everywhere)
    assert builder, f"{name} names an object: give it a builder in tests/scope_objects.py"
    return builder(ground)


def unknown_key(known: dict[str, Any]) -> dict[str, Any]:
    """The same arguments with the key of something that does not exist."""
    return {
        key: uuid4() if isinstance(value, UUID) else 2_000_000_000
        for key, value in known.items()
        if key in {"pk", "org"}
    }


def leaked(answer: Any, ground: Ground, *, sent: str = "") -> list[str]:
    """Secrets that the answer tells, apart from what was sent."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode(errors="replace") + str(answer.headers.get("Location", ""))
    if "json" in answer.headers.get("Content-Type", ""):
        text = json.dumps(json.loads(body), ensure_ascii=False)
    return [secret for secret in ground.secrets if secret in text and secret not in sent]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, _ in WITH_ID])
def test_an_object_of_another_town_is_not_there(name: str, ground: Ground) -> None:
    known = arguments(name, ground)
    path = reverse(name, kwargs=known)
    nowhere = reverse(name, kwargs=known | unknown_key(known))
    unknown = {method: answer.status_code for method, answer in calls(nowhere, ground.neighbour)}
    for method, answer in calls(path, ground.neighbour):
        status = answer.status_code
        hidden = status in HIDDEN | NO_SUCH_METHOD or (status == 422 and unknown[method] == 422)
        assert hidden, f"{method} {path}: {status}, and {unknown[method]} for what does not exist"
        assert not leaked(answer, ground, sent=path), f"{method} {path}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, _ in WITH_ID])
def test_a_stranger_is_sent_to_the_door(name: str, ground: Ground) -> None:
    path = reverse(name, kwargs=arguments(name, ground))
    answer = Client().get(path)
    assert answer.status_code in {302, 401, 403, 404, 405}, f"{path}: {answer.status_code}"
    assert not leaked(answer, ground, sent=path)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in WITHOUT_ID if name not in TOLD_TO_ALL])
def test_lists_and_forms_show_nothing_of_another_town(name: str, ground: Ground) -> None:
    path = reverse(name)
    keys = ["org", "under", "parent", "root", "unit", "node", "pk"]
    asked = [{key: ground.org.pk} for key in keys]
    asked += [{"person": ground.member.pk}, {"employer": ground.employer.pk}, {"session": ground.session.pk}]
    is_api = name.startswith("api:")
    client = people.ApiClient(ground.neighbour).client if is_api else people.client_for(ground.neighbour)
    for query in [{}, {"q": "慕容"}, {"q": "秘传"}, *asked]:
        answer = client.get(path, query)
        assert answer.status_code < 500 or name == "core:readyz", f"{path} {query}: {answer.status_code}"
        told = leaked(answer, ground, sent=str(query))
        assert not told, f"{path} {query} tells {told}"


def calls(path: str, user: Any) -> Iterator[tuple[str, Any]]:
    """The path by every method, as the API's or the pages' caller."""
    if path.startswith("/api/"):
        api = people.ApiClient(user)
        for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
            yield method, api.call(method, path, None if method == "GET" else {})
        return
    client = people.client_for(user)
    yield "GET", client.get(path)
    yield "POST", client.post(path, {})


def test_every_exception_is_still_a_route() -> None:
    names = {name for name, _ in ROUTES}
    assert not {name for name in [*OBJECTS, *PUBLIC] if not name.endswith("*")} - names
