"""How the register of members is narrowed."""

from datetime import date
from typing import Any, cast
from uuid import UUID

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.orgs.models import OrgClosure

from .codes import Sex, Tag
from .models import Membership, Person, PersonQuerySet, PersonTag

STANDING = [
    ("member", _("会员")),
    ("retired", _("退休保留会籍")),
    ("ended", _("已退会或转出")),
    ("none", _("只登记，没入会")),
]


class PersonFilter(django_filters.FilterSet):
    """Words, standing, tag, sex, joining period, and the unit below which they are members."""

    q = django_filters.CharFilter(method="by_words", label=_("姓名、拼音首字母、证件号或手机号"))
    standing = django_filters.ChoiceFilter(
        choices=STANDING, method="by_standing", label=_("会籍"), empty_label=_("会籍：全部")
    )
    tag = django_filters.ChoiceFilter(
        choices=[(tag.value, tag.label) for tag in Tag if tag != Tag.HARDSHIP],
        method="by_tag", label=_("标签"), empty_label=_("标签：全部"),
    )  # fmt: skip
    sex = django_filters.ChoiceFilter(choices=Sex, label=_("性别"), empty_label=_("性别：全部"))
    joined_from = django_filters.DateFilter(method="by_joining", label=_("入会日期从"))
    joined_to = django_filters.DateFilter(method="by_joining", label=_("入会日期到"))
    org = django_filters.UUIDFilter(method="below", label="")

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["org"].field.widget = self.filters["org"].field.hidden_widget()

    def by_words(self, found: QuerySet, name: str, words: str) -> QuerySet:
        return cast("PersonQuerySet", found).matching(words)

    def by_standing(self, found: QuerySet, name: str, standing: str) -> QuerySet:
        held = Membership.objects.filter(person=OuterRef("pk"))
        active = Exists(held.filter(valid__upper_inf=True))
        if standing == "member":
            return found.filter(active)
        if standing == "none":
            return found.filter(~Exists(held))
        retired = Exists(held.filter(ended=Membership.Ended.RETIRED))
        return (
            found.filter(~active, retired)
            if standing == "retired"
            else found.filter(~active, ~retired, Exists(held))
        )

    def by_tag(self, found: QuerySet, name: str, tag: str) -> QuerySet:
        return found.filter(
            Exists(PersonTag.objects.filter(person=OuterRef("pk"), tag=tag, valid__contains=_today()))
        )

    def by_joining(self, found: QuerySet, name: str, day: date) -> QuerySet:
        edge = "valid__startswith__gte" if name == "joined_from" else "valid__startswith__lte"
        return found.filter(Exists(Membership.objects.filter(person=OuterRef("pk"), **{edge: day})))

    def below(self, found: QuerySet, name: str, key: UUID) -> QuerySet:
        inside = OrgClosure.objects.filter(ancestor=key, valid__contains=_today())
        return found.filter(home__in=inside.values("descendant"))


def _today() -> date:
    return timezone.localdate()
