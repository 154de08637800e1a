"""Forms of accounts: what is typed, never whether it is allowed."""
