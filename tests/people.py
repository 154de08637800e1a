"""Three people and the units they work in: 陈 and 李 in one town, 王 in the next, who must see nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from wuli.base.accounts.models import User
from wuli.base.accounts.tests import build as accounts
from wuli.base.core.actions.tokens import issue_token
from wuli.base.core.api import SCOPES
from wuli.base.orgs.models import Org, RoleGrant
from wuli.base.orgs.tests import build as orgs
from wuli.config.api import api as _mounted  # noqa: F401 - building the API makes its scopes known

PASSWORD = accounts.PASSWORD


@dataclass(frozen=True)
class Federation:
    """A county federation with two towns, and a grassroots union in each."""

    county: Org
    town: Org
    union: Org
    other_town: Org
    other_union: Org


def build_federation() -> Federation:
    """滨海县总工会 with 东坎街道 and 五汛镇, each with one grassroots union."""
    county = orgs.county("滨海县总工会")
    town = orgs.town("东坎街道", county)
    other = orgs.town("五汛镇", county)
    return Federation(
        county=county,
        town=town,
        union=orgs.union(town, "滨海纺织厂工会"),
        other_town=other,
        other_union=orgs.union(other, "五汛机械厂工会"),
    )


def officer(org: Org, name: str, *, role: str = "officer", username: str = "") -> User:
    """An officer with password and authenticator app who holds `role` at `org`."""
    user = accounts.officer_account(name, username=username)
    grant(user, org, role)
    return user


def grant(user: User, org: Org, role: str) -> RoleGrant:
    """Give `user` one more role at `org`, in force today."""
    return orgs.grant(user, org, role)


def client_for(user: User) -> Client:
    """A client signed in as `user`, second factor done and consents given."""
    return accounts.sign_in(Client(), user)


class ApiClient:
    """Calls the API as `user` with a token of all scopes and a fresh Idempotency-Key for each POST."""

    def __init__(self, user: User, scopes: Sequence[str] | None = None) -> None:
        scopes = list(scopes if scopes is not None else SCOPES)
        at = timezone.now()
        self.token, self.clear = issue_token(
            actor=user, name="测试", scopes=scopes, days=30, known_scopes=SCOPES, at=at
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.clear}"})

    def call(self, method: str, path: str, told: Any = None, **headers: str) -> Any:
        """One call with a JSON body; extra headers by name, `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Idempotency-Key", str(uuid4()))
        data = "" if told is None else json.dumps(told, default=str)
        return self.client.generic(method, path, data, content_type="application/json", headers=named)

    def get(self, path: str, **headers: str) -> Any:
        """GET `path`."""
        return self.call("GET", path, **headers)

    def post(self, path: str, told: Any = None, **headers: str) -> Any:
        """POST `told` as JSON."""
        return self.call("POST", path, told, **headers)

    def patch(self, path: str, told: Any = None, **headers: str) -> Any:
        """PATCH with `told` as JSON."""
        return self.call("PATCH", path, told, **headers)

    def put(self, path: str, told: Any = None, **headers: str) -> Any:
        """PUT `told` as JSON."""
        return self.call("PUT", path, told, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        """DELETE `path`."""
        return self.call("DELETE", path, **headers)
