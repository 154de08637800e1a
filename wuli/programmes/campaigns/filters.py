"""How lists of tasks are narrowed."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Task

WHOSE = [("mine", _("我负责的")), ("given", _("我交办的")), ("late", _("逾期的"))]


class TaskFilter(django_filters.FilterSet):
    """By words in the title, unit or owner, by whose they are, and by day."""

    q = django_filters.CharFilter(method="by_words", label=_("任务、单位或负责人"))
    whose = django_filters.ChoiceFilter(
        method="by_whose", choices=WHOSE, empty_label=_("全部任务"), label=_("看哪些")
    )
    until = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("哪天前到期"))

    class Meta:
        model = Task
        fields = ("q", "whose", "until")

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Tasks with `words` in their title, or in the name of their unit or owner."""
        return (
            queryset.filter(title__icontains=words)
            | queryset.filter(org__name__icontains=words)
            | queryset.filter(owner__name__icontains=words)
        )

    def by_whose(self, queryset: QuerySet, name: str, whose: str) -> QuerySet:
        """One's own, those one gave, or those that are late."""
        if whose == "late":
            return queryset.overdue(timezone.localdate())  # type: ignore[attr-defined]
        user = getattr(self.request, "user", None)
        return queryset.filter(**{"owner" if whose == "mine" else "given_by": user})
