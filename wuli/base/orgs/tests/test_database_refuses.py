"""Raw SQL against every constraint and trigger of units: the database itself says no."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from wuli.base.orgs.models import Org
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
EDGE = """INSERT INTO orgs_parentedge (id, created_at, child_id, parent_id, line, valid, reason, document_no)
          VALUES (%s, now(), %s, %s, 'territorial', %s, '', '')"""


def sql(text: str, *values: object) -> None:
    """Run raw SQL in a savepoint."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.fixture
def union() -> Org:
    """A union with a firm and an officer."""
    made = build.union()
    build.employer(made)
    build.officer_at(made, "system_admin")
    return made


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "org_lifetime_not_empty",
            "UPDATE orgs_org SET lifetime = 'empty', closed_ground = 'mistake' WHERE id = %s",
        ),
        ("org_founded_known", "UPDATE orgs_org SET lifetime = '(,)' WHERE id = %s"),
        ("org_closed_with_ground", "UPDATE orgs_org SET closed_ground = 'mistake' WHERE id = %s"),
        ("org_life_covers_edges", "UPDATE orgs_org SET lifetime = '[2010-01-01,)' WHERE id = %s"),
        ("org_not_its_own_parent", "UPDATE orgs_parentedge SET parent_id = child_id WHERE child_id = %s"),
        ("org_edge_not_empty", "UPDATE orgs_parentedge SET valid = 'empty' WHERE child_id = %s"),
        ("org_edge_within_lives", "UPDATE orgs_parentedge SET valid = '[1990-01-01,)' WHERE child_id = %s"),
        (
            "org_one_name_at_a_time",
            "INSERT INTO orgs_orgname (id, created_at, org_id, name, short_name, valid, reason) SELECT"
            " gen_random_uuid(), now(), org_id, 'x', '', valid, '' FROM orgs_orgname WHERE org_id = %s",
        ),
        (
            "org_closure_once",
            "INSERT INTO orgs_orgclosure (ancestor_id, descendant_id, line, valid, depth, standing) SELECT"
            " ancestor_id, descendant_id, line, valid, 5, true FROM orgs_orgclosure WHERE descendant_id = %s",
        ),
        (
            "employer_one_union_at_a_time",
            "INSERT INTO orgs_coverage (id, created_at, employer_id, org_id, valid) SELECT"
            " gen_random_uuid(), now(), employer_id, org_id, valid FROM orgs_coverage WHERE org_id = %s",
        ),
        ("role_grant_expires", "UPDATE orgs_rolegrant SET valid = '[2020-01-01,)' WHERE org_id = %s"),
        (
            "role_admins_apart",
            "INSERT INTO orgs_rolegrant (id, created_at, user_id, role, org_id, valid, reason,"
            " revoked_reason) SELECT gen_random_uuid(), now(), user_id, 'audit_admin', org_id, valid, '', ''"
            " FROM orgs_rolegrant WHERE org_id = %s",
        ),
        (
            "role_granted_once",
            "INSERT INTO orgs_rolegrant (id, created_at, user_id, role, org_id, valid, reason,"
            " revoked_reason) SELECT gen_random_uuid(), now(), user_id, role, org_id, valid, '', ''"
            " FROM orgs_rolegrant WHERE org_id = %s",
        ),
    ],
)
def test_the_constraint_holds_against_raw_sql(union: Org, name: str, text: str) -> None:
    with pytest.raises(IntegrityError) as refused:
        sql(text, union.pk)
    assert refused.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def test_two_parents_on_one_line_are_refused(union: Org) -> None:
    other = build.town("东坎")
    with pytest.raises(IntegrityError, match="org_one_parent_a_line"):
        sql(EDGE, uuid4(), union.pk, other.pk, "[2020-01-01,)")


def test_a_circle_of_edges_is_refused(union: Org) -> None:
    town = union.parent_edges.get().parent
    sql("DELETE FROM orgs_parentedge WHERE child_id = %s", town.pk)
    with pytest.raises(IntegrityError) as refused:
        sql(EDGE, uuid4(), town.pk, union.pk, "[2020-01-01,)")
    assert refused.value.__cause__.diag.constraint_name == "org_edge_no_cycle"  # type: ignore[union-attr]


def test_edges_of_different_days_make_no_circle(union: Org) -> None:
    town = union.parent_edges.get().parent
    sql(
        "UPDATE orgs_parentedge SET valid = '[2010-01-01,2015-01-01)' WHERE child_id IN (%s, %s)",
        union.pk,
        town.pk,
    )
    sql(EDGE, uuid4(), town.pk, union.pk, "[2016-01-01,)")


def test_one_code_belongs_to_one_unit_and_one_employer(union: Org) -> None:
    sql("UPDATE orgs_org SET uscc = '81320922MC0000001M' WHERE id = %s", union.pk)
    with pytest.raises(IntegrityError):
        sql("UPDATE orgs_org SET uscc = '81320922MC0000001M' WHERE id <> %s", union.pk)
    build.employer(union)
    with pytest.raises(IntegrityError):
        sql("UPDATE orgs_employer SET uscc = '91110000600037341L'")


def test_the_history_of_units_cannot_be_rewritten(union: Org) -> None:
    for text in [
        "UPDATE orgs_orgevent SET name = 'x'",
        "DELETE FROM orgs_parentedgeevent",
        "TRUNCATE orgs_orgevent CASCADE",
    ]:
        with pytest.raises(DatabaseError):
            sql(text)
