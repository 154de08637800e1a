"""What the database itself refuses about targets, whoever writes."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.people import Federation
from tests.targets import build
from wuli.base.core.actions import SYSTEM
from wuli.mechanisms.figures.actions import propose_change
from wuli.mechanisms.figures.models import Target, TargetProposal


def refused(sql: str, *params: Any) -> str:
    """What the database says to a statement that it refuses, deferred checks included."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    name = getattr(getattr(error.value.__cause__, "diag", None), "constraint_name", None)
    return str(name or error.value)


@pytest.fixture
def county_target(federation: Federation) -> Target:
    return build.target(federation.county, 50)


def copied(target: Target, **other: str) -> str:
    """An INSERT of the same row under another key, with some columns otherwise."""
    columns = [field.column for field in Target._meta.concrete_fields]
    values = [other.get(name, f'"{name}"') for name in columns]
    values[columns.index("id")] = "gen_random_uuid()"
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f"INSERT INTO figures_target ({names}) SELECT {', '.join(values)} FROM figures_target WHERE id = %s"
    )


def test_two_targets_in_force_for_one_cell(county_target: Target) -> None:
    with connection.cursor() as cursor:
        cursor.execute(copied(county_target, state="'draft'"), [county_target.pk])
    said = refused("UPDATE figures_target SET state = 'in_force' WHERE state = 'draft'")
    assert said == "target_one_in_force"


def test_no_target_is_born_in_force(county_target: Target) -> None:
    assert "insert" in refused(copied(county_target, state="'in_force'"), county_target.pk).lower()


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("value", "-1", "target_not_negative"),
        ("weight", "101", "target_weight_at_most_100"),
        ("period", "daterange(NULL, '2027-01-01')", "target_period_bounded"),
        ("document_no", "''", "target_has_source"),
    ],
)
def test_a_row_that_cannot_be(county_target: Target, column: str, value: str, constraint: str) -> None:
    sql = copied(county_target, state="'draft'", **{column: value})
    assert refused(sql, county_target.pk) == constraint


def test_a_rate_above_the_whole(county_target: Target) -> None:
    sql = copied(county_target, state="'draft'", is_rate="true", value="100.5")
    assert refused(sql, county_target.pk) == "target_rate_at_most_100"


@pytest.mark.parametrize(
    "change", ["value = 40", "weight = 9", "document_no = 'x'", "org_id = set_by_id, indicator = 'x'"]
)
def test_what_was_told_is_not_rewritten(county_target: Target, change: str) -> None:
    assert "Cannot update" in refused(f"UPDATE figures_target SET {change}")


def test_a_target_is_never_deleted(county_target: Target) -> None:
    assert "Cannot delete" in refused("DELETE FROM figures_target")


def test_a_withdrawn_target_does_not_come_back(county_target: Target) -> None:
    sql = "UPDATE figures_target SET state = 'withdrawn'"
    assert refused(sql) == "target_withdrawn_with_reason"
    with connection.cursor() as cursor:
        cursor.execute(sql + ", withdrawn_because = '作废'")
    assert "Invalid transition" in refused("UPDATE figures_target SET state = 'in_force'")


def test_a_new_version_says_why(county_target: Target) -> None:
    sql = copied(county_target, state="'draft'", supersedes_id='"id"')
    assert refused(sql, county_target.pk) == "target_changed_with_reason"


def test_a_split_with_a_part_missing(county_target: Target) -> None:
    sql = """INSERT INTO figures_targetsplit
                    (id, created_at, target_id, method, base_indicator, total, is_rate, gap)
             SELECT gen_random_uuid(), now(), id, 'hand', '', value, false, 0 FROM figures_target"""
    assert refused(sql) == "target_split_adds_up"


def test_a_part_more_than_there_is(county_target: Target, federation: Federation) -> None:
    split = build.split(county_target, chosen={federation.town.pk})
    other = build.target(federation.other_town, 3)
    sql = """INSERT INTO figures_targetpart (id, created_at, split_id, org_id, value, left_out, target_id)
             VALUES (gen_random_uuid(), now(), %s, %s, 3, '', %s)"""
    said = refused(sql, split.pk, federation.union.pk, other.pk)
    assert said == "target_split_adds_up"


def test_a_gap_that_nobody_acknowledged(county_target: Target) -> None:
    sql = """INSERT INTO figures_targetsplit
                    (id, created_at, target_id, method, base_indicator, total, is_rate, gap)
             SELECT gen_random_uuid(), now(), id, 'hand', '', value, false, value FROM figures_target"""
    assert refused(sql) == "target_split_gap_acknowledged"


@pytest.mark.parametrize("table", ["targetsplit", "targetpart"])
def test_a_split_is_not_rewritten(county_target: Target, table: str) -> None:
    build.split(county_target)
    assert "Cannot update" in refused(f"UPDATE figures_{table} SET created_at = now()")
    assert "or delete" in refused(f"DELETE FROM figures_{table}")


def test_a_unit_twice_in_a_split(county_target: Target, federation: Federation) -> None:
    split = build.split(county_target)
    sql = """INSERT INTO figures_targetpart (id, created_at, split_id, org_id, left_out)
             VALUES (gen_random_uuid(), now(), %s, %s, 'chosen')"""
    assert refused(sql, split.pk, federation.town.pk) == "target_part_once"


def test_a_part_without_value_or_reason(county_target: Target, federation: Federation) -> None:
    split = build.split(county_target)
    sql = """INSERT INTO figures_targetpart (id, created_at, split_id, org_id, left_out)
             VALUES (gen_random_uuid(), now(), %s, %s, '')"""
    assert refused(sql, split.pk, federation.union.pk) == "target_part_or_reason"


@pytest.fixture
def proposal(county_target: Target, federation: Federation) -> TargetProposal:
    build.split(county_target)
    return propose_change(actor=SYSTEM, target=build.part(federation.town), value=Decimal(20), reason="停产")


def test_an_answer_without_words(proposal: TargetProposal) -> None:
    said = refused("UPDATE figures_targetproposal SET state = 'refused', answered_at = now()")
    assert said == "target_proposal_answered_in_words"


def test_an_acceptance_without_outcome(proposal: TargetProposal) -> None:
    sql = "UPDATE figures_targetproposal SET state = 'accepted', answer = '好', answered_at = now()"
    assert refused(sql) == "target_proposal_accepted_has_outcome"


def test_an_answered_proposal_is_not_opened_again(proposal: TargetProposal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE figures_targetproposal SET state = 'withdrawn'")
    assert "Invalid transition" in refused("UPDATE figures_targetproposal SET state = 'open'")


def test_two_open_proposals(proposal: TargetProposal) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetProposal.objects.create(target=proposal.target, value=21, reason="又一条")
