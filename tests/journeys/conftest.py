"""A real browser on a real server over the test database; axe looks at every page that is opened.

`walk(user, width)` gives a signed-in `Walk`. Its `go`, and every click that leads to another page, end with
a look by axe and a check that nothing was refused by the content security policy.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.people import client_for

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text()
PHONE, DESK = 390, 1440
HEIGHT = {PHONE: 844, DESK: 900}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-zygote",
]  # fmt: skip
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
# Playwright's loop would forbid Django's calls from the test itself.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker walks at a time: two browsers on two cores only make each other slow."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.fail("no browser: run `make test`, which finds or fetches one, or set CHROMIUM=")
    environment = dict(os.environ)
    if os.environ.get("CHROMIUM_LIBRARIES"):
        environment["LD_LIBRARY_PATH"] = os.environ["CHROMIUM_LIBRARIES"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env=environment)
        yield browser
        browser.close()


class Walk:
    """A person at a browser of one width."""

    def __init__(self, context: BrowserContext, base: str, width: int) -> None:
        self.context, self.base, self.width = context, base, width
        self.page: Page = context.new_page()
        self.refused: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.refused.append(str(error)))

    def go(self, path: str) -> Page:
        """Open a page and look at it."""
        answer = self.page.goto(urljoin(self.base, path))
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()
        return self.page

    def click(self, name: str, *, role: Any = "link") -> Page:
        """Click what bears the name and look at the page it leads to."""
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()
        self.look()
        return self.page

    def look(self) -> None:
        """axe finds no fault, nothing overflows to the side, no script was refused or failed."""
        self.page.wait_for_load_state("networkidle")
        where = f"{self.page.url} at {self.width}"
        assert not self.refused, f"{where}: {self.refused}"
        self.page.evaluate(AXE)  # through the debugger, so that the page's own policy stays as it is
        found = self.page.evaluate("rules => axe.run(document, rules)", AXE_RULES)["violations"]
        told = [
            f"{each['id']}: {each['help']} at {[node['target'] for node in each['nodes']][:5]}"
            for each in found
        ]
        assert not told, f"{where}:\n" + "\n".join(told)
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{where}: {too_wide} px too wide"

    def _hear(self, message: Any) -> None:
        known = ("favicon", "status of 422")  # a form that was refused answers 422
        if message.type == "error" and not any(each in message.text for each in known):
            self.refused.append(message.text)


@pytest.fixture
def walk(browser: Browser, live_server: Any) -> Iterator[Callable[..., Walk]]:
    """`walk(user, DESK)`: that user's browser; without a user nobody is signed in. `language="en"`."""
    contexts: list[BrowserContext] = []

    def begin(user: Any = None, width: int = DESK, *, language: str = "zh-CN") -> Walk:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT[width]}, locale=language, timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        if user is not None:
            session = client_for(user).cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        return Walk(context, live_server.url, width)

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """Every journey is made at both sizes."""
    return int(request.param)
