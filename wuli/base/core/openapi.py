"""The description of the API, with what ninja leaves out: refusals, the key of a POST, names that clash."""

import json
from collections.abc import Iterator
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from .idempotency import HEADER
from .problems import CONTENT_TYPE, Problem

SHAPES = "#/components/schemas/"


class Description(OpenAPISchema):
    """Ninja's description; two shapes of one name (two models have a `State`) are kept apart."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """One operation with all it may answer."""
        kept, self.schemas = self.schemas, {}
        result = super().operation_details(operation)
        own, self.schemas = self.schemas, kept
        names = {name: self._free_name(name, shape, operation) for name, shape in own.items()}
        result, own = _renamed(result, names), _renamed(own, names)
        self.schemas.update({names[name]: shape for name, shape in own.items()})
        for method in operation.methods:
            _declare_common(method.lower(), result)
        return result

    def get_components(self) -> dict[str, Any]:
        """All shapes, in order, so that a change of the API is a small difference in the file."""
        self.schemas["Problem"] = Problem.model_json_schema()
        self.schemas = dict(sorted(self.schemas.items()))
        return dict(super().get_components())

    def _free_name(self, name: str, shape: Any, operation: Operation) -> str:
        app = operation.view_func.__module__.split(".")[-2].title()
        tries = [name, f"{app}{name}", *(f"{app}{name}{number}" for number in range(2, 50))]
        return next(free for free in tries if self.schemas.get(free, shape) == shape)


def _renamed(told: Any, names: dict[str, str]) -> Any:
    text = json.dumps(told, default=str)
    for old, new in names.items():
        if old != new:
            text = text.replace(f'"{SHAPES}{old}"', f'"{SHAPES}{new}"')
    return json.loads(text)


def _declare_common(method: str, operation: dict[str, Any]) -> None:
    shape = {"schema": {"$ref": f"{SHAPES}Problem"}}
    for status, meaning in _common_refusals(method):
        answer = {"description": meaning, "content": {CONTENT_TYPE: shape}}
        operation["responses"].setdefault(str(status), answer)
    if method == "post":
        operation.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": HEADER,
                "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
                "description": "A fresh UUID for each submission; the same one when it is sent again",
            }
        )


def _common_refusals(method: str) -> Iterator[tuple[int, str]]:
    yield 400, "The request cannot be read"
    yield 401, "No valid token or session"
    yield 403, "Not allowed, or the token lacks the scope"
    yield 404, "No such thing, or not within the caller's reach"
    yield 422, "Values that cannot be right, or a rule that forbids it"
    yield 429, "Too many calls"
    if method not in {"get", "head"}:
        yield 409, "The world moved on meanwhile"
