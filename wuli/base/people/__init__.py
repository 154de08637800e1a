"""People 人员: real-name persons, their one active membership, posts, worker tags and member code.
Start at `actions`. A person is unique by ID number; duplicates are merged and can be taken apart again.
"""
