"""Catalogues of translations, one an app: read the sources, keep what is translated, write .po and .mo.

Source strings are Chinese; English lives in each app's `locale/en/LC_MESSAGES/django.po`. Needs no
gettext tools: Babel reads the sources, polib writes the files.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

PLACE = "locale/en/LC_MESSAGES/django"
SKIPPED = {"tests", "migrations", "locale", "static", "__pycache__"}
HAN = re.compile(r"[\u3400-\u9fff]")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_": None,
    "_now": None,
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@dataclass
class Message:
    """One string to translate and where it stands."""

    text: str
    plural: str = ""
    context: str = ""
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str]:
        """What tells two messages apart."""
        return (self.context, self.text)


def app_folders() -> list[Path]:
    """Every app of the project: the folders under wuli that have an apps.py."""
    root = settings.BASE_DIR / "wuli"
    return sorted(path.parent for path in root.rglob("apps.py"))


def messages_of(app: Path) -> dict[tuple[str, str], Message]:
    """All strings to translate in the app's Python files and templates."""
    found: dict[tuple[str, str], Message] = {}
    for path in sources(app):
        for message in _read(path):
            kept = found.setdefault(message.key, message)
            kept.plural = kept.plural or message.plural
            kept.places.add(str(path.relative_to(app)))
    return found


def sources(app: Path) -> Iterator[Path]:
    """The app's files that may hold words for people."""
    for path in sorted(app.rglob("*")):
        inside = path.relative_to(app).parts
        if SKIPPED & set(inside) or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix == ".py" or "templates" in inside:
            yield path


def write(app: Path) -> tuple[int, list[str]]:
    """Write the app's .po and .mo; says how many strings there are and which lack English."""
    import polib

    wanted = messages_of(app)
    target = app / f"{PLACE}.po"
    kept = {(e.msgctxt or "", e.msgid): e for e in polib.pofile(str(target))} if target.exists() else {}
    if not wanted:
        return 0, []
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for key in sorted(wanted):
        catalogue.append(_entry(wanted[key], kept.get(key)))
    target.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(target))
    catalogue.save_as_mofile(str(app / f"{PLACE}.mo"))
    return len(wanted), [e.msgid for e in catalogue if not _is_done(e)]


def faults(app: Path) -> list[str]:
    """What is wrong with the catalogue as it stands: missing, fuzzy, unused, other placeholders."""
    import polib

    wanted = messages_of(app)
    target = app / f"{PLACE}.po"
    kept = {(e.msgctxt or "", e.msgid): e for e in polib.pofile(str(target))} if target.exists() else {}
    name = app.name
    wrong = [f"{name}: no English: “{m.text}” ({', '.join(sorted(m.places))})"
             for key, m in wanted.items() if key not in kept or not _is_done(kept[key])]  # fmt: skip
    wrong += [f"{name}: fuzzy: “{entry.msgid}”" for entry in kept.values() if "fuzzy" in entry.flags]
    wrong += [f"{name}: no longer used: “{text}”" for context, text in kept if (context, text) not in wanted]
    wrong += [f"{name}: other placeholders in the English of “{entry.msgid}”"
              for entry in kept.values() if _is_done(entry) and not _same_placeholders(entry)]  # fmt: skip
    return wrong


def quarrels() -> list[str]:
    """Chinese strings that have another English in another app: at run time only one of them would show."""
    import polib

    told: dict[tuple[str, str], dict[str, str]] = {}
    for app in app_folders():
        path = app / f"{PLACE}.po"
        for entry in polib.pofile(str(path)) if path.exists() else []:
            english = "|".join(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr
            told.setdefault((entry.msgctxt or "", entry.msgid), {})[app.name] = english
    return [
        f"“{text}”: " + ", ".join(f"{app} “{english}”" for app, english in by_app.items())
        for (_context, text), by_app in told.items()
        if len({english for english in by_app.values() if english}) > 1
    ]


def compile_all() -> int:
    """Write the .mo of every .po, as the server needs them; says how many."""
    import polib

    files = [app / f"{PLACE}.po" for app in app_folders() if (app / f"{PLACE}.po").exists()]
    for path in files:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(files)


def _read(path: Path) -> Iterator[Message]:
    from babel.messages.extract import extract

    text = path.read_text()
    if path.suffix == ".py":
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
    else:
        code = templatize(text, origin=str(path))
        found = extract("javascript", io.BytesIO(_calls(code).encode()), keywords=KEYWORDS)
    for _line, words, _comments, context in found:
        singular, plural = (words if isinstance(words, tuple) else (words, ""))[:2]
        if singular:
            yield Message(singular, plural or "", context or "")


def _calls(code: str) -> str:
    """Keep only the translation calls of a templatized file; the rest is filler that confuses the reader.

    Django writes Python literals (`u'…'`); the u is taken off so that they read as plain strings.
    """
    calls = re.findall(r" ((?:n|p|np)?gettext\(.*?\)|_\(.*?\)) ", code.replace("\n", "\\n"), flags=re.S)
    return "\n".join(re.sub(r"(?<=[(,])\s*u(?=['\"])", "", call) for call in calls)


def _entry(message: Message, kept: object) -> object:
    import polib

    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(place, "") for place in sorted(message.places)],
        flags=["python-format"] if PLACEHOLDER.search(message.text) else [],
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
    if kept is None:
        return entry
    if message.plural:
        entry.msgstr_plural = kept.msgstr_plural or {0: kept.msgstr, 1: kept.msgstr}  # type: ignore[attr-defined]
    else:
        entry.msgstr = kept.msgstr or kept.msgstr_plural.get(1, "")  # type: ignore[attr-defined]
    entry.flags += [flag for flag in kept.flags if flag == "fuzzy"]  # type: ignore[attr-defined]
    return entry


def _is_done(entry: object) -> bool:
    if "fuzzy" in entry.flags:  # type: ignore[attr-defined]
        return False
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]  # type: ignore[attr-defined]
    return bool(forms) and all(forms)


def _same_placeholders(entry: object) -> bool:
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]  # type: ignore[attr-defined]
    wanted = set(PLACEHOLDER.findall(entry.msgid))  # type: ignore[attr-defined]
    return all(set(PLACEHOLDER.findall(text)) <= wanted for text in forms) and any(
        set(PLACEHOLDER.findall(text)) == wanted for text in forms
    )
