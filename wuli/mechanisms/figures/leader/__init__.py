"""The leader's screen: what is reached of what was set, where it is red, and who owes what.

Start at `board.Board`; `readings.Readings` reads everything it shows, each thing once.
"""
