"""The ground of the API: who may call, how it refuses, pages by cursor, a POST that is done once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.tokens import forget_answers, issue_token
from wuli.base.core.errors import Invalid
from wuli.base.core.models.tokens import ApiToken, ApiTokenUse, KeptAnswer

ME = "/api/v1/core/me"
TOKENS = "/api/v1/core/tokens"
pytestmark = pytest.mark.django_db
Api = Callable[..., Any]


def issue(user: Any, *, scopes: list[str] | None = None, days: int = 30, at: Any = None) -> Any:
    known = ["core:read", "core:write"]
    at = at or timezone.now()
    return issue_token(actor=user, name="对账", scopes=scopes or known, days=days, known_scopes=known, at=at)


def test_a_token_acts_as_its_owner(api_for: Api, officer: Any) -> None:
    assert api_for(officer).get(ME).json()["username"] == officer.username


def test_only_a_digest_of_the_token_is_kept(officer: Any) -> None:
    token, clear = issue(officer)
    kept = str(list(ApiToken.objects.filter(pk=token.pk).values_list()))
    assert clear not in kept
    assert clear.startswith(token.hint)


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic abc"])
def test_a_stranger_is_told_so_as_a_problem(client: Client, header: str) -> None:
    answer = client.get(ME, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code", "detail", "cure", "request"} <= answer.json().keys()


def test_an_expired_token_opens_nothing(client: Client, officer: Any) -> None:
    _, clear = issue(officer, days=1, at=timezone.now() - timedelta(days=2))
    assert client.get(ME, headers={"Authorization": f"Bearer {clear}"}).status_code == 401


def test_a_token_for_reading_does_not_write(api_for: Api, officer: Any) -> None:
    reader = api_for(officer, ["core:read"])
    refused = reader.post(f"{TOKENS}/{reader.token.pk}/revoke")
    assert refused.status_code == 403
    assert "core:write" in refused.json()["detail"]


def test_a_revoked_token_opens_nothing_from_then_on(api_for: Api, officer: Any) -> None:
    api = api_for(officer)
    assert api.post(f"{TOKENS}/{api.token.pk}/revoke").json()["revoked_at"]
    assert api.get(ME).status_code == 401


def test_a_neighbours_token_cannot_be_seen_or_revoked(api_for: Api, officer: Any, neighbour: Any) -> None:
    token, _ = issue(officer)
    api = api_for(neighbour)
    assert api.post(f"{TOKENS}/{token.pk}/revoke").status_code == 404
    assert str(token.pk) not in api.get(TOKENS).content.decode()


def test_words_of_a_refusal_are_in_the_callers_language(client: Client) -> None:
    chinese = client.get(ME, headers={"Accept-Language": "zh-CN"}).json()["detail"]
    assert chinese == "没有认出您是谁。"
    assert client.get(ME, headers={"Accept-Language": "en"}).json()["detail"] != chinese


def test_a_wrong_method_and_a_wrong_address_are_problems(api_for: Api, officer: Any) -> None:
    api = api_for(officer)
    wrong_method, nowhere = api.put(ME, {}), api.get("/api/v1/nowhere")
    assert (wrong_method.status_code, wrong_method["Allow"]) == (405, "GET")
    assert nowhere.status_code == 404
    assert {a["Content-Type"] for a in (wrong_method, nowhere)} == {"application/problem+json"}


def test_a_post_needs_its_key(api_for: Api, officer: Any) -> None:
    api = api_for(officer)
    answer = api.post(f"{TOKENS}/{api.token.pk}/revoke", Idempotency_Key="")
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["fields"]


def test_a_repeated_post_gets_the_first_answer_and_does_nothing(api_for: Api, officer: Any) -> None:
    api, (other, _) = api_for(officer), issue(officer)
    first = api.post(f"{TOKENS}/{other.pk}/revoke", Idempotency_Key="k1")
    ApiToken.objects.filter(pk=other.pk).update(revoked_at=None)
    again = api.post(f"{TOKENS}/{other.pk}/revoke", Idempotency_Key="k1")
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert ApiToken.objects.get(pk=other.pk).revoked_at is None


def test_a_key_used_for_another_request_is_refused(api_for: Api, officer: Any) -> None:
    api, (one, _), (two, _) = api_for(officer), issue(officer), issue(officer)
    api.post(f"{TOKENS}/{one.pk}/revoke", Idempotency_Key="k1")
    assert api.post(f"{TOKENS}/{two.pk}/revoke", Idempotency_Key="k1").status_code == 409
    assert ApiToken.objects.get(pk=two.pk).revoked_at is None


def test_the_kept_answer_is_sealed_and_goes_after_a_day(api_for: Api, officer: Any) -> None:
    api = api_for(officer)
    api.post(f"{TOKENS}/{api.token.pk}/revoke")
    raw = KeptAnswer.objects.values_list("body", flat=True).get()
    assert api.token.name.encode() not in bytes(raw)
    assert forget_answers(actor=SYSTEM, at=timezone.now()) == 0
    assert forget_answers(actor=SYSTEM, at=timezone.now() + timedelta(days=2)) == 1


def test_two_callers_may_use_the_same_key(api_for: Api, officer: Any, colleague: Any) -> None:
    for user in (officer, colleague):
        api = api_for(user)
        assert api.post(f"{TOKENS}/{api.token.pk}/revoke", Idempotency_Key="k1").status_code == 200


def test_cursor_pages_meet_without_gap_or_double(api_for: Api, officer: Any) -> None:
    api = api_for(officer)
    made = {str(issue(officer)[0].pk) for _ in range(7)} | {str(api.token.pk)}
    seen: list[str] = []
    path: str | None = f"{TOKENS}?page_size=3"
    while path:
        page = api.get(path).json()
        seen += [each["id"] for each in page["results"]]
        path = page["next"]
    assert len(seen) == 8
    assert set(seen) == made


@pytest.mark.parametrize("cursor", ["nonsense", "cD14", "////", "cD0lMDA="])
def test_a_cursor_that_is_not_ours_is_invalid(api_for: Api, officer: Any, cursor: str) -> None:
    answer = api_for(officer).get(f"{TOKENS}?cursor={cursor}")
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_nul_character_is_a_bad_request(api_for: Api, officer: Any) -> None:
    assert api_for(officer).get(f"{TOKENS}?cursor=%00").status_code == 400


def test_too_many_calls_are_told_to_wait(api_for: Api, officer: Any, monkeypatch: Any) -> None:
    from wuli.config.api import api as built

    throttle = built.throttle[0]
    monkeypatch.setattr(throttle, "num_requests", 2)
    api = api_for(officer)
    answers = [api.get(ME) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_person_on_the_page_writes_only_with_the_csrf_token(officer: Any) -> None:
    token, _ = issue(officer)
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused = client.post(f"{TOKENS}/{token.pk}/revoke", headers={"Idempotency-Key": "k1"})
    assert refused.status_code == 403


def test_use_of_a_token_is_noted(api_for: Api, officer: Any) -> None:
    api = api_for(officer)
    api.get(ME)
    assert ApiTokenUse.objects.filter(token=api.token).exists()


@pytest.mark.parametrize(("scopes", "days"), [(["core:all"], 30), (["core:read"], 0), (["core:read"], 400)])
def test_a_token_without_known_scope_or_sane_life_is_not_issued(
    officer: Any, scopes: list[str], days: int
) -> None:
    with pytest.raises(Invalid):
        issue(officer, scopes=scopes, days=days)
