"""Where somebody is missing: towns without a chair, terms that end soon or have run out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value

from wuli.base.core import rules as dated
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Org

from .codes import PostTitle, Tenure
from .models import PostTerm
from .rule_kinds import TERM_WARNING


def towns_without_chair(user: Any, on: date, capability: str = "orgs.view") -> QuerySet[Org]:
    """Towns, streets and zones within reach that have no chair on the day `on`."""
    chairs = PostTerm.objects.in_office(on).filter(org=OuterRef("pk"), title=PostTitle.CHAIR)
    towns = Org.objects.visible_to(user, capability).open_on(on).filter(kind__in=OrgKind.town_level())
    return towns.filter(~Exists(chairs)).order_by("rank", "name_key")


def towns_without_full_time_officer(user: Any, on: date) -> QuerySet[Org]:
    """Towns, streets and zones within reach where nobody works for the union full time."""
    full_time = PostTerm.objects.in_office(on).filter(org=OuterRef("pk"), tenure=Tenure.FULL_TIME)
    towns = Org.objects.visible_to(user).open_on(on).filter(kind__in=OrgKind.town_level())
    return towns.filter(~Exists(full_time)).order_by("rank", "name_key")


def ending_terms(user: Any, on: date, capability: str = "orgs.view") -> QuerySet[PostTerm]:
    """Terms within reach that run out soon after the day `on`, with nobody to follow yet.

    How soon is what the rule `people.term_warning` says at the place of each unit.
    """
    days = dated.each(TERM_WARNING.code, "days", "org__region__code", on)
    soon = ExpressionWrapper(Value(on) + F("warned"), output_field=DateField())
    after = PostTerm.objects.filter(
        org=OuterRef("org"), title=OuterRef("title"), valid__endswith__gt=OuterRef("soon")
    )
    open_after = PostTerm.objects.filter(org=OuterRef("org"), title=OuterRef("title"), valid__upper_inf=True)
    terms = PostTerm.objects.visible_to(user, capability).in_office(on)
    terms = terms.annotate(warned=days).annotate(soon=soon).filter(valid__endswith__lte=F("soon"))
    terms = terms.filter(~Exists(after), ~Exists(open_after))
    return terms.select_related("person", "org").order_by("valid")


@dataclass(frozen=True)
class Cover:
    """How well the posts of the towns are filled on a day."""

    towns: int
    elected: int
    contract_workers: int


def cover_on(user: Any, on: date) -> Cover:
    """Towns within reach; those with an elected full-time chair from the party committee; contracts."""
    towns = Org.objects.visible_to(user).open_on(on).filter(kind__in=OrgKind.town_level())
    terms = PostTerm.objects.visible_to(user).in_office(on)
    elected = terms.filter(
        org__in=towns.values("pk"), title=PostTitle.CHAIR, selection="elected", tenure=Tenure.FULL_TIME,
        party_post="org_commissioner",
    )  # fmt: skip
    hired = terms.filter(title=PostTitle.CONTRACT_UNION_WORKER).values("person").distinct()
    return Cover(towns.count(), elected.values("org").distinct().count(), hired.count())
