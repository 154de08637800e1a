"""The register as a sheet: what the list shows, masked; whoever needs more says what for, one by one."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.export import SheetOut, offer_sheet

from .actions import EXPORT
from .codes import Tag
from .filters import PersonFilter
from .models import Membership, Person, PersonTag


def people_for(user: Any) -> QuerySet[Person]:
    """Persons of the list, with what its rows show."""
    current = Membership.objects.order_by("-valid")
    tags = PersonTag.objects.filter(valid__contains=timezone.localdate()).exclude(tag="hardship")
    people = Person.objects.listed_for(user).standing().select_related("home")
    people = people.defer("id_number", "phone", "bank_account").order_by("name_key", "pk")
    return people.prefetch_related(
        Prefetch("memberships", current, to_attr="held"), Prefetch("tags", tags, to_attr="borne")
    )


def person_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Person]:
    """Persons that the list with this query shows and the user may export; only the picked when there are."""
    found = PersonFilter(query, queryset=people_for(user)).qs
    found = found.filter(pk__in=Person.objects.visible_to(user, EXPORT.code).values("pk"))
    return found.filter(pk__in=query["pick"].split(",")) if query.get("pick") else found


def standing(person: Any) -> Any:
    """In words: a member, how the last membership ended, or not one."""
    latest = _latest(person)
    if latest is None:
        return _("没入会")
    return _("会员") if latest.ended_on is None else latest.get_ended_display()


def _latest(person: Any) -> Membership | None:
    return person.held[0] if person.held else None


def joined_on(person: Any) -> Any:
    """The day of joining, of the latest membership."""
    latest = _latest(person)
    return latest and latest.joined_on


PEOPLE = offer_sheet(
    SheetOut(
        "people.persons",
        _("会员名册"),
        (
            (_("姓名"), lambda p: p.name),
            (_("工会"), lambda p: p.home),
            (_("性别"), lambda p: p.get_sex_display()),
            (_("出生日期"), lambda p: p.born_on),
            (_("证件号码"), lambda p: p.id_mask),
            (_("手机号"), lambda p: p.phone_mask),
            (_("入会日期"), joined_on),
            (_("会籍"), standing),
            (_("标签"), lambda p: "、".join(str(Tag(tag.tag).label) for tag in p.borne)),
        ),
        person_rows,
    )
)
