"""How lists of supervision are narrowed."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import Supervision


class SupervisionFilter(django_filters.FilterSet):
    """By words in the title or unit."""

    q = django_filters.CharFilter(method="by_words", label=_("事项或单位"))

    class Meta:
        model = Supervision
        fields = ("q",)

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Items with `words` in their title or unit."""
        return queryset.filter(title__icontains=words) | queryset.filter(org__name__icontains=words)
