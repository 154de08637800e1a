"""What the API tells, a file a noun."""
