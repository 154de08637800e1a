"""Walks through the platform as people take them, in a real browser."""
