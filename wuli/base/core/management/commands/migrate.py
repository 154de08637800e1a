"""`manage.py migrate`: Django's own, without drawing every model anew for each trigger and constraint.

Django keeps the models of the past as classes while it migrates, and after an operation draws the changed
one again with all that hang together with it: here nearly all, for all point to units and accounts. What
only adds to or takes from a model's options is put into the class that is there. An empty database is
ready in half the time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState, StateApps
from pgtrigger.migrations import AddTrigger, RemoveTrigger

OPTIONS = ("constraints", "indexes", "triggers")


class Command(migrate.Command):
    """Bring the database to the newest migration."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as Django does."""
        with options_put_in_place():
            super().handle(*args, **options)


@contextmanager
def options_put_in_place() -> Iterator[None]:
    """While this lasts, changes of constraints, indexes and triggers draw no class anew."""
    own: list[tuple[Any, str, Callable[..., Any]]] = [
        (ProjectState, "_append_option", _in_place),
        (ProjectState, "_remove_option", _in_place),
        (ProjectState, "_alter_option", _in_place),
        (AddTrigger, "state_forwards", _trigger_in_place),
        (RemoveTrigger, "state_forwards", _trigger_in_place),
    ]
    before = [(owner, name, getattr(owner, name)) for owner, name, _way in own]
    for owner, name, way in own:
        setattr(owner, name, way(getattr(owner, name)))
    try:
        yield
    finally:
        for owner, name, change in before:
            setattr(owner, name, change)


def _in_place(change: Callable[..., None]) -> Callable[..., None]:
    @wraps(change)
    def changed(state: ProjectState, app_label: str, model_name: str, *args: Any) -> None:
        with _not_drawn(state, app_label, model_name):
            change(state, app_label, model_name, *args)

    return changed


def _trigger_in_place(change: Callable[..., None]) -> Callable[..., None]:
    @wraps(change)
    def changed(operation: AddTrigger | RemoveTrigger, app_label: str, state: ProjectState) -> None:
        with _not_drawn(state, app_label, operation.model_name.lower()):
            change(operation, app_label, state)

    return changed


@contextmanager
def _not_drawn(state: ProjectState, app_label: str, model_name: str) -> Iterator[None]:
    """Hide the classes of `state` from a change of options, then show it in the class itself."""
    drawn: StateApps | None = state.__dict__.pop("apps", None)
    try:
        yield
    finally:
        if drawn is not None:
            state.__dict__["apps"] = drawn
    if drawn is not None:
        meta = drawn.get_model(app_label, model_name)._meta
        for option in OPTIONS:
            if option in state.models[app_label, model_name].options:
                setattr(meta, option, state.models[app_label, model_name].options[option])
