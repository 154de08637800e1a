"""Worker tags 职工标签: what holds for a person for a time, and where we know it from."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.said import day

from ..codes import Tag
from ..models import Person, PersonTag
from .capabilities import TAG


class TaggedAlready(Conflict):
    """A tag holds once at a time."""

    code = "people.tagged_already"
    message = _("%(name)s这段时间已经有「%(tag)s」标签。")
    cure = _("先结束原来的，或者换一段时间。")


@action("people.tag")
def tag_person(
    *, actor: Actor, person: Person, tag: str, from_on: date, source: str, until: date | None = None
) -> PersonTag:
    """Tag a person from `from_on` (until before `until`), with the source 来源 it is known from."""
    require(actor, TAG, person.home)
    if tag not in Tag:
        raise Invalid({"tag": [_("没有这个标签。")]})
    if not source.strip():
        raise Invalid({"source": [_("写明来源，例如「本人申报」「2026 年摸底」。")]})
    if until is not None and until <= from_on:
        raise Invalid({"until": [_("结束要晚于开始。")]})
    _check_start(from_on, [person])
    with refused_as(tag_once_at_a_time=TaggedAlready(name=person.name, tag=Tag(tag).label)):
        return PersonTag.objects.create(
            person=person, tag=tag, valid=DateRange(from_on, until), source=source.strip()
        )


@action("people.untag")
def untag_person(*, actor: Actor, tag: PersonTag, ended_on: date) -> PersonTag:
    """End a tag from the day `ended_on`; what held before stays on record."""
    require(actor, TAG, tag.person.home)
    tag = PersonTag.objects.locked(tag.pk)
    if tag.valid.upper is not None and tag.valid.upper <= ended_on:
        raise Conflict()
    if ended_on <= tag.valid.lower:
        raise Invalid({"ended_on": [_("结束要晚于开始（%(day)s）。") % {"day": day(tag.valid.lower)}]})
    tag.valid = DateRange(tag.valid.lower, ended_on)
    tag.save(update_fields=["valid"])
    return tag


@action("people.tag_many")
def tag_many(*, actor: Actor, people: list[Person], tag: str, from_on: date, source: str) -> int:
    """Tag several persons at once; who bears the tag then is left as is. Gives how many got it."""
    require(actor, TAG)
    for org in {person.home for person in people}:
        require(actor, TAG, org)
    if tag not in Tag or not source.strip():
        raise Invalid({"tag": [_("选一个标签，写明来源。")]})
    _check_start(from_on, people)
    span = DateRange(from_on, None)
    tagged = set(
        PersonTag.objects.filter(person__in=people, tag=tag, valid__overlap=span).values_list(
            "person", flat=True
        )
    )
    new = [
        PersonTag(person=p, tag=tag, valid=span, source=source.strip()) for p in people if p.pk not in tagged
    ]
    return len(PersonTag.objects.bulk_create(new))


def _check_start(from_on: date, people: list[Person]) -> None:
    """A tag says what holds: from a day that has come, on which the person lived."""
    if from_on > timezone.localdate():
        raise Invalid({"from_on": [_("日期还没有到，到那天再办。")]})
    for person in people:
        if person.born_on and from_on < person.born_on:
            told = {"name": person.name, "day": day(person.born_on)}
            raise Invalid({"from_on": [_("%(name)s %(day)s才出生。") % told]})
