"""Refusals and breakdowns become pages in both languages that say what, and what to do."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from wuli.base.core.errors import Conflict, Missing, NotAllowed
from wuli.base.core.styles import BARE
from wuli.config import urls as product

pytestmark = pytest.mark.django_db


def refusing(error: Exception) -> Any:
    """A view that cannot do what is asked."""

    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("t/conflict/", refusing(Conflict())),
    path("t/denied/", refusing(NotAllowed(what="改隶属"))),
    path("t/missing/", refusing(Missing())),
    path("t/404/", refusing(Http404())),
    path("t/403/", refusing(PermissionDenied())),
    path("t/step/", require_POST(refusing(Missing()))),
    path("t/broken/", refusing(ZeroDivisionError())),
    *product.urlpatterns,
]
handler400, handler403 = product.handler400, product.handler403
handler404, handler500 = product.handler404, product.handler500


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.parametrize(
    ("where", "status", "words"),
    [
        ("conflict", 409, "刚被别人改过"),
        ("denied", 403, "改隶属"),
        ("missing", 404, "没有找到"),
        ("404", 404, "没有找到"),
        ("403", 403, "没有权限"),
    ],
)
def test_a_refusal_is_a_page_with_its_words(client: Client, where: str, status: int, words: str) -> None:
    """Each with its own status."""
    answer = client.get(f"/t/{where}/", headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_step_that_is_opened_as_a_page_answers_in_words(client: Client) -> None:
    """Reloading after a refused form, or signing in again with such an address to go back to."""
    answer = client.get("/t/step/", headers={"Accept-Language": "zh-hans"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "退回上一页" in answer.content.decode()


def test_the_same_refusal_speaks_english(client: Client) -> None:
    """The words follow the reader."""
    page = client.get("/t/missing/", headers={"Accept-Language": "en"}).content.decode()
    assert 'lang="en"' in page
    assert "没有找到" not in page


def test_not_there_and_not_yours_look_the_same(client: Client) -> None:
    """A neighbour learns nothing from the difference."""
    texts = {
        client.get(f"/t/{where}/").content.decode().split("<main")[1].split("<p class")[0]
        for where in ("missing", "404")
    }
    assert len(texts) == 1


def test_htmx_gets_the_refusal_as_a_note_on_top(client: Client) -> None:
    """The page stays as it is."""
    answer = client.get("/t/conflict/", headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#w-toasts"
    assert "<html" not in answer.content.decode()


def test_a_breakdown_gives_a_number_and_asks_no_database(client: Client, queries: Any) -> None:
    """The page of the worst moment stands by itself."""
    client.raise_request_exception = False
    with queries() as seen:
        answer = client.get("/t/broken/", headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 500
    assert "编号" in answer.content.decode()
    assert len(seen) == 0
    styles = re.findall(r'href="/static/(core/css/[^"]+)"', answer.content.decode())
    assert len(styles) == len(BARE)
    assert all(finders.find(each) for each in styles)


def test_a_stale_form_says_what_to_do() -> None:
    """An old token is a page that can be read, not a bare 403."""
    answer = Client(enforce_csrf_checks=True).post(
        "/language/", {"language": "en"}, headers={"Accept-Language": "zh-hans"}
    )
    assert answer.status_code == 403
    assert "刷新后再提交" in answer.content.decode()


def test_a_refused_person_goes_back_to_the_page_they_came_from(client: Client) -> None:
    back = "回到刚才那一页"
    here = "http://testserver/t/conflict/"
    from_a_page = client.post("/t/conflict/", headers={"Referer": here, "Accept-Language": "zh-hans"})
    assert f'href="{here}"' in from_a_page.content.decode()
    for elsewhere in ({"Referer": "https://example.org/"}, {"Referer": here}, {}):
        page = client.get("/t/conflict/", headers=elsewhere | {"Accept-Language": "zh-hans"})
        assert back not in page.content.decode()


def test_a_nul_in_an_address_is_a_request_nobody_can_read(client: Client) -> None:
    assert client.get("/search/?q=a%00").status_code == 400
