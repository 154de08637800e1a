"""Activities 活动: a kind, a session, attendance, evidence. First kind: technology lecture 实用科技讲座.
Start at `kinds` and `actions.plan_session`. A new kind is a declaration, not a module.
"""
