"""Reading the product's own code, for the rules that no linter knows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Module:
    """One file of the product, parsed."""

    path: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and file of the path."""
        return Path(self.path).with_suffix("").parts


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product, without tests and migrations."""
    found = []
    for file in sorted((ROOT / "wuli").rglob("*.py")):
        path = file.relative_to(ROOT)
        if not {"tests", "migrations"} & set(path.parts):
            found.append(Module(str(path), ast.parse(file.read_text())))
    return tuple(found)


def functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Every function of a module, also nested ones."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def action_code(function: ast.FunctionDef) -> str | None:
    """The code of an `@action("app.verb")`, or None for other functions."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "action":
            return str(ast.literal_eval(decorator.args[0]))
    return None


def first_statement(function: ast.FunctionDef) -> str:
    """The source of the first statement after the docstring."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return ast.unparse(body[0]) if body else ""
