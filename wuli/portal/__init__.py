"""Portal 门户: member home, officer desk, search and notices, composed from what the apps declare.

Start at `context.Shell`, which draws the shells, and `views/desk.py`.
"""
