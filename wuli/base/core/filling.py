"""What ships with the apps and is put into empty places of the tables: rules and the days of the calendar."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import chinese_calendar
from django.apps import apps
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from .models import Holiday, RuleSet
from .rules_registry import RULE_KINDS

DAY_SOURCE = "国务院办公厅节假日安排（chinesecalendar {version}）"
DAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def fill_rules() -> int:
    """Add each shipped rule whose (code, region) has no version yet; never touches what officers set."""
    known = set(RuleSet.objects.values_list("code", "region"))
    new = [entry for entry in shipped_rules() if (entry["code"], entry.get("region", "")) not in known]
    versions: dict[tuple[str, str], int] = {}
    with transaction.atomic():
        for entry in new:
            key = entry["code"], entry.get("region", "")
            versions[key] = versions.get(key, 0) + 1
            RuleSet.objects.create(**_as_row(entry), version=versions[key])
    return len(new)


def shipped_rules() -> Iterator[dict[str, Any]]:
    """Entries of every app's `data/rules.toml`, in the order of their first day."""
    entries: list[dict[str, Any]] = []
    for config in apps.get_app_configs():
        file = Path(config.path) / "data" / "rules.toml"
        if config.name.startswith("wuli.") and file.exists():
            entries += tomllib.loads(file.read_text())["rule"]
    return iter(sorted(entries, key=lambda entry: entry["from"]))


def _as_row(entry: dict[str, Any]) -> dict[str, Any]:
    kind = RULE_KINDS[entry["code"]]
    optional = ("region", "region_name", "citation", "note", "provisional")
    return {
        "code": kind.code,
        "params": kind.keep(kind.read(entry["params"])),
        "valid": DateRange(entry["from"], entry.get("until")),
        "source": entry["source"],
    } | {key: entry[key] for key in optional if key in entry}


def fill_days() -> int:
    """Add the published days that are not in the table yet; days that officers set stay as they are."""
    days = published_days()
    if Holiday.objects.filter(day__in=[days[0].day, days[-1].day]).count() == 2:
        return 0
    before = Holiday.objects.count()
    Holiday.objects.bulk_create(days, ignore_conflicts=True)
    return Holiday.objects.count() - before


def published_days() -> list[Holiday]:
    """Every day that chinesecalendar knows, oldest first."""
    source = DAY_SOURCE.format(version=_version())
    known: list[tuple[date, str, str]] = [
        *((day, Holiday.Kind.HOLIDAY, name) for day, name in chinese_calendar.constants.holidays.items()),
        *((day, Holiday.Kind.WORKDAY, name) for day, name in chinese_calendar.constants.workdays.items()),
    ]
    return [
        Holiday(day=day, kind=kind, name=DAY_NAMES.get(name, name), source=source)
        for day, kind, name in sorted(known)
    ]


def _version() -> str:
    from importlib.metadata import version

    return version("chinesecalendar")
