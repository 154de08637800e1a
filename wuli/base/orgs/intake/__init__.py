"""Sheets of many units: checked and founded by jobs, chunk by chunk, watched on a page."""
