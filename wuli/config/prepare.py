"""The steps between a database that answers and a server that may start; each is skipped when done.

Migrations, messages, static files, the demo. Run by the supervisor in a process of its own.
"""

import hashlib
import os
import shutil
from pathlib import Path

import django


def main() -> None:
    """Bring database and files up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuli.config.settings")
    os.environ.pop("WULI_POOL", None)
    django.setup()
    clear_metrics()
    migrate()
    compile_messages()
    collect_static()
    build_demo()


def clear_metrics() -> None:
    """Counters of processes that are gone would be counted for ever."""
    folder = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))
    if folder.name == "metrics":
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)


def migrate() -> None:
    """Apply what is missing."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from .console import say

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        say(f"更新数据库结构（{len(missing)} 步）……", f"Updating the database ({len(missing)} steps) ...")
        call_command("migrate", verbosity=0, interactive=False)


def compile_messages() -> None:
    """Make the compiled catalogues where a text is newer than they are."""
    import polib
    from django.conf import settings

    for source in sorted(settings.BASE_DIR.glob("wuli/**/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def collect_static() -> None:
    """Gather static files when one of them changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    told = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = os.stat(storage.path(name))
            told.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if not stamp.exists() or stamp.read_text() != told.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(told.hexdigest())


def build_demo() -> None:
    """Build the demo federation once, unless WULI_DEMO=0; write its sign-ins where the supervisor looks."""
    from django.core.management import call_command, get_commands
    from django.utils import translation

    from .console import speaks_chinese
    from .place import var_folder

    if os.environ.get("WULI_DEMO", "1") == "0" or "build_demo" not in get_commands():
        return
    call_command("build_demo", if_missing=True)
    language = translation.override("zh-hans" if speaks_chinese() else "en")
    with language, (var_folder() / "signins.txt").open("w") as told:
        call_command("demo_signins", stdout=told)


if __name__ == "__main__":
    main()
