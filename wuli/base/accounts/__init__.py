"""Accounts 账号: who signs in, with what proof, from which device, having agreed to what.
Start at `models.User`. What a user may do is decided one floor up, by role grants in orgs.
"""
