"""Tables of the base itself, one file a promise."""
