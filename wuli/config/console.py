"""Words on the terminal, before Django and its catalogues are there: Chinese and English side by side."""

import os
import sys


def say(chinese: str, english: str) -> None:
    """One line in the language of the terminal."""
    sys.stdout.write((chinese if speaks_chinese() else english) + "\n")
    sys.stdout.flush()


def speaks_chinese() -> bool:
    """Whether the terminal is set to Chinese."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return language.startswith("zh")


class CannotRun(Exception):
    """Wuli cannot run here; the text says why and what cures it, in both languages."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")
