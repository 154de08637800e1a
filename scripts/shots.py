"""Pictures of the main pages: member, officer and leader, at 390 and 1440 px, in Chinese and English.

    make shots                  all of them, into docs/screenshots/
    make shots PAGES=/desk/     only pages whose address begins so

Needs the sample federation (`make run` or `make demo` builds it); starts a server of its own.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TARGET = ROOT / "docs/screenshots"
SIZES = {390: 844, 1440: 900}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
TALLEST = 2400
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-zygote"]


@dataclass(frozen=True)
class Picture:
    """A page and who looks at it; `kind` picks the account of the sample."""

    name: str
    address: str
    kind: str = "officer"


PICTURES = [
    Picture("sign-in", "/account/sign-in/", ""),
    Picture("member-home", "/home/", "member"),
    Picture("member-services", "/services/", "member"),
    Picture("member-code", "/people/card/", "member"),
    Picture("member-progress", "/progress/", "member"),
    Picture("member-mine", "/mine/", "member"),
    Picture("desk", "/desk/"),
    Picture("orgs", "/orgs/"),
    Picture("people", "/people/"),
    Picture("roster", "/people/rosters/"),
    Picture("activities", "/activities/"),
    Picture("notices", "/notices/"),
    Picture("search", "/search/?q=bht"),
    Picture("styleguide", "/styleguide/"),
    Picture("leader", "/figures/", "leader"),
    Picture("targets", "/figures/progress/", "leader"),
    Picture("quality", "/figures/quality/"),
    Picture("tasks", "/campaigns/board/"),
    Picture("supervision", "/campaigns/supervision/"),
    Picture("report", "/figures/reports/live/", "leader"),
]


def main() -> int:
    """Take every picture; says how many pages would not open or stand out at the side."""
    from wuli.config import place

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuli.config.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's loop runs in this very thread
    place.enter("shots")
    import django

    django.setup()
    from scripts.browser import browser_environment

    environment = browser_environment()
    wanted = [each for each in PICTURES if each.address.startswith(os.environ.get("PAGES", "/"))]
    TARGET.mkdir(parents=True, exist_ok=True)
    with served() as base, opened(environment) as browser:
        faults = [fault for each in wanted for fault in take(browser, base, each)]
    for fault in faults:
        print(fault)  # noqa: T201
    return len(faults)


def take(browser: Any, base: str, picture: Picture) -> Iterator[str]:
    """One page at every size in every language; yields what is wrong with it."""
    session = session_of(picture.kind) if picture.kind else ""
    for width, height in SIZES.items():
        for short, language in LANGUAGES.items():
            context = browser.new_context(viewport={"width": width, "height": height})
            cookies = {"django_language": language} | ({"sessionid": session} if session else {})
            context.add_cookies([{"name": n, "value": v, "url": base} for n, v in cookies.items()])
            page = context.new_page()
            answer = page.goto(base + picture.address)
            page.wait_for_load_state("networkidle")
            if answer.status >= 400:
                yield f"{picture.address}: {answer.status} ({short}, {width})"
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                yield f"{picture.address}: stands out at the side ({short}, {width})"
            tall = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(height, tall)})
            keep(page.screenshot(), TARGET / f"{picture.name}-{width}-{short}.png")
            context.close()


def keep(content: bytes, path: Path) -> None:
    """Store a picture with 256 colours, a third of the size, with no difference to be seen."""
    Image.open(BytesIO(content)).convert("RGB").quantize(256).save(path, optimize=True)


def session_of(kind: str) -> str:
    """A fresh sign-in of the sample's member, officer or leader, second factor done."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from wuli.base.accounts.models import User
    from wuli.base.orgs.models import RoleGrant

    if kind == "member":
        user = User.objects.filter(kind=User.Kind.MEMBER, person__isnull=False).order_by("created_at").first()
    else:
        held = RoleGrant.objects.in_force(timezone.localdate()).filter(role=kind)
        grant = held.select_related("user").order_by("created_at").first()
        user = grant.user if grant else None
    if user is None:
        sys.exit("没有示例数据，先运行 make demo。 No sample data: run `make demo` first.")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def served() -> Iterator[str]:
    """A server over the same database, on a free port of this machine alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    environment = os.environ | {"WULI_DEBUG": "1", "WULI_LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        base = f"http://127.0.0.1:{port}"
        for _attempt in range(120):
            with suppress(OSError):
                urllib.request.urlopen(f"{base}/healthz", timeout=2).close()  # noqa: S310
                break
            time.sleep(0.5)
        yield base
    finally:
        server.terminate()
        server.wait()


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[Any]:
    """The browser that was found."""
    from playwright.sync_api import sync_playwright

    libraries = environment.get("CHROMIUM_LIBRARIES")
    env: dict[str, Any] = (
        dict(os.environ) | environment | ({"LD_LIBRARY_PATH": libraries} if libraries else {})
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=environment["CHROMIUM"], args=ARGUMENTS, env=env)
        yield browser
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
