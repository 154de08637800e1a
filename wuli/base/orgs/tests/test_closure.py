"""The closure says for every day what a walk along the edges of that day says; races make no circle."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.race import Ok
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import WuliError
from wuli.base.orgs import closure, errors
from wuli.base.orgs.actions import close_org, move_org, reopen_org
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org, OrgClosure, ParentEdge
from wuli.base.orgs.tests import build

START = date(2020, 1, 1)
UNITS = 6


def walked(on: date, line: str) -> set[tuple[Any, Any, int]]:
    """(ancestor, descendant, depth) of the day, by climbing one edge at a time."""
    edges = ParentEdge.objects.filter(line=line, valid__contains=on)
    upper = dict(edges.values_list("child", "parent"))
    rows = set()
    for org in Org.objects.open_on(on).values_list("pk", flat=True):
        node, depth = org, 0
        while node is not None:
            rows.add((node, org, depth))
            node, depth = upper.get(node), depth + 1
    return rows


def kept(on: date, line: str) -> set[tuple[Any, Any, int]]:
    """The same from the closure."""
    rows = OrgClosure.objects.filter(line=line, valid__contains=on)
    return set(rows.values_list("ancestor", "descendant", "depth"))


STEP = st.tuples(
    st.sampled_from(["move", "move", "move", "industry", "close", "reopen"]),
    st.integers(0, UNITS - 1),
    st.integers(0, UNITS),
    st.integers(0, 12),
)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=12))
def test_the_closure_equals_a_walk_along_the_edges_on_every_day(steps: list) -> None:
    from django.db import transaction

    with transaction.atomic():
        root = build.town(founded_on=START)
        head = build.union(root, "集团工会", kind="6", founded_on=START)
        units = [head]
        for number in range(UNITS):
            name = f"小组{number}"
            units.append(build.union(units[-1], name, kind="8", form="6", founded_on=START))
        for verb, unit, to, day in steps:
            attempt(verb, units[unit + 1], units[to], root, START + timedelta(days=day))
        for day in range(14):
            for line in Line.values:
                on = START + timedelta(days=day)
                assert kept(on, line) == walked(on, line)
        assert closure.differences() == 0
        transaction.set_rollback(True)


def attempt(verb: str, org: Org, to: Org, root: Org, on: date) -> None:
    """One step of a random history; what is refused changes nothing."""
    org.refresh_from_db()
    try:
        if verb == "close":
            close_org(
                actor=SYSTEM, org=org, on=on, ground="mistake", seen_version=org.version, children_to=to
            )
        elif verb == "reopen":
            reopen_org(actor=SYSTEM, org=org, reason="错", seen_version=org.version)
        elif verb == "industry":
            move_org(actor=SYSTEM, org=org, to=root if to.pk == org.pk else to, on=on, line="industrial")
        else:
            move_org(actor=SYSTEM, org=org, to=to, on=on)
    except WuliError:
        return


@pytest.mark.django_db
def test_a_unit_does_not_end_before_the_last_that_stood_below_it() -> None:
    head = build.union(build.town(founded_on=START), "集团工会", kind="6", founded_on=START)
    upper = build.union(head, "甲分会", kind="8", form="6", founded_on=START)
    lower = build.union(upper, "乙小组", kind="8", form="6", founded_on=START)
    move_org(actor=SYSTEM, org=lower, to=head, on=START + timedelta(days=2))
    with pytest.raises(errors.ChangedLater):
        close_org(
            actor=SYSTEM, org=upper, on=START + timedelta(days=1), ground="mistake",
            seen_version=upper.version, children_to=head,
        )  # fmt: skip


def test_two_moves_at_once_make_no_circle(race: Any) -> None:
    head = build.union(build.town(), "集团工会", kind="6")
    a, b = (build.union(head, name, kind="8", form="6") for name in ["甲分会", "乙分会"])
    on = timezone.localdate()
    got = race(move_org, each={"org": [a, b], "to": [b, a]}, actor=SYSTEM, on=on)
    assert got == {Ok: 1, errors.Circle: 1}
    assert closure.differences() == 0


def test_a_unit_founded_while_its_upper_one_moves_is_not_left_behind(race: Any) -> None:
    town, other = build.town(), build.town("东坎")
    village = build.union(town, "友谊村工会", kind="V")
    on = timezone.localdate()
    today = {"actor": SYSTEM}

    def either(number: int) -> None:
        if number == 0:
            move_org(org=village, to=other, on=on, **today)
        else:
            build.union(village, f"第{number}厂工会", founded_on=on)

    assert race(either, each={"number": list(range(5))}) == {Ok: 5}
    assert closure.differences() == 0
    assert Org.objects.below(other, on=on).count() == 6


@pytest.mark.django_db
def test_a_closure_that_somebody_spoiled_is_found_and_mended() -> None:
    union = build.union()
    call_command("rebuild_closure", "--verify")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM orgs_orgclosure WHERE descendant_id = %s AND depth = 2", [union.pk])
    with pytest.raises(CommandError, match="1 行"):
        call_command("rebuild_closure", "--verify")
    call_command("rebuild_closure")
    call_command("rebuild_closure", "--verify")


@pytest.mark.django_db
def test_a_move_leaves_the_inner_rows_of_its_subtree_alone() -> None:
    town, other = build.town(), build.town("东坎")
    village = build.union(town, "友谊村工会", kind="V")
    union = build.union(village, "友谊厂工会")
    inner = OrgClosure.objects.get(ancestor=village, descendant=union, line="territorial")
    move_org(actor=SYSTEM, org=village, to=other, on=date(2024, 1, 1))
    assert OrgClosure.objects.filter(pk=inner.pk).exists()
