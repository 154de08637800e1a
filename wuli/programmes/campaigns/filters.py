"""How lists of tasks are narrowed."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import DutyReport, Plan, RuleDoc, Task, Turn

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
        found = Q(title__icontains=words) | Q(org__name__icontains=words) | Q(owner__name__icontains=words)
        return queryset.filter(found)

    def by_whose(self, queryset: QuerySet, name: str, whose: str) -> QuerySet:
        """One's own, those one gave, or those that are late."""
        if whose == "late":
            return queryset.overdue(timezone.localdate())  # type: ignore[attr-defined]
        user = getattr(self.request, "user", None)
        return queryset.filter(**{"owner" if whose == "mine" else "given_by": user})


class PlanFilter(django_filters.FilterSet):
    """By words in the title, unit or leader, and by state."""

    q = django_filters.CharFilter(method="by_words", label=_("计划、单位或负责人"))
    state = django_filters.ChoiceFilter(
        choices=Plan.State.choices, empty_label=_("不分状态"), label=_("状态")
    )

    class Meta:
        model = Plan
        fields = ("q", "state")

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Plans with `words` in their title, or in the name of their unit or leader."""
        found = Q(title__icontains=words) | Q(org__name__icontains=words) | Q(lead__name__icontains=words)
        return queryset.filter(found)


class RuleFilter(django_filters.FilterSet):
    """By words in the title or number."""

    q = django_filters.CharFilter(method="by_words", label=_("制度名称或文号"))

    class Meta:
        model = RuleDoc
        fields = ("q",)

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Rules with `words` in their title or number."""
        return queryset.filter(Q(title__icontains=words) | Q(number__icontains=words))


class TurnFilter(django_filters.FilterSet):
    """By words in the duty or unit, late ones only, and by day."""

    q = django_filters.CharFilter(method="by_words", label=_("规定动作或单位"))
    only = django_filters.ChoiceFilter(
        method="by_late", choices=[("late", _("逾期的"))], empty_label=_("全部"), label=_("看哪些")
    )
    until = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("哪天前到期"))

    class Meta:
        model = Turn
        fields = ("q", "only", "until")

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Turns with `words` in their duty or the name of their unit."""
        return queryset.filter(Q(duty__title__icontains=words) | Q(org__name__icontains=words))

    def by_late(self, queryset: QuerySet, name: str, only: str) -> QuerySet:
        """Those that are late."""
        return queryset.overdue(timezone.localdate())  # type: ignore[attr-defined]


class ReportFilter(django_filters.FilterSet):
    """By words in the unit or the name of the holder."""

    q = django_filters.CharFilter(method="by_words", label=_("单位或履职人"))

    class Meta:
        model = DutyReport
        fields = ("q",)

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        """Reports of a unit or person with `words` in their name."""
        return queryset.filter(Q(org__name__icontains=words) | Q(holder__icontains=words))
