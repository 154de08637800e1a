"""Campaigns 专项工作: plans with stages, tasks with owner and due date, duties under rules, duty reports.
Start at `actions.give_task`. A task belongs to a unit and is answered for by one of its officers.
Targets and how far they are come from `mechanisms/figures`; nothing here stores a count.
"""
