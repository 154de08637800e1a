"""Roster import 导入会员名册: a sheet comes in, is checked row by row, and the good rows enter at once.

`sheet` declares the columns, `judging` says what is wrong, `entering` writes. Start at
`actions.upload_roster`.
"""
