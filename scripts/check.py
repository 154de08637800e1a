"""Everything the project checks, one step after the other: `check.py lint`, or `check.py all` with the tests.

All steps run, so that one run tells everything; the tests come last, and with them pytest's closing line.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from browser import NoBrowser, browser_environment

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"

LINT = {
    "words compiled": [PYTHON, "manage.py", "messages", "--compile"],
    "ruff check": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "floors": [PYTHON, "-c", IMPORT_LINTER],
    "types": [PYTHON, "-m", "mypy", "--no-error-summary"],
    "templates": [PYTHON, "-m", "djlint", "wuli", "--lint", "--quiet"],
    "migrations": [PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
    "system check": [PYTHON, "manage.py", "check"],
    "translations": [PYTHON, "manage.py", "messages", "--check"],
    "vendored files": [PYTHON, "scripts/vendor.py", "--check"],
}


def main() -> None:
    """Run the steps of the word; the exit code is 1 when one of them failed."""
    word = sys.argv[1] if len(sys.argv) > 1 else "all"
    failed = [name for name, command in LINT.items() if not passes(name, command)]
    if word == "all":
        failed += tests()
    if failed and word != "all":
        say(f"failed: {', '.join(failed)}")
    raise SystemExit(1 if failed else 0)


def passes(name: str, command: list[str]) -> bool:
    """Run one step; show its words only when it fails."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=clean_environment())
    took = time.monotonic() - began
    say(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({took:.1f} s)")
    if done.returncode:
        say(done.stdout + done.stderr)
    return done.returncode == 0


def tests() -> list[str]:
    """All tests, also those in a real browser, two at a time."""
    environment = dict(os.environ)
    try:
        environment |= browser_environment()
    except NoBrowser as reason:
        say(str(reason))
        return ["browser"]
    command = [PYTHON, "-m", "pytest", "-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadgroup"]
    done = subprocess.run([*command, *sys.argv[2:]], cwd=ROOT, env=environment)
    return ["tests"] if done.returncode else []


def clean_environment() -> dict[str, str]:
    """Static checks must not depend on a database or on the keys of this machine."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return environment | {"WULI_VAR": tempfile.gettempdir() + "/wuli-check"}


def say(words: str) -> None:
    """One line, at once."""
    sys.stdout.write(words.rstrip() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
