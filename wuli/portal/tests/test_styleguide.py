"""The style guide: every component in every state, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db
COTTON = settings.BASE_DIR / "wuli/base/core/templates/cotton"
ELSEWHERE = {
    "crumbs",
    "page",
    "toasts",
    "section",
    "menu",
    "photos",
    "confirm",
}  # shown by the pages themselves


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_opens_in_both_languages(officer: Any, client_for: Callable[[Any], Client], language: str) -> None:
    """No component breaks, nothing of the templates is left over."""
    page = client_for(officer).get("/styleguide/", headers={"Accept-Language": language}).content.decode()
    assert "<c-" not in page
    assert "{%" not in page
    assert "{{" not in page


def test_every_component_is_shown() -> None:
    """A new component comes with its states."""
    shown = (settings.BASE_DIR / "wuli/portal/templates/portal/styleguide.html").read_text()
    inner = "".join(path.read_text() for path in COTTON.glob("*.html"))
    names = {path.stem for path in COTTON.glob("*.html")} - ELSEWHERE
    assert [n for n in sorted(names) if f"<c-{n.replace('_', '-')}" not in shown + inner] == []


def test_the_public_has_no_style_guide_unless_the_setting_says_so(client: Client) -> None:
    """Officers always have."""
    with override_settings(WULI_STYLEGUIDE=False):
        assert client.get("/styleguide/").status_code == 404
    with override_settings(WULI_STYLEGUIDE=True):
        assert client.get("/styleguide/").status_code == 200
