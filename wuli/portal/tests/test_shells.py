"""The three shells: the front door, the menu, language and large type."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from wuli.base.accounts.models import User
from wuli.base.core.desk import MemberService, MenuEntry, QuickStep, offered
from wuli.portal.context import Shell

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Any], Client]


def test_everybody_is_led_to_their_own_first_page(
    federation: Any, officer: Any, client_for: ClientFor
) -> None:
    """Sign-in, desk, figures or member home."""
    leader = people.officer(federation.county, "刘主席", role="leader")
    member = User.objects.create_user("m", None, name="陈志强")
    assert Client().get("/")["Location"] == reverse("accounts:sign-in")
    assert client_for(officer).get("/")["Location"] == "/desk/"
    assert client_for(leader).get("/")["Location"] == "/figures/"
    assert client_for(member).get("/")["Location"] == "/home/"


def test_the_menu_shows_only_what_one_may_do(federation: Any, officer: Any, rf: Any) -> None:
    """An audit administrator has another menu than a town's officer."""
    auditor = people.officer(federation.county, "孙审", role="audit_admin")
    shown = {who.name: codes(rf, who) for who in (officer, auditor)}
    for entry in offered(MenuEntry):
        for who in (officer, auditor):
            if entry.code in shown[who.name]:
                assert not entry.capability or who.has_perm(entry.capability)
    assert shown[officer.name] != shown[auditor.name]


def test_everything_offered_has_an_address() -> None:
    """A misspelt name would silently be left out of the menu."""
    named = [each for kind in (MenuEntry, QuickStep, MemberService) for each in offered(kind)]
    assert [reverse(each.url_name) for each in named]


def test_the_language_is_kept_on_the_device_and_the_account(officer: Any, client_for: ClientFor) -> None:
    """One button; the page comes back in the other language, and so does another device."""
    client = client_for(officer)
    answer = client.post("/language/", {"language": "en", "next": "/notices/"})
    assert (answer.status_code, answer["Location"]) == (303, "/notices/")
    assert 'lang="en"' in client.get("/notices/").content.decode()
    officer.refresh_from_db()
    assert officer.language == "en"
    assert 'lang="en"' in client_for(officer).get("/notices/").content.decode()


def test_a_language_nobody_speaks_here_is_chinese(client: Client) -> None:
    """And an address of another site is not followed."""
    answer = client.post("/language/", {"language": "xx", "next": "https://example.org/"})
    assert answer["Location"] == "/"
    assert answer.cookies["django_language"].value == "zh-hans"


def test_large_type_turns_on_and_off(client: Client) -> None:
    """Also before signing in."""
    client.post("/large-type/")
    page = client.get("/styleguide/", follow=True).content.decode()
    assert 'class="large"' in client.get(reverse("accounts:sign-in")).content.decode()
    assert 'class="large"' in page
    client.post("/large-type/")
    assert 'class="large"' not in client.get(reverse("accounts:sign-in")).content.decode()


def test_the_shell_costs_a_fixed_number_of_queries(officer: Any, client_for: ClientFor, queries: Any) -> None:
    """A page without content of its own: sign-in, grants, ribbon, unread, and what the menu counts."""
    client = client_for(officer)
    client.get("/search/")
    with queries() as seen:
        client.get("/search/")
    assert len(seen) <= 10, "\n".join(query["sql"][:150] for query in seen)


def test_the_stylesheet_is_one_and_kept_for_a_year(client: Client) -> None:
    """Its address changes with its content."""
    page = client.get(reverse("accounts:sign-in")).content.decode()
    address = page.split('href="/style/')[1].split('"')[0]
    answer = client.get(f"/style/{address}")
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Encoding"] == "gzip"


def codes(rf: Any, user: Any) -> set[str]:
    """What the menu of `user` holds."""
    request = rf.get("/desk/")
    request.user = user
    return {entry.code for entry, _url in Shell(request).entries}
