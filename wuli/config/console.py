"""Words on the terminal, before Django and its catalogues are there: Chinese and English side by side."""

import os
import sys


def say(chinese: str, english: str) -> None:
    """One line in the language of the terminal."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    sys.stdout.write((chinese if language.startswith("zh") else english) + "\n")
    sys.stdout.flush()


class CannotRun(Exception):
    """Wuli cannot run here; the text says why and what cures it, in both languages."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")
