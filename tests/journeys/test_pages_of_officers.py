"""Every page of an officer, at both sizes and in both languages, under axe's eyes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.people import Federation, grant, officer
from wuli.base.orgs.tests.build import employer
from wuli.base.people.tests.build import chair, member
from wuli.programmes.activities.tests.build import held_lecture, lecture, open_lecture

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGE = {390: "zh-CN", 1440: "en"}


@pytest.fixture
def town(federation: Federation) -> dict[str, str]:
    """A town with something on every page; the keys that stand in addresses."""
    person = member(federation.union, "欧阳堃")
    chair(federation.town)
    firm = employer(federation.union)
    held = held_lecture(federation.town, person)
    lecture(federation.town)
    return {
        "org": str(federation.town.pk),
        "union": str(federation.union.pk),
        "person": str(person.pk),
        "firm": str(firm.pk),
        "held": str(held.pk),
        "open": str(open_lecture(federation.town).pk),
    }


WORK = [
    "/desk/", "/notices/", "/search/?q=oy", "/jobs/", "/styleguide/",
    "/activities/", "/activities/plan/", "/activities/{held}/", "/activities/{held}/attendances/",
    "/activities/{held}/sheet/", "/activities/{open}/sheet/",
    "/columns/?list=/people/",
    "/activities/{open}/check-in/", "/activities/{open}/check-in/?q=oy", "/activities/{open}/correct/",
    "/activities/{open}/cancel/",
]  # fmt: skip
REGISTERS = [
    "/orgs/", "/orgs/?line=industrial", "/orgs/list/", "/orgs/{org}/", "/orgs/{union}/",
    "/orgs/{org}/history/", "/orgs/employers/", "/orgs/employers/{firm}/", "/orgs/{union}/employers/add/",
    "/orgs/grants/mine/", "/people/", "/people/register/", "/people/{person}/", "/people/{person}/correct/",
    "/people/{person}/tag/", "/people/{person}/transfer/", "/people/transfers/", "/people/duplicates/",
    "/people/posts/", "/people/orgs/{org}/appoint/", "/people/rosters/",
]  # fmt: skip
FIGURES = [
    "/figures/", "/figures/indicators/", "/figures/reports/", "/figures/reports/live/",
    "/figures/reports/templates/", "/figures/reports/templates/new/", "/figures/reports/begin/",
    "/rules/", "/calendar/days/", "/audit/",
]  # fmt: skip
OWN = ["/account/", "/account/security/", "/account/privacy/", "/account/tokens/"]


@pytest.mark.parametrize("pages", [WORK, REGISTERS, FIGURES + OWN], ids=["work", "registers", "figures"])
def test_an_officers_pages_are_sound(
    walk: Callable[..., Any], federation: Federation, town: dict[str, str], width: int, pages: list[str]
) -> None:
    user = officer(federation.county, "陈明")
    grant(user, federation.county, "org_dept")
    round_trip = walk(user, width, language=LANGUAGE[width])
    for page in pages:
        round_trip.go(page.format(**town))


ADMINISTRATORS = {
    "system_admin": ["/account/accounts/", "/account/accounts/open/"],
    "security_admin": [
        "/orgs/grants/",
        "/orgs/{org}/grants/",
        "/orgs/{org}/grants/add/",
        "/account/requests/",
    ],
    "audit_admin": ["/audit/", "/audit/reveals/"],
}


@pytest.mark.parametrize("role", list(ADMINISTRATORS))
def test_an_administrators_pages_are_sound(
    walk: Callable[..., Any], federation: Federation, town: dict[str, str], width: int, role: str
) -> None:
    round_trip = walk(officer(federation.county, "赵敏", role=role), width, language=LANGUAGE[width])
    for page in ADMINISTRATORS[role]:
        round_trip.go(page.format(**town))
