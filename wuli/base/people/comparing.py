"""Two records of persons, fact beside fact."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.said import day, span_days

from .models import Duplicate, Membership, Person


def compared(pair: Duplicate) -> list[dict[str, Any]]:
    """Rows of a name, the left and the right value, and whether they differ."""
    memberships = Membership.objects.filter(person__in=[pair.left, pair.right]).select_related("org")
    held: dict[Any, list[Membership]] = {pair.left_id: [], pair.right_id: []}
    for membership in memberships.order_by("-valid"):
        held[membership.person_id].append(membership)
    left, right = (_facts(person, held[person.pk]) for person in (pair.left, pair.right))
    return [
        {"name": name, "left": value, "right": right[name], "differs": str(value) != str(right[name])}
        for name, value in left.items()
    ]


def _facts(person: Person, held: list[Membership]) -> dict[Any, Any]:
    return {
        _("姓名"): person.name,
        _("证件号码"): person.id_mask,
        _("出生日期"): day(person.born_on) if person.born_on else "",
        _("性别"): person.get_sex_display(),
        _("手机号"): person.phone_mask,
        _("工会"): person.home or "",
        _("会籍"): "；".join(f"{m.org} {span_days(m.valid)}" for m in held),
        _("建档日期"): day(person.created_at),
    }
