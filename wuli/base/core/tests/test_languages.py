"""Two languages: no Chinese words outside a translation, and English for every one of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from wuli.base.core import catalogues
from wuli.base.core.catalogues import HAN

# Data, not words of the pages: names and spellings of things, patterns of dates and document numbers.
DATA = {
    "base/accounts/consent_texts.py",  # texts with their own English beside them
    "base/accounts/forms/me.py",  # the languages by their own names
    "base/core/api.py",  # the product's name
    "base/core/data/",
    "base/core/excel/cells.py",  # how dates are written in sheets
    "base/core/excel/reasons.py",  # heads of columns in a sheet
    "base/core/filling.py",  # names of holidays
    "base/core/numbering.py",  # 滨工〔2026〕12号
    "base/core/rule_kinds.py",  # names of laws
    "base/core/said.py",  # 7月16日, beside the English form
    "base/orgs/sheet.py",  # heads of columns as sheets have them, and an example
    "base/people/codes.py",  # how codes are spelt in rosters
    "base/people/roster/sheet.py",  # heads of columns as rosters have them
    "base/people/rules.py",  # surnames of two characters
    "demo/",
    "mechanisms/figures/targets/forms.py",  # an example of a document's number
    "mechanisms/figures/targets/sheet.py",  # heads of columns as sheets have them
    "mechanisms/figures/views/writing.py",  # the beginning of a template
    "mechanisms/figures/reports/",  # keywords of templates, official documents and their fonts
    "mechanisms/figures/templates/figures/reports/_picked.html",  # a keyword of the templates' language
    "mechanisms/figures/templates/figures/reports/editor.html",  # the same
    "programmes/campaigns/rule_kinds.py",  # the form of rule numbers
    "programmes/campaigns/sheet.py",  # heads of columns as sheets have them, and examples
    "portal/samples.py",
}
OWN_NAMES = re.compile(
    r'lang="zh-Hans"[^>]*>[^<]*|aria-label="切换到中文"|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}', re.S
)
TRANSLATED = re.compile(
    r"\{% (?:translate|trans) .*?%\}|\{% blocktrans(?:late)?.*?%\}.*?\{% endblocktrans(?:late)? %\}|_\(.*?\)",
    re.S,
)
GLYPH = re.compile(r'(?:glyph="|<c-seal[^>]*>)[\u3400-\u9fff]"?')


@pytest.mark.parametrize("app", catalogues.app_folders(), ids=lambda app: app.name)
def test_every_string_has_its_english(app: Path) -> None:
    """Missing, fuzzy, unused, or with other placeholders: each is named."""
    assert catalogues.faults(app) == []


def test_one_chinese_string_has_one_english() -> None:
    """All catalogues are one at run time, so another app's English would show."""
    assert catalogues.quarrels() == []


@pytest.mark.parametrize("app", catalogues.app_folders(), ids=lambda app: app.name)
def test_no_chinese_stands_outside_a_translation(app: Path) -> None:
    """A string that an officer reads, but nobody could translate, is named with its line."""
    found = [each for path in catalogues.sources(app) if not is_data(path) for each in bare_words(path)]
    assert found == []


def test_a_bare_word_in_code_is_found(tmp_path: Path) -> None:
    """The check sees what it should see."""
    source = tmp_path / "x.py"
    source.write_text('"""文档"""\nfrom x import _\na = _("好话")\nb = "坏话"\nc = f"{b}更坏"  # 注\n')
    assert [line for line, _words in in_python(source)] == [4, 5]


def test_a_bare_word_in_a_template_is_found(tmp_path: Path) -> None:
    """The same for pages."""
    page = tmp_path / "x.html"
    page.write_text('{% translate "好" %}\n<b>坏</b>{# 注 #}\n{% blocktranslate %}好{% endblocktranslate %}')
    assert [line for line, _words in in_template(page)] == [2]


def bare_words(path: Path) -> list[str]:
    """The Chinese words of a file that no catalogue can know."""
    found = in_python(path) if path.suffix == ".py" else in_template(path)
    return [f"{path.relative_to(settings.BASE_DIR)}:{line} {words}" for line, words in found]


def in_python(path: Path) -> Iterator[tuple[int, str]]:
    """String literals with Chinese that are no docstring and no argument of a translation."""
    tree = ast.parse(path.read_text())
    known = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and is_translation(node.func):
            known |= {id(each) for argument in node.args for each in ast.walk(argument)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.add(id(node.value))  # a docstring, also below a field
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in known and HAN.search(text) and len(text) > 1:
            yield node.lineno, text  # one character alone is a seal


def is_translation(called: ast.expr) -> bool:
    """Whether a call marks its argument for translation."""
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    return name in catalogues.KEYWORDS


def in_template(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with Chinese outside the translation tags, comments and seals."""
    text = path.read_text()
    for pattern in (TRANSLATED, OWN_NAMES, GLYPH):
        text = pattern.sub(lambda found: "\n" * found.group().count("\n"), text)
    for number, line in enumerate(text.splitlines(), 1):
        if HAN.search(line):
            yield number, line.strip()[:80]


def is_data(path: Path) -> bool:
    """Whether a file holds data, which is not translated."""
    inside = str(path.relative_to(settings.BASE_DIR / "wuli"))
    return any(inside.startswith(each) for each in DATA)
