"""Exchange 上报: chosen figures go upwards to another federation as signed packages, never persons.

`packing` builds what is told, `signing` seals it, `sending` brings it away, `unpacking` judges what comes,
`tree` shows it beside our own.
The writers are `actions/exchange_*.py`; the format is docs/decisions/0007-figures-package.md.
"""
