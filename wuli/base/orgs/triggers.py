"""What the database itself refuses about the tree, whoever writes: cycles, and places outside a life."""

import pgtrigger

_AFTER_STATEMENT = {"level": pgtrigger.Statement, "when": pgtrigger.After}


def _refuse(condition: str, constraint: str, message: str) -> str:
    """PL/pgSQL that fails like a constraint of the name `constraint`, so that actions can translate it."""
    return f"""
    IF EXISTS ({condition}) THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
    END IF;"""


_OUTSIDE_A_LIFE = """
    SELECT 1 FROM new_rows e
      JOIN orgs_org c ON c.id = e.child_id
      JOIN orgs_org p ON p.id = e.parent_id
     WHERE NOT (c.lifetime @> e.valid AND p.lifetime @> e.valid)"""

# Walks up from every new edge, only through days the whole path shares.
_CYCLE = """
    WITH RECURSIVE up (child, node, line, valid, steps) AS (
        SELECT child_id, parent_id, line, valid, 1 FROM new_rows
        UNION ALL
        SELECT up.child, e.parent_id, up.line, up.valid * e.valid, up.steps + 1
          FROM up JOIN orgs_parentedge e
            ON e.child_id = up.node AND e.line = up.line AND e.valid && up.valid
         WHERE up.node <> up.child AND up.steps < 64
    ) SELECT 1 FROM up WHERE node = child"""

_EDGE_OUTLIVES = """
    SELECT 1 FROM new_rows o JOIN orgs_parentedge e ON e.child_id = o.id WHERE NOT o.lifetime @> e.valid
    UNION ALL
    SELECT 1 FROM new_rows o JOIN orgs_parentedge e ON e.parent_id = o.id WHERE NOT o.lifetime @> e.valid"""


def edges_make_a_tree(operation: str) -> pgtrigger.Trigger:
    """Refuses edges that close a circle on any day, or that lie outside the life of either unit."""
    return pgtrigger.Trigger(
        name=f"edges_make_a_tree_{operation}",
        operation=pgtrigger.Insert if operation == "insert" else pgtrigger.Update,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=_refuse(_OUTSIDE_A_LIFE, "org_edge_within_lives", "edge outside the life of a unit")
        + _refuse(_CYCLE, "org_edge_no_cycle", "edge closes a circle")
        + "\n    RETURN NULL;",
        **_AFTER_STATEMENT,
    )


life_covers_edges = pgtrigger.Trigger(
    name="life_covers_edges",
    operation=pgtrigger.Update,
    referencing=pgtrigger.Referencing(new="new_rows"),
    func=_refuse(_EDGE_OUTLIVES, "org_life_covers_edges", "a unit still stands somewhere outside its life")
    + "\n    RETURN NULL;",
    **_AFTER_STATEMENT,
)
