"""The rules of the house that no linter knows, read from the product's own code."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import ROOT, Module, action_code, first_statement, functions, modules

ALWAYS_WRITE = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
SOMETIMES_WRITE = {"update", "delete"}  # of a queryset; dictionaries and digests have them, too
INSTANT_AS_DAY = re.compile(r"^(\w+\.)*(at|\w+_at|now\(\))\.date\(\)$")
ROWS = ("objects", "_manager", ".filter(", ".exclude(", ".all()", ".stale(")

# Mechanisms of the base that write beside the actions, each with its reason.
MECHANISMS = {
    "wuli/base/core/jobs.py": "the progress of a job, written outside its transaction",
    "wuli/base/core/excel/staging.py": "staged rows of an import, before anything is real",
    "wuli/base/core/filling.py": "rules and days that ship with the product",
    "wuli/base/core/sealing.py": "the chain that closes the audit",
    "wuli/base/core/notices.py": "the outbox, in the transaction of the action that tells",
    "wuli/base/core/idempotency.py": "answers kept for repeats",
    "wuli/base/core/api.py": "when a token was last used",
    "wuli/base/accounts/models/user.py": "the manager's create_user, called by actions",
    "wuli/base/people/roster/mending.py": "staged rows of an import, before anything is real",
    "wuli/base/people/roster/mend_actions.py": "actions of the roster, in a file of their own",
    "wuli/mechanisms/figures/known.py": "declared indicators, mirrored into a table",
    "wuli/mechanisms/figures/rolling.py": "cells, recomputed from rows",
}

# Actions whose permission is not a capability at a unit, each with its reason.
OWN_CHECK = {
    "core.issue_token": "one's own token; it reaches no further than its owner",
    "core.cancel_job": "one's own job",
    "core.start_job": "started by actions that have asked already",
    "core.retry_job": "one's own job",
}


def writes(module: Module) -> Iterator[str]:
    """Places of a module where rows are written."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, owner = node.func.attr, ast.unparse(node.func.value)
        saves = verb == "save" and not node.args and owner not in {"form", "workbook", "session"}
        removes = verb == "delete" and not node.args
        of_rows = verb in SOMETIMES_WRITE and any(sign in owner for sign in ROWS)
        if verb in ALWAYS_WRITE or saves or of_rows or (removes and "cache" not in owner):
            yield f"{module.path}:{node.lineno} {owner}.{verb}()"


def is_writer(module: Module) -> bool:
    return "actions" in module.parts or "demo" in module.parts or module.path in MECHANISMS


def test_only_actions_and_named_mechanisms_write() -> None:
    found = [place for module in modules() if not is_writer(module) for place in writes(module)]
    assert not found, "written outside actions:\n" + "\n".join(found)


def test_named_mechanisms_still_need_their_exception() -> None:
    idle = [m.path for m in modules() if m.path in MECHANISMS and not list(writes(m))]
    gone = set(MECHANISMS) - {module.path for module in modules()}
    assert not idle + sorted(gone)


def asks_first(function: ast.FunctionDef) -> bool:
    """Whether permission is asked before anything else: `require(…)`, `_require_…(…)`, `_may_…(…)`."""
    return bool(re.search(r"\b_?(require|may|own)(_\w+)?\(|\bis_self\(", first_statement(function)))


def test_every_action_asks_for_permission_first() -> None:
    found = [
        f"{module.path}:{function.lineno} {code}: {first_statement(function).splitlines()[0]}"
        for module in modules()
        for function in functions(module)
        if (code := action_code(function)) and code not in OWN_CHECK and not asks_first(function)
    ]
    assert not found, "permission is not the first thing asked:\n" + "\n".join(found)


def test_actions_take_keywords_only_and_the_actor_first() -> None:
    found = []
    for module in modules():
        for function in functions(module):
            if action_code(function):
                takes = function.args
                if (
                    takes.args
                    or takes.posonlyargs
                    or not takes.kwonlyargs
                    or takes.kwonlyargs[0].arg != "actor"
                ):
                    found.append(f"{module.path}:{function.lineno} {function.name}")
    assert not found


def test_reviewed_actions_exist() -> None:
    known = {action_code(function) for module in modules() for function in functions(module)}
    assert not set(OWN_CHECK) - known


def test_a_day_is_the_day_of_the_place() -> None:
    """`.date()` of an instant is the day in UTC: until eight in the morning that is yesterday here."""
    found = [
        f"{module.path}:{node.lineno} {ast.unparse(node)}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and INSTANT_AS_DAY.search(ast.unparse(node))
    ]
    assert not found, "use timezone.localdate():\n" + "\n".join(found)


def test_templates_ask_no_questions_of_the_database() -> None:
    asking = re.compile(r"\.(objects|filter|exclude|all)\b")
    inline = re.compile(
        r"<script(?![^>]*\b(src|type=\"application/json\"|nonce))|\sstyle=\"|\son[a-z]+=\"", re.I
    )
    found = []
    for file in sorted((ROOT / "wuli").rglob("templates/**/*.html")):
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", file.read_text(), flags=re.S)
        tags = re.findall(r"{{.*?}}|{%.*?%}", text)
        if any(asking.search(tag) for tag in tags if not tag.startswith("{% load")):
            found.append(f"{file.relative_to(ROOT)}: a query")
        if inline.search(re.sub(r"{{.*?}}|{%.*?%}", "", text)):
            found.append(f"{file.relative_to(ROOT)}: inline script or style")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc"])
def test_no_room_is_a_drawer_for_odds_and_ends(word: str) -> None:
    assert not [m.path for m in modules() if word in m.parts]


def test_no_address_of_a_registry_or_machine_is_committed() -> None:
    names = ["requirements/base.txt", "requirements/dev.txt", "pyproject.toml", "Makefile"]
    files = [ROOT / name for name in names]
    assert not [f.name for f in files if re.search(r"https?://(?!www\.apache)", f.read_text())]
