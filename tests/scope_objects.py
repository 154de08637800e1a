"""What every address with an id is tried with: an object of the officer 陈's town, made by actions.

A route that names an object and is not here fails the scope matrix: add its builder. A builder gets the
ground (units and people of the town) and returns the arguments of the route.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from tests.people import Federation, client_for
from wuli.base.accounts.models import User
from wuli.base.core.actions.tokens import issue_token
from wuli.base.orgs.models import RoleGrant
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.tests import build as people
from wuli.programmes.activities.tests import build as activities


@dataclass
class Ground:
    """Things of the officer's town, each made when first asked for."""

    federation: Federation
    officer: User

    @cached_property
    def org(self) -> Any:
        """A grassroots union of the town."""
        return self.federation.union

    @cached_property
    def employer(self) -> Any:
        """An employer of the union."""
        return orgs.employer(self.org, "藏锋精密机械有限公司")

    @cached_property
    def grant(self) -> Any:
        """The officer's own role."""
        return RoleGrant.objects.filter(user=self.officer).get()

    @cached_property
    def member(self) -> Any:
        """A member of the union."""
        return people.member(self.org, "慕容清荷")

    @cached_property
    def session(self) -> Any:
        """A lecture that was held with the member there."""
        return activities.held_lecture(self.org, self.member, title="秘传焊接一课")

    @cached_property
    def token(self) -> Any:
        """A token of the officer."""
        at, scopes = timezone.now(), ["core:read"]
        told = {"name": "陈的令牌", "scopes": scopes, "known_scopes": scopes, "days": 9, "at": at}
        return issue_token(actor=self.officer, **told)[0]

    @cached_property
    def device(self) -> Any:
        """A device on which the officer is signed in."""
        from allauth.usersessions.models import UserSession

        client_for(self.officer).get("/account/security/")
        return UserSession.objects.filter(user=self.officer).first()

    @property
    def secrets(self) -> list[str]:
        """Words that a neighbour must never be shown."""
        names = [self.org.name, self.employer.name, self.member.name, self.session.title, self.token.name]
        return [*names, str(self.org.pk), str(self.member.pk), str(self.session.pk), str(self.employer.pk)]


Arguments = dict[str, Any]
Builder = Callable[[Ground], Arguments]


def pk(name: str) -> Builder:
    """The key of one of the ground's things."""
    return lambda ground: {"pk": getattr(ground, name).pk}


# Route name -> arguments; "app:*" holds for every route of the app that is not named itself.
OBJECTS: dict[str, Builder] = {
    "orgs:*": pk("org"),
    "orgs:change": lambda ground: {"pk": ground.org.pk, "code": "rename"},
    "orgs:employer": pk("employer"),
    "orgs:employer-correct": pk("employer"),
    "orgs:employer-cover": pk("employer"),
    "orgs:employer-uncover": pk("employer"),
    "orgs:grant-revoke": pk("grant"),
    "activities:*": pk("session"),
    "activities:withdraw": lambda ground: {"pk": ground.session.attendances.first().pk},
    "activities:evidence-remove": lambda ground: {"pk": ground.session.evidence.first().pk},
    "people:*": pk("member"),
    "core:token-revoke": pk("token"),
    "accounts:sign-out-device": pk("device"),
    "accounts:account": pk("officer"),
    "accounts:account-step": lambda ground: {"pk": ground.officer.pk, "step": "deactivate"},
    "api:revoke": pk("token"),
}

# Routes whose argument names nothing of anybody's: texts for all, style sheets, words of a language.
PUBLIC = {
    "accounts:consent-text": "the wording of a consent, for everybody",
    "accounts:current-text": "the wording of a consent, for everybody",
    "core:stylesheet": "a style sheet",
    "mfa_remove_webauthn": "allauth looks among the caller's own keys only",
    "mfa_edit_webauthn": "allauth looks among the caller's own keys only",
}
