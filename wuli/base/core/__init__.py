"""Core 底座: errors, actions, ids, secrets, rules, calendar, files, Excel, jobs, audit and the UI components.
Start at `actions.action` and `errors.WuliError`. Knows nobody above it; upper floors are found by discovery.
"""
