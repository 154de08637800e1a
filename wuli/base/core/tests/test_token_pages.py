"""The page where an officer issues and closes tokens."""

from collections.abc import Callable
from typing import Any

import pytest

from wuli.base.core.models.tokens import ApiToken
from wuli.base.core.tests.test_api import issue

pytestmark = pytest.mark.django_db


def test_a_new_token_is_shown_once_and_works(
    client_for: Callable[..., Any], officer: Any, client: Any
) -> None:
    page = client_for(officer)
    sent = page.post("/account/tokens/issue/", {"name": "市总对账", "scopes": ["core:read"], "days": 30})
    assert sent.status_code == 303
    token = ApiToken.objects.get(user=officer)
    shown = page.get("/account/tokens/").content.decode()
    clear = shown.split("<code>")[1].split("</code>")[0]
    assert client.get("/api/v1/core/me", headers={"Authorization": f"Bearer {clear}"}).status_code == 200
    assert clear not in page.get("/account/tokens/").content.decode()
    assert token.hint in page.get("/account/tokens/").content.decode()


def test_a_token_without_a_scope_is_refused_under_its_field(
    client_for: Callable[..., Any], officer: Any
) -> None:
    sent = client_for(officer).post("/account/tokens/issue/", {"name": "市总对账", "days": 30})
    assert sent.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_revoked_token_is_told_as_such(client_for: Callable[..., Any], officer: Any) -> None:
    token, _ = issue(officer)
    page = client_for(officer)
    assert page.post(f"/account/tokens/{token.pk}/revoke/").status_code == 303
    assert "已作废" in page.get("/account/tokens/").content.decode()


def test_the_neighbours_tokens_are_neither_shown_nor_revoked(
    client_for: Callable[..., Any], officer: Any, neighbour: Any
) -> None:
    token, _ = issue(officer)
    page = client_for(neighbour)
    assert page.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert token.hint not in page.get("/account/tokens/").content.decode()


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_fifty(
    client_for: Callable[..., Any], officer: Any, queries: Any
) -> None:
    page = client_for(officer)
    issue(officer)
    page.get("/account/tokens/")
    with queries() as one:
        page.get("/account/tokens/")
    for _ in range(49):
        issue(officer)
    with queries() as fifty:
        page.get("/account/tokens/")
    assert len(one) == len(fifty)
