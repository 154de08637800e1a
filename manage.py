#!/usr/bin/env python
"""Django's command line for Wuli; makes keys and database ready first, so every command works by itself."""

import os
import sys

from wuli.config.console import CannotRun
from wuli.config.place import enter

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuli.config.settings")
    try:
        enter(sys.argv[1] if len(sys.argv) > 1 else "help")
    except CannotRun as reason:
        sys.exit(str(reason))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
