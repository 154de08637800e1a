"""How lists of figures' records are narrowed."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid
from wuli.base.core.figures import INDICATORS
from wuli.base.orgs.models import Org

from .models import Target
from .times import parse_range


def period_fault(code: str) -> str:
    """Why a period cannot be read, in words; empty where it can."""
    try:
        parse_range(code, timezone.localdate())
    except Invalid as error:
        return str(error.fields["period"][0])
    return ""


class TargetFilter(django_filters.FilterSet):
    """By words, by a unit and everything below it, by period and by indicator."""

    q = django_filters.CharFilter(method="by_words", label=_("单位、指标或文号"))
    period = django_filters.CharFilter(method="by_period", label=_("时间，例如 2026"))

    class Meta:
        model = Target
        fields = ("q", "period")

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Targets whose unit, indicator or document holds `words`."""
        codes = [code for code, each in INDICATORS.items() if words.casefold() in str(each.name).casefold()]
        units = Org.objects.filter(name__icontains=words)
        return (
            queryset.filter(org__in=units)
            | queryset.filter(indicator__in=codes)
            | queryset.filter(document_no__icontains=words)
        )

    def by_period(self, queryset: QuerySet, name: str, code: str) -> QuerySet:
        """Targets whose period lies in the stretch that is named; nonsense finds none."""
        try:
            when = parse_range(code, timezone.localdate())
        except Invalid:
            return queryset.none()
        return queryset.filter(period__contained_by=(when.start, when.end))
