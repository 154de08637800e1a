"""How lists of sessions are narrowed."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .models import Session


class SessionFilter(django_filters.FilterSet):
    """By words in the title, speaker, responsible officer or unit, and by days."""

    q = django_filters.CharFilter(method="by_words", label=_("题目、主讲人、责任人或单位"))
    since = django_filters.DateFilter(field_name="occurred_on", lookup_expr="gte", label=_("从哪天"))
    until = django_filters.DateFilter(field_name="occurred_on", lookup_expr="lte", label=_("到哪天"))

    class Meta:
        model = Session
        fields = ("q", "since", "until")

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Sessions with `words` in their title, speaker, responsible officer or unit."""
        return (
            queryset.filter(title__icontains=words)
            | queryset.filter(speaker__icontains=words)
            | queryset.filter(responsible__name__icontains=words)
            | queryset.filter(org__name__icontains=words)
        )
