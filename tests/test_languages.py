"""Two languages: words for people stand inside gettext, so that a missing mark is found."""

import ast
import re
from collections.abc import Iterator

from tests.source import ROOT, Module, modules

HAN = re.compile(r"[\u3400-\u9fff]")
MARKS = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
    "_now", "_n",
}  # fmt: skip

# Files whose Chinese is data or speech before Django is there, each with its reason.
DATA = {
    "wuli/demo": "names and places of the sample federation",
    "wuli/mechanisms/figures/reports/": "keywords of templates, official documents and their fonts",
    "wuli/mechanisms/figures/targets/forms.py": "an example of a document's number",
    "wuli/mechanisms/figures/targets/sheet.py": "heads of officers' sheets",
    "wuli/mechanisms/figures/views/writing.py": "the beginning of a template, in the templates' language",
    "wuli/programmes/campaigns/rule_kinds.py": "the form of rule numbers",
    "wuli/portal/samples.py": "made-up names on the style guide",
    "wuli/base/accounts/consent_texts.py": "texts that are agreed to in the language they were written in",
    "wuli/base/core/filling.py": "names of holidays, as published",
    "wuli/base/core/numbering.py": "the form of document numbers, fixed by the standard",
    "wuli/base/core/excel/cells.py": "how days are written in sheets",
    "wuli/base/core/excel/reasons.py": "columns of the returned sheet, found again by their heads",
    "wuli/base/core/said.py": "how days are written in Chinese",
    "wuli/base/orgs/sheet.py": "heads and words of officers' sheets",
    "wuli/base/people/codes.py": "heads and words of officers' sheets",
    "wuli/base/people/roster/sheet.py": "heads and words of officers' sheets",
    "wuli/base/people/rules.py": "double surnames",
    "wuli/programmes/campaigns/sheet.py": "heads and words of officers' sheets",
    "wuli/config/console.py": "both languages side by side",
    "wuli/config/embedded.py": "both languages side by side",
    "wuli/config/run.py": "both languages side by side",
    "wuli/config/prepare.py": "both languages side by side",
    "wuli/config/server.py": "both languages side by side",
    "wuli/config/settings.py": "the name of the product, and of the language",
}


KEYWORDS = {  # the editor puts words of the templates' own language in
    f"wuli/mechanisms/figures/templates/figures/reports/{name}.html" for name in ("_picked", "editor")
}


def is_data(module: Module) -> bool:
    return any(module.path.startswith(place) for place in DATA)


def unmarked(module: Module) -> Iterator[str]:
    """Texts with Han characters outside a translation call, docstrings apart."""
    marked: set[int] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in MARKS:
            marked |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            marked.add(id(node.value))  # a docstring
    for node in ast.walk(module.tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked
        if is_text and HAN.search(node.value) and not is_the_same_everywhere(node.value):
            yield f"{module.path}:{node.lineno} {node.value[:40]}"


def is_the_same_everywhere(text: str) -> bool:
    """One glyph of a seal, the name of a language or of the product."""
    return len(text) == 1 or text in {"中文", "切换到中文"} or text.startswith("Wuli 五力")


def test_words_in_python_are_marked_for_translation() -> None:
    found = [place for module in modules() if not is_data(module) for place in unmarked(module)]
    assert not found, f"{len(found)} texts outside gettext:\n" + "\n".join(found)


def test_no_f_string_is_translated() -> None:
    found = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in MARKS
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    ]
    assert not found


def test_words_in_templates_are_marked_for_translation() -> None:
    block = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.S)
    comment = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.S)
    found = []
    for file in sorted((ROOT / "wuli").rglob("templates/**/*.html")):
        if str(file.relative_to(ROOT)) in KEYWORDS:
            continue
        text = block.sub("", comment.sub("", file.read_text()))
        text = re.sub(r"{%\s*trans(late)?\b.*?%}", "", text)
        text = re.sub(r"_\((['\"]).*?\1\)", "", text)
        for number, line in enumerate(text.splitlines(), 1):
            words = [
                each for each in re.findall(r"[\u3400-\u9fff]+", line) if not is_the_same_everywhere(each)
            ]
            if words:
                found.append(f"{file.relative_to(ROOT)}:{number} {words[0]}")
    assert not found, f"{len(found)} places outside translate:\n" + "\n".join(found)
