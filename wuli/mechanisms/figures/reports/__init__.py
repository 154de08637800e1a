"""Reports 报告: plain text in which figures stand as elements, filled for any unit and period.

Way of a text: `grammar.parse -> values.read -> rendering.render -> document`, which pages and documents
show. `checks` finds what contradicts itself; `actions.reports` reviews, publishes and freezes.
"""
