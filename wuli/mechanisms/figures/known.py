"""Which declarations the cells were counted by: new and changed ones are marked, dropped ones leave."""

from django.db import connection, transaction

from .declared import counted, fingerprint, source_table
from .models import KnownIndicator


@transaction.atomic
def sync_known() -> list[str]:
    """Bring KnownIndicator in step with the declarations; returns the codes that will be counted anew."""
    if KnownIndicator._meta.db_table not in connection.introspection.table_names():
        return []
    declared = {each.code: each for each in counted()}
    KnownIndicator.objects.exclude(code__in=declared).delete()
    known = {each.code: each for each in KnownIndicator.objects.all()}
    anew = []
    for code, each in declared.items():
        told = {"version": each.version, "fingerprint": fingerprint(each)}
        if code in known and known[code].fingerprint == told["fingerprint"]:
            continue
        KnownIndicator.objects.update_or_create(code=code, defaults=told)
        anew.append(code)
    mark_tables({source_table(declared[code]) for code in anew})
    return anew


def mark_tables(tables: set[str]) -> None:
    """Mark every unit and month of `tables`, where they have rows at all."""
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(
                f"INSERT INTO figures_dirtymark (source, org_id) SELECT %s, NULL"  # noqa: S608
                f' WHERE EXISTS (SELECT 1 FROM "{table}")',
                [table],
            )


def keys() -> dict[str, int]:
    """The short key of each known indicator, by code."""
    return dict(KnownIndicator.objects.values_list("code", "id"))
