"""Vendored files are the ones that vendor.json names, and every icon that is asked for is in the sprite."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FOLDER = settings.BASE_DIR / "wuli/base/core/static/vendor"
LISTED = json.loads((FOLDER / "vendor.json").read_text())


def test_vendored_files_are_what_the_list_says() -> None:
    """A file that was edited by hand is found."""
    for each in LISTED["files"]:
        assert hashlib.sha256((FOLDER / each["file"]).read_bytes()).hexdigest() == each["sha256"], each[
            "file"
        ]
        assert each["licence"]


def test_no_vendored_file_is_off_the_list() -> None:
    """Nothing lies in the folder without a licence."""
    assert {path.name for path in FOLDER.iterdir()} == {each["file"] for each in LISTED["files"]} | {
        "vendor.json"
    }


def test_every_icon_that_a_page_asks_for_is_in_the_sprite() -> None:
    """A misspelt icon would be an empty square."""
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (FOLDER / "icons.svg").read_text()))
    assert {name for name in asked_for() if name not in drawn} == set()


def test_nothing_is_loaded_from_another_host() -> None:
    """No page names another host for scripts, styles, fonts or pictures."""
    outside = re.compile(r"""(?:src|href)=["']https?://|@import|url\(["']?https?:""")
    pages = [p for p in (settings.BASE_DIR / "wuli").rglob("*") if p.suffix in {".html", ".css"}]
    own = [page for page in pages if page.parent != FOLDER]
    assert [page.name for page in own if outside.search(page.read_text())] == []


def test_no_page_carries_style_or_script_of_its_own() -> None:
    """The content security policy would refuse it."""
    inline = re.compile(r"\sstyle=[\"']|<style|<script(?![^>]*(?:src=|application/json))|\son[a-z]+=[\"']")
    pages = (settings.BASE_DIR / "wuli").rglob("templates/**/*.html")
    assert [page.name for page in pages if inline.search(page.read_text())] == []


def asked_for() -> Iterator[str]:
    """The names of icons in templates and in what the apps offer."""
    for page in (settings.BASE_DIR / "wuli").rglob("templates/**/*.html"):
        yield from icons_in(page)
    for source in (settings.BASE_DIR / "wuli").rglob("desk.py"):
        yield from re.findall(r'MenuEntry\([^)]*?"[\w:-]+",\s*"([a-z0-9-]+)",\s*"\w+"', source.read_text())


def icons_in(page: Path) -> Iterator[str]:
    """The names written out in one template."""
    text = page.read_text()
    yield from re.findall(r'<c-icon[^>]*\sname="([a-z0-9-]+)"', text)
    yield from re.findall(r'<c-(?:button|post|empty|ask|note|menu)\b[^>]*\sicon="([a-z0-9-]+)"', text)
