"""Keeping OrgClosure equal to what the dated edges say, set-based and in the same transaction.

Whoever changes an edge or a lifetime holds `lock_tree` and calls `refresh` for the units whose own
edges changed; everything that was ever below them is rebuilt with them. Lock order in the whole house:
the tree first, then a resource, then a person.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

TREE_LOCK = 0x0746  # one federation, one tree: any number that nobody else locks
LARGE = 1000  # rows after which the planner's statistics are renewed in place
DEEPEST = 64  # rules allow a dozen levels; the bound only stops a circle that raw SQL made

# All places of the units in `scope`, walked upwards through the days that each whole path shares.
# range_agg joins days that touch, so a move and a move back within one parent leave one row.
_PLACES = """
    WITH RECURSIVE lines (line) AS (VALUES ('territorial'), ('industrial')),
    up (descendant, ancestor, line, valid, depth) AS (
        SELECT o.id, o.id, l.line::varchar, o.lifetime, 0
          FROM orgs_org o CROSS JOIN lines l WHERE {scope}
        UNION ALL
        SELECT up.descendant, e.parent_id, up.line, up.valid * e.valid, up.depth + 1
          FROM up JOIN orgs_parentedge e
            ON e.child_id = up.ancestor AND e.line = up.line AND e.valid && up.valid
         WHERE up.depth < {deepest}
    ),
    joined AS (
        SELECT descendant, ancestor, line, depth, unnest(range_agg(valid)) AS valid
          FROM up GROUP BY descendant, ancestor, line, depth
    )
    SELECT j.descendant, j.ancestor, j.line, j.depth, j.valid,
           upper(j.valid) IS NOT DISTINCT FROM upper(o.lifetime) AS standing
      FROM joined j JOIN orgs_org o ON o.id = j.descendant"""

_EVER_BELOW = """
    CREATE TEMP TABLE closure_touched ON COMMIT DROP AS
    WITH RECURSIVE down (id) AS (
        SELECT unnest(%s::uuid[])
        UNION
        SELECT e.child_id FROM down JOIN orgs_parentedge e ON e.parent_id = down.id
    ) SELECT id FROM down"""

_SAME_ROW = """
    w.descendant = c.descendant_id AND w.ancestor = c.ancestor_id AND w.line = c.line
    AND w.depth = c.depth AND w.valid = c.valid AND w.standing = c.standing"""


def lock_tree() -> None:
    """Take the tree for the rest of the transaction: two moves at once could make a circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def refresh(units: Iterable[Any]) -> int:
    """Rebuild the places of `units` and of all that ever stood below them; returns the rows written.

    Only rows that differ are touched, so moving a subtree leaves its inner rows alone. Call it after
    the edges and lifetimes are written, under `lock_tree`.
    """
    keys = [getattr(unit, "pk", unit) for unit in units]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS closure_touched, closure_wanted")
        cursor.execute(_EVER_BELOW, [keys])
        cursor.execute("ANALYZE closure_touched")
        return _write(cursor, "o.id IN (SELECT id FROM closure_touched)", whole=False)


def rebuild() -> int:
    """Rebuild every row of the closure; returns the rows that were wrong and are now written."""
    lock_tree()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS closure_touched, closure_wanted")
        return _write(cursor, "true", whole=True)


def differences() -> int:
    """How many rows of the closure differ from what the edges say, either way; 0 when it is sound."""
    with connection.cursor() as cursor:
        wanted = _PLACES.format(scope="true", deepest=DEEPEST)
        have = "SELECT descendant_id, ancestor_id, line, depth::int, valid, standing FROM orgs_orgclosure"
        cursor.execute(
            f"WITH w AS ({wanted}) SELECT (SELECT count(*) FROM (TABLE w EXCEPT ALL {have}) m)"  # noqa: S608
            f" + (SELECT count(*) FROM ({have} EXCEPT ALL TABLE w) n)"
        )
        return int(cursor.fetchone()[0])


def _write(cursor: Any, scope: str, *, whole: bool) -> int:
    wanted = _PLACES.format(scope=scope, deepest=DEEPEST)
    cursor.execute(f"CREATE TEMP TABLE closure_wanted ON COMMIT DROP AS {wanted}")
    cursor.execute("ANALYZE closure_wanted")
    touched = "true" if whole else "c.descendant_id IN (SELECT id FROM closure_touched)"
    cursor.execute(
        f"DELETE FROM orgs_orgclosure c WHERE {touched}"  # noqa: S608 - no value of a user in it
        f" AND NOT EXISTS (SELECT 1 FROM closure_wanted w WHERE {_SAME_ROW})"
    )
    cursor.execute(
        "INSERT INTO orgs_orgclosure"  # noqa: S608 - no value of a user in it
        " (descendant_id, ancestor_id, line, depth, valid, standing)"
        " SELECT w.descendant, w.ancestor, w.line, w.depth, w.valid, w.standing FROM closure_wanted w"
        f" WHERE NOT EXISTS (SELECT 1 FROM orgs_orgclosure c WHERE {_SAME_ROW})"
        " ORDER BY w.depth, w.descendant"
    )
    written = int(cursor.rowcount)
    if written > LARGE:
        renew_statistics("orgs_orgclosure")
    return written


def renew_statistics(*tables: str) -> None:
    """Tell the planner at once of many new rows: until autovacuum comes by, it would plan for none."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
