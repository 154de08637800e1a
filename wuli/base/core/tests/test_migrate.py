"""Our `migrate` keeps the classes of the past true without drawing them anew for every option."""

import pgtrigger
from django.core.management import get_commands
from django.db import migrations, models
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from wuli.base.core.management.commands.migrate import options_put_in_place

ONCE = models.UniqueConstraint(fields=["name"], name="thing_once")
GUARD = pgtrigger.Protect(name="guard", operation=pgtrigger.Delete)


def drawn_state() -> ProjectState:
    """A state of one model, with its classes."""
    state = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9))]
    migrations.CreateModel("Thing", fields).state_forwards("things", state)
    assert state.apps.get_model("things", "thing")
    return state


def test_options_show_in_the_class_that_is_there() -> None:
    state = drawn_state()
    thing = state.apps.get_model("things", "thing")
    with options_put_in_place():
        migrations.AddConstraint("thing", ONCE).state_forwards("things", state)
        migrations.AddIndex("thing", models.Index(fields=["name"], name="by_name")).state_forwards(
            "things", state
        )
        AddTrigger("thing", GUARD).state_forwards("things", state)
        assert state.apps.get_model("things", "thing") is thing
        assert [each.name for each in thing._meta.constraints] == ["thing_once"]
        assert [each.name for each in thing._meta.indexes] == ["by_name"]
        assert thing._meta.triggers == [GUARD]  # type: ignore[attr-defined]
        migrations.RemoveConstraint("thing", "thing_once").state_forwards("things", state)
        RemoveTrigger("thing", "guard").state_forwards("things", state)
        assert (thing._meta.constraints, thing._meta.triggers) == ([], [])  # type: ignore[attr-defined]


def test_a_field_still_draws_the_class_anew_and_the_change_ends_with_the_command() -> None:
    state = drawn_state()
    thing = state.apps.get_model("things", "thing")
    with options_put_in_place():
        migrations.AddField("thing", "age", models.IntegerField(null=True)).state_forwards("things", state)
        younger = state.apps.get_model("things", "thing")
        assert younger is not thing
        assert younger._meta.get_field("age")
    migrations.AddConstraint("thing", ONCE).state_forwards("things", state)
    assert state.apps.get_model("things", "thing") is not younger


def test_it_is_the_command_that_runs() -> None:
    assert get_commands()["migrate"] == "wuli.base.core"
