"""The description of the API, with what ninja leaves out: refusals, the key of a POST, names that clash."""

import json
import re
from collections.abc import Callable, Iterator
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
        self.app = operation.view_func.__module__.split(".")[2].title()
        result = super().operation_details(operation)
        for method in operation.methods:
            _declare_common(method.lower(), result)
        return result

    def _create_schema_from_model(self, *args: Any, **told: Any) -> Any:
        make = super()._create_schema_from_model
        return self._named_apart(lambda: make(*args, **told))

    def _extract_parameters(self, model: Any) -> Any:
        make = super()._extract_parameters
        return self._named_apart(lambda: make(model))

    def _named_apart(self, make: Callable[[], Any]) -> Any:
        """What `make` describes; shapes whose name stands for another shape already get one of their own."""
        known, self.schemas = self.schemas, {}
        made = make()
        own, self.schemas = self.schemas, known
        names: dict[str, str] = {}
        for name in own:
            self._settle(name, own, names)
        self.schemas.update({names[name]: _renamed(shape, names) for name, shape in own.items()})
        return _renamed(made, names)

    def _settle(self, name: str, own: dict[str, Any], names: dict[str, str]) -> None:
        """Choose the name of a shape, after those of the shapes in it."""
        if name in names:
            return
        names[name] = name  # a shape may hold itself
        for inner in re.findall(f'"{SHAPES}([^"]+)"', json.dumps(own[name], default=str)):
            if inner in own:
                self._settle(inner, own, names)
        shape = _renamed(own[name], names)
        plain = "".join(name.split("__")[-2:])  # pydantic tells apart two of one name by their modules
        tries = [plain, f"{self.app}{plain}", *(f"{self.app}{plain}{number}" for number in range(2, 50))]
        names[name] = next(free for free in tries if self.schemas.get(free, shape) == shape)

    def get_components(self) -> dict[str, Any]:
        """All shapes, in order, so that a change of the API is a small difference in the file."""
        self.schemas["Problem"] = Problem.model_json_schema()
        self.schemas = dict(sorted(self.schemas.items()))
        return dict(super().get_components())


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
