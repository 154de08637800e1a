"""Actions: one transaction, one audit entry, permission first, the database's refusals in words."""

from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from wuli.base.core.actions import (
    ACTIONS,
    CAPABILITIES,
    SYSTEM,
    Busy,
    Capability,
    action,
    because,
    bind_request,
    refused_as,
    require,
)
from wuli.base.core.errors import Conflict, NotAllowed
from wuli.base.core.models import AuditEntry, Holiday, Job

from . import build

RING = Capability("tests.ring", "敲钟", roles={"officer"})


@pytest.fixture
def declared() -> Any:
    """Declare an action for one test and forget it after."""
    before = dict(ACTIONS)
    yield action
    ACTIONS.clear()
    ACTIONS.update(before)


def only_entry(code: str) -> dict[str, Any]:
    [entry] = AuditEntry.objects.of_action(code)
    return entry.metadata


def test_an_action_takes_keywords_only(declared: Any) -> None:
    @declared("tests.ring")
    def ring(*, actor: Any) -> None: ...

    with pytest.raises(TypeError, match=r"tests\.ring"):
        ring(SYSTEM)


def test_two_actions_cannot_have_one_name(declared: Any) -> None:
    declared("tests.twice")(lambda *, actor: None)
    with pytest.raises(ValueError, match="declared twice"):
        declared("tests.twice")(lambda *, actor: None)


def test_two_capabilities_of_one_code_do_not_start() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        Capability("tests.ring", "别的", roles={"chair"})
    assert CAPABILITIES["tests.ring"] is RING


@pytest.mark.django_db
def test_what_an_action_wrote_is_gone_when_it_is_refused(declared: Any) -> None:
    @declared("tests.half")
    def half(*, actor: Any) -> None:
        build.day()
        raise Conflict

    with pytest.raises(Conflict):
        half(actor=SYSTEM)
    assert not Holiday.objects.filter(name="县庆").exists()


@pytest.mark.django_db
def test_the_entry_tells_who_which_why_where_and_in_which_request(
    officer: Any, federation: Any, declared: Any
) -> None:
    @declared("tests.ring")
    def ring(*, actor: Any) -> None:
        require(actor, RING, federation.town)
        require(actor, RING, federation.union)
        build.day()

    bind_request("request-7")
    with because("春季演练"):
        ring(actor=officer)
    bind_request("")
    assert only_entry("tests.ring") == {
        "action": "tests.ring",
        "user": str(officer.pk),
        "purpose": "春季演练",
        "request": "request-7",
        "capability": "tests.ring",
        "org": str(federation.town.pk),
        "org_name": str(federation.town),
    }


@pytest.mark.django_db
def test_actions_inside_an_action_keep_the_outer_name(declared: Any) -> None:
    @declared("tests.outer")
    def outer(*, actor: Any) -> None:
        build.day()

    outer(actor=SYSTEM)
    assert only_entry("tests.outer")["user"] is None
    assert not AuditEntry.objects.of_action("core.set_day").exists()


@pytest.mark.django_db
def test_a_purpose_stated_inside_an_action_is_kept(declared: Any) -> None:
    @declared("tests.late_purpose")
    def late(*, actor: Any) -> None:
        build.day()
        with because("核对名单"):
            build.day(build.date(2030, 5, 7))

    late(actor=SYSTEM)
    assert only_entry("tests.late_purpose")["purpose"] == "核对名单"


@pytest.mark.django_db
def test_two_actions_in_one_transaction_have_two_entries() -> None:
    with transaction.atomic():
        build.day()
        build.day(build.date(2030, 5, 7))
    assert AuditEntry.objects.of_action("core.set_day").count() == 2


@pytest.mark.django_db
def test_who_lacks_the_capability_is_refused_with_its_name(neighbour: Any, federation: Any) -> None:
    with pytest.raises(NotAllowed) as refused:
        require(neighbour, RING, federation.town)
    assert "敲钟" in str(refused.value)
    require(neighbour, RING, federation.other_town)


@pytest.mark.django_db
def test_only_the_named_constraint_becomes_its_error_and_the_transaction_goes_on() -> None:
    build.day()
    with pytest.raises(Conflict), refused_as(core_holiday_day_key=Conflict()):
        Holiday.objects.create(day=build.date(2030, 5, 6), kind="holiday", name="又一次", source="x")
    with pytest.raises(IntegrityError), refused_as(some_other=Conflict()):
        Holiday.objects.create(day=build.date(2030, 5, 6), kind="holiday", name="又一次", source="x")
    assert Holiday.objects.filter(name="县庆").count() == 1


@pytest.mark.django_db
def test_a_step_that_only_the_trigger_refuses_is_a_conflict(declared: Any) -> None:
    job = Job.objects.create(kind="tests")

    @declared("tests.jump")
    def jump(*, actor: Any) -> None:
        Job.objects.filter(pk=job.pk).update(state="done")

    with pytest.raises(Conflict):
        jump(actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_block_each_other_one_is_told_that_it_is_busy(race: Any, declared: Any) -> None:
    first, second = Job.objects.create(kind="a"), Job.objects.create(kind="b")
    both_hold_one = Barrier(2)

    @declared("tests.cross")
    def cross(*, actor: Any, order: list[Any]) -> None:
        Job.objects.select_for_update().get(pk=order[0])
        both_hold_one.wait(20)
        Job.objects.select_for_update().get(pk=order[1])

    outcome = race(cross, each={"order": [[first.pk, second.pk], [second.pk, first.pk]]}, actor=SYSTEM)
    assert sorted(kind.__name__ for kind in outcome.elements()) == ["Busy", "Ok"]
    assert issubclass(Busy, Conflict)


@pytest.mark.django_db
def test_an_entry_of_the_past_cannot_be_changed_or_removed() -> None:
    build.day()
    from django.db import Error

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM pghistory_context LIMIT 1")
        key = cursor.fetchone()[0]
    for statement in (
        "DELETE FROM pghistory_context WHERE id = %s",
        "UPDATE pghistory_context SET id = gen_random_uuid() WHERE id = %s",
    ):
        with pytest.raises(Error, match="append only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [key])


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_final_once_its_transaction_is_over() -> None:
    from django.db import Error

    build.day()
    with pytest.raises(Error, match="append only"), connection.cursor() as cursor:
        cursor.execute("""UPDATE pghistory_context SET metadata = '{"user": "somebody else"}'""")
    with pytest.raises(Error, match="append only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE pghistory_context CASCADE")
