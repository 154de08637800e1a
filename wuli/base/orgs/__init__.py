"""Orgs 组织: units, their dated places in two trees, and who may do what in which subtree.
Start at `actions` (found, rename, move, split, merge, close, reopen) and `scope.ScopedQuerySet`.
History is never re-pointed: a question can be asked as it was then or as it is now.
"""
