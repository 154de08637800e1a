"""What the lists of units and employers show, and how they are narrowed: on the page and as sheets."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .codes import Line, OrgKind, SizeClass
from .models import Employer, Org, ParentEdge


def named_so(words: str) -> Q:
    """Units or employers by part of the name, pinyin initials, or the beginning of the credit code."""
    words = words.strip()
    return (
        Q(name__icontains=words) | Q(initials__startswith=words.lower()) | Q(uscc__startswith=words.upper())
    )


class ByWords(django_filters.FilterSet):
    """What both lists share: a field of words."""

    def by_words(self, found: QuerySet, name: str, words: str) -> QuerySet:
        return found.filter(named_so(words))


class OrgFilter(ByWords):
    """By words, and below a unit."""

    q = django_filters.CharFilter(label=_("单位名、拼音首字母或信用代码"), method="by_words")
    under = django_filters.UUIDFilter(method="below", widget=HiddenInput)

    class Meta:
        model = Org
        fields: list[str] = []

    def below(self, found: QuerySet, name: str, key: UUID) -> QuerySet:
        return found & Org.objects.below(key, on=_today())


class EmployerFilter(ByWords):
    """By words, and answered for below a unit."""

    q = django_filters.CharFilter(label=_("名称、拼音首字母或信用代码"), method="by_words")
    under = django_filters.UUIDFilter(method="below", widget=HiddenInput)

    class Meta:
        model = Employer
        fields: list[str] = []

    def below(self, found: QuerySet, name: str, key: UUID) -> QuerySet:
        return found.filter(org__in=Org.objects.below(key, on=_today()).values("pk"))


def _today() -> date:
    return timezone.localdate()


def units_for(user: Any) -> QuerySet[Org]:
    """Open units the user may see, with the name of the unit above."""
    edges = ParentEdge.objects.filter(child=OuterRef("pk"), line=Line.TERRITORIAL, valid__contains=_today())
    found = Org.objects.visible_to(user).open_on(_today()).named_on(_today())
    return found.annotate(upper_name=Subquery(edges.values("parent__name")[:1])).order_by(
        "rank", "name_key", "pk"
    )


def employers_for(user: Any) -> QuerySet[Employer]:
    """Employers the user may see."""
    return Employer.objects.visible_to(user).select_related("org").order_by("name_key", "pk")


def unit_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Org]:
    """The units that the list with this query shows."""
    found = OrgFilter(query, queryset=units_for(user)).qs
    return found.filter(kind=query["kind"]) if query.get("kind") in OrgKind.values else found


def employer_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Employer]:
    """The employers that the list with this query shows."""
    found = EmployerFilter(query, queryset=employers_for(user)).qs
    size = query.get("size_class")
    return found.filter(size_class=size) if size in SizeClass.values else found
