"""What is kept about a person, for that person: rows of label and value, sealed ones masked."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wuli.base.core.models import Reveal

from .actions.reveal import SEALED
from .codes import EDUCATION, MARITAL, NATIONS, POLITICAL, SKILL, word
from .models import Person


def record_of(user: Any) -> list[dict[str, Any]]:
    """The person's own facts."""
    person = Person.objects.behind(user)
    if person is None:
        return []
    facts = {
        _("姓名"): person.name,
        _("证件类型"): person.get_id_type_display(),
        _("证件号码"): person.id_mask,
        _("性别"): person.get_sex_display(),
        _("出生日期"): person.born_on,
        _("手机号"): person.phone_mask,
        _("银行账号"): person.bank_mask,
        _("民族"): word(NATIONS, person.nation),
        _("学历"): word(EDUCATION, person.education),
        _("政治面貌"): word(POLITICAL, person.political),
        _("婚姻状况"): word(MARITAL, person.marital),
        _("技能等级"): word(SKILL, person.skill),
        _("工种"): person.job,
        _("参加工作日期"): person.work_started_on,
    }
    return [{label: value} for label, value in facts.items() if value]


def memberships_of(user: Any) -> list[dict[str, Any]]:
    """Every union the person was in, and when."""
    person = Person.objects.behind(user)
    rows = list(person.memberships.select_related("org").order_by("-valid")) if person else []
    return [
        {_("工会"): str(m.org), _("从"): m.joined_on, _("到"): m.last_on, _("会员证号"): m.card_no}
        for m in rows
    ]


def tags_of(user: Any) -> list[dict[str, Any]]:
    """The person's worker tags and where each is known from."""
    person = Person.objects.behind(user)
    rows = list(person.tags.order_by("-valid")) if person else []
    return [
        {_("标签"): t.get_tag_display(), _("从"): t.valid.lower, _("到"): t.valid.upper, _("来源"): t.source}
        for t in rows
    ]


def uses_of(user: Any) -> list[dict[str, Any]]:
    """Where the member code was used."""
    person = Person.objects.behind(user)
    rows = person.code_uses.order_by("-used_at")[:500] if person else []
    return [{_("用在哪里"): use.place, _("时间"): use.used_at} for use in rows]


def readings_of(user: Any) -> list[dict[str, Any]]:
    """Who read a sealed value in clear, and what for."""
    person = Person.objects.behind(user)
    rows = reveals_of(person) if person else []
    return [
        {
            _("看的人"): str(r.user),
            _("内容"): str(SEALED.get(r.field, r.field)),
            _("用途"): r.purpose,
            _("时间"): r.at,
        }
        for r in rows
    ]


def reveals_of(person: Person) -> QuerySet[Reveal]:
    """Readings of the person's sealed values, newest first."""
    found = Reveal.objects.filter(model="people.person", record=person.pk).select_related("user")
    return found.order_by("-at")
