"""Columns and filters of the audit's lists."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import audit
from .actions import CAPABILITIES
from .audit_words import kind_of
from .models.audit import AuditEntry
from .tables import Column, Listing

MOST_ENTRIES_OF_A_RECORD = 1000


def _instant(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


ENTRY_COLUMNS = [
    Column(_("时间"), "created_at", show=_instant, link=lambda entry: entry.get_absolute_url()),
    Column(_("谁"), "who"),
    Column(_("办了什么"), "what", phone="wide"),
    Column(_("在哪"), "where"),
    Column(_("动了什么"), "touched"),
    Column(_("用途"), "why"),
]
REVEAL_COLUMNS = [
    Column(_("时间"), "at", show=_instant),
    Column(_("谁"), "user.name"),
    Column(_("看了什么"), "what", phone="wide"),
    Column(_("用途"), "purpose", phone="wide"),
    Column(_("记录"), lambda reveal: _("看这条记录的历史"), link=lambda reveal: reveal.history_url),
]


class EntryFilter(django_filters.FilterSet):
    """Find entries by person, action, day or record."""

    person = django_filters.CharFilter(method="by_person", label=_("姓名或登录名"))
    action = django_filters.ChoiceFilter(method="by_action", label=_("办了什么"), empty_label=_("所有操作"))
    since = django_filters.DateFilter(
        method="from_day", label=_("从哪天"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        method="to_day", label=_("到哪天"), widget=forms.DateInput(attrs={"type": "date"})
    )
    record = django_filters.UUIDFilter(method="by_record", label=_("记录编号"))

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted((code, str(each.name)) for code, each in CAPABILITIES.items())
        self.filters["action"].extra["choices"] = names

    def by_person(self, entries: QuerySet, _name: str, value: str) -> QuerySet:
        """What people of this name, or with this login name, did."""
        users = get_user_model().objects
        found = users.filter(name__icontains=value) | users.filter(username__iexact=value)
        keys = [str(pk) for pk in found.values_list("pk", flat=True)[:200]]
        return entries.alias(actor=KeyTextTransform("user", "metadata")).filter(actor__in=keys)

    def by_action(self, entries: QuerySet, _name: str, value: str) -> QuerySet:
        """What this capability allowed."""
        return entries.alias(can=KeyTextTransform("capability", "metadata")).filter(can=value)

    def from_day(self, entries: QuerySet, _name: str, value: date) -> QuerySet:
        """From this day on."""
        return entries.filter(created_at__gte=_midnight(value))

    def to_day(self, entries: QuerySet, _name: str, value: date) -> QuerySet:
        """Up to this day, itself included."""
        return entries.filter(created_at__lt=_midnight(value) + timedelta(days=1))

    def by_record(self, entries: QuerySet, _name: str, value: UUID) -> QuerySet:
        """What changed this record."""
        return entries.filter(pk__in=entries_of_record(value))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def entries_of_record(record: UUID) -> list[UUID]:
    """Entries that changed the record, whatever it is: one query over the event tables."""
    quote = connection.ops.quote_name
    tables = [
        table
        for table in audit.event_models().values()
        if table._meta.get_field("pgh_obj").target_field.get_internal_type() == "UUIDField"
    ]
    parts = [
        f"(SELECT pgh_context_id FROM {quote(table._meta.db_table)} WHERE pgh_obj_id = %s"  # noqa: S608
        " AND pgh_context_id IS NOT NULL ORDER BY pgh_id DESC LIMIT %s)"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), [record, MOST_ENTRIES_OF_A_RECORD] * len(tables))
        return [row[0] for row in cursor.fetchall()]


def people_named(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Names of the people who act in `entries`, by key."""
    keys = {entry.metadata.get("user") for entry in entries} - {None}
    return {str(pk): user.name for pk, user in get_user_model().objects.in_bulk(keys).items()}


def dress_entries(listing: Listing) -> None:
    """Give the entries of this page their words, with three queries for all of them."""
    entries = listing.page.object_list = list(listing.page.object_list)
    people = people_named(entries)
    touched = audit.counts([entry.pk for entry in entries])
    for entry in entries:
        told = audit.told(entry, people)
        entry.who, entry.what, entry.where, entry.why = told.who, told.what, told.where, told.why
        entry.touched = _now("、").join(_touched(model, n) for model, n in touched.get(entry.pk, {}).items())


def _touched(model: Any, count: int) -> str:
    words = ngettext("%(kind)s %(count)s 条", "%(kind)s %(count)s 条", count)
    return words % {"kind": kind_of(model), "count": count}


def dress_reveals(listing: Listing) -> None:
    """Say what each reading was of."""
    for reveal in listing.page.object_list:
        model = apps.get_model(reveal.model)
        field = model._meta.get_field(reveal.field)
        reveal.what = f"{model._meta.verbose_name} · {field.verbose_name}"
        reveal.history_url = f"/audit/record/{reveal.model}/{reveal.record}/"
