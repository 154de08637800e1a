"""Excel in and out 表格: whatever officers send is read with care, and every list goes out as a sheet.

In: `sniff` -> `reader` (a child process) -> `layout` -> `cells` -> `staging`; a `Sheet` declares the columns.
Out: `template` for the empty form, `export` for lists. Nothing here knows what the rows mean.
"""
