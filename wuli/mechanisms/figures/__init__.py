"""Figures 数字: indicators are declared once, counted from records, and open to the rows behind them.
Start at `reading.figure_at`. Nothing here stores a total that cannot be recomputed from rows.
"""
