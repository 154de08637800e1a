"""What people brings to the shells: registers, dues, search, panels of a unit, the member's part."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from wuli.base.accounts.personal_data import PersonalData, register_personal_data
from wuli.base.core import rules as dated
from wuli.base.core.desk import (
    DueItem,
    DueSource,
    Found,
    MemberCard,
    MemberService,
    MenuEntry,
    OrgPanel,
    ProgressItem,
    ProgressSource,
    QuickStep,
    SearchSource,
    offer,
)
from wuli.base.core.web import members_come_through
from wuli.base.orgs.effects import OrgEffect, affects
from wuli.base.orgs.following import follows, known_since
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import orgs_within

from . import own_data, vacancies
from .actions import APPOINT, MERGE, REGISTER, TRANSFER, VIEW
from .actions.following import follow
from .codes import PostTitle
from .door import DOOR
from .models import Duplicate, Membership, Person, PostTerm, Transfer
from .rule_kinds import TERM_WARNING
from .terms_chart import chart

MOST_DUES = 100
TRANSFER_TONES = {
    "asked": "warn",
    "released": "doing",
    "done": "ok",
    "refused": "late",
    "withdrawn": "neutral",
}


def transfers_due(user: Any, at: datetime) -> Iterable[DueItem]:
    """Transfers that wait for this officer's union to let go, or to receive."""
    mine = orgs_within(user, TRANSFER.code)
    rows = Transfer.objects.filter(state="asked", from_org__in=mine) | Transfer.objects.filter(
        state="released", to_org__in=mine, person_agreed_at__isnull=False
    )
    for transfer in rows.select_related("person", "from_org", "to_org").order_by("created_at")[:MOST_DUES]:
        leaving = transfer.state == "asked"
        yield DueItem(
            glyph=_now("转"),
            title=transfer.person.name,
            detail=_now("%(here)s 转到 %(there)s") % {"here": transfer.from_org, "there": transfer.to_org},
            org_name=str(transfer.from_org if leaving else transfer.to_org),
            owner="",
            due_at=None,
            url=reverse("people:transfer", args=[transfer.pk]),
            step=_now("同意转出") if leaving else _now("转入"),
            kind="people.transfer",
            tone="ju",
        )


def posts_due(user: Any, at: datetime) -> Iterable[DueItem]:
    """Towns without a chair and terms about to end, for who may record posts there."""
    today = timezone.localdate(at)
    for org in vacancies.towns_without_chair(user, today, APPOINT.code)[:MOST_DUES]:
        yield DueItem(
            glyph=_now("缺"),
            title=_now("%(org)s没有主席") % {"org": org},
            detail="",
            org_name=str(org),
            owner="",
            due_at=None,
            url=reverse("people:term-add", args=[org.pk]) + "?title=chair",
            step=_now("登记任职"),
            kind="people.vacancy",
            tone="ju",
        )
    for term in vacancies.ending_terms(user, today, APPOINT.code)[:MOST_DUES]:
        told = {"name": term.person.name, "title": term.get_title_display()}
        yield DueItem(
            glyph=_now("届"),
            title=_now("%(name)s的%(title)s任期快到了") % told,
            detail="",
            org_name=str(term.org),
            owner=term.person.name,
            due_at=_midnight(term.valid.upper),
            url=term.org.get_absolute_url(),
            step=_now("安排换届"),
            kind="people.term",
            tone="ju",
        )


def duplicates_due(user: Any, at: datetime) -> Iterable[DueItem]:
    """Pairs of records that wait for a judgement, as one line."""
    waiting = Duplicate.objects.visible_to(user).filter(state="proposed").count()
    if waiting:
        yield DueItem(
            glyph=_now("重"),
            title=_now("%(n)s 对人员疑似重复") % {"n": waiting},
            detail="",
            org_name="",
            owner="",
            due_at=None,
            url=reverse("people:duplicates"),
            step=_now("核一核"),
            kind="people.duplicate",
            tone="ju",
        )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def consents_due(user: Any, at: datetime) -> Iterable[DueItem]:
    """The member's own transfers that wait for their consent."""
    person = Person.objects.behind(user)
    if person is None:
        return
    rows = Transfer.objects.filter(person=person, state__in=Transfer.OPEN, person_agreed_at=None)
    for transfer in rows.select_related("to_org", "from_org"):
        yield DueItem(
            glyph=_now("转"),
            title=_now("有人给您提了转会"),
            detail=_now("转到 %(org)s") % {"org": transfer.to_org},
            org_name=str(transfer.to_org),
            owner="",
            due_at=None,
            url=reverse("people:my-transfer-detail", args=[transfer.pk]),
            step=_now("看一看"),
            kind="people.consent",
            tone="ju",
        )


def own_transfers(person: Person, at: datetime) -> Iterable[ProgressItem]:
    """The member's transfers: open ones, and the last that were closed."""
    for transfer in person.transfers.select_related("from_org", "to_org").order_by("-created_at")[:5]:
        yield ProgressItem(
            glyph=_now("转"),
            title=_now("转会到 %(org)s") % {"org": transfer.to_org},
            detail=_now("从 %(org)s") % {"org": transfer.from_org},
            state=transfer.get_state_display(),
            tone=TRANSFER_TONES[transfer.state],
            url=reverse("people:my-transfer-detail", args=[transfer.pk]),
            at=transfer.created_at,
        )


def find_people(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Persons for Ctrl-K: by name, initials, or exactly by number or phone."""
    people = Person.objects.visible_to(user).standing().matching(words).select_related("home")
    for person in people.order_by("name_key", "pk")[:limit]:
        detail = f"{person.home or ''} {person.phone_mask}".strip()
        yield Found(pgettext("glyph", "人"), person.name, detail, person.get_absolute_url())


def posts_panel(user: Any, org: Any, on: date) -> dict[str, Any] | None:
    """Terms of a unit as bars, and who may add one."""
    terms = PostTerm.objects.filter(org=org).select_related("person")
    closed = bool(org.closed_on and org.closed_on <= on)
    expected = [] if closed else _expected_posts(org)
    may_appoint = not org.closed_on and user.has_perm(APPOINT.code, org)
    running = [term for term in terms if on in term.valid] if may_appoint else []
    warned = dated.at(TERM_WARNING.code, org, on).value
    drawn = chart(terms, expected, on, warned=warned, closed=closed)
    if not drawn.lanes:
        return None
    return {"chart": drawn, "org": org, "may_appoint": may_appoint, "running": running}


def _expected_posts(org: Org) -> list[PostTitle]:
    wanted = {PostTitle.AUDIT_HEAD: org.audit_committee, PostTitle.WOMEN_HEAD: org.women_committee}
    return [PostTitle.CHAIR, *(post for post, has in wanted.items() if has)]


def members_panel(user: Any, org: Any, on: date) -> dict[str, Any] | None:
    """How many members a unit and those below it have, and the way to their list."""
    if not user.has_perm(VIEW.code, org):
        return None
    own = Membership.objects.filter(org=org, valid__contains=on)
    return {
        "org": org,
        "own": own.count(),
        "latest": own.select_related("person").order_by("-valid")[:5],
        "may_register": not org.closed_on and user.has_perm(REGISTER.code, org),
    }


def own_union(person: Person, at: datetime) -> dict[str, Any] | None:
    """The member's union, or that there is none yet."""
    held = person.memberships.filter(valid__upper_inf=True).select_related("org").first()
    return {"person": person, "membership": held}


def members_in(orgs: QuerySet[Org], on: date) -> int:
    """How many members the units have on the day."""
    return Membership.objects.active(on).filter(org__in=orgs).count()


def posts_in(orgs: QuerySet[Org], on: date) -> int:
    """How many posts are held in the units on the day."""
    return PostTerm.objects.in_office(on).filter(org__in=orgs).count()


members_come_through(DOOR)


def first_member(org: Org) -> date | None:
    """The day from which the unit is known to have had a member."""
    return _first_day(Membership.objects.filter(org=org))


def first_post(org: Org) -> date | None:
    """The day from which somebody is known to have held a post in the unit."""
    return _first_day(PostTerm.objects.filter(org=org))


def _first_day(rows: QuerySet[Any]) -> date | None:
    return rows.order_by("valid__startswith").values_list("valid__startswith", flat=True).first()


follows(follow)
known_since(_("会籍"), first_member)
known_since(_("任职"), first_post)
affects(
    OrgEffect(
        "people.members",
        pgettext_lazy("menu", "会员"),
        _("人"),
        members_in,
        _("其中 %(n)s 人的会籍换工会，接着算，不中断"),
    )
)
affects(
    OrgEffect(
        "people.posts", _("在任职务"), pgettext_lazy("posts", "个"), posts_in, _("其中 %(n)s 个当天结束")
    )
)
offer(
    MenuEntry("people", pgettext_lazy("menu", "会员"), "people:list", "users", "registers", 20, VIEW.code),
    MenuEntry(
        "people.transfers", _("转会"), "people:transfers", "arrows-exchange", "registers", 22, TRANSFER.code
    ),
    MenuEntry("people.posts", _("职务和任期"), "people:posts", "user-star", "registers", 24, "orgs.view"),
    MenuEntry("people.duplicates", _("重复人员"), "people:duplicates", "copy", "registers", 26, MERGE.code),
    DueSource("people.transfers", _("转会"), transfers_due, TRANSFER.code),
    DueSource("people.posts", _("职务和任期"), posts_due, APPOINT.code),
    DueSource("people.duplicates", _("重复人员"), duplicates_due, MERGE.code),
    DueSource("people.consents", _("转会"), consents_due),
    ProgressSource("people.transfers", _("转会"), own_transfers, 20),
    SearchSource("people", _("人员"), find_people, 10),
    QuickStep("people.roster", _("导入会员名册"), "people:rosters", "册", "ju", "people.import_roster", 12),
    QuickStep(
        "people.register",
        _("登记会员"),
        "people:register",
        pgettext_lazy("glyph", "人"),
        "ju",
        REGISTER.code,
        10,
    ),
    OrgPanel("people.posts", _("职务和任期"), "people/panels/posts.html", posts_panel, 10),
    OrgPanel(
        "people.members", pgettext_lazy("menu", "会员"), "people/panels/members.html", members_panel, 20
    ),
    MemberCard("people.union", "people/cards/union.html", own_union, 5),
    MemberService(
        "people.transfer", _("转"), _("转会"), _("换了单位，会籍跟着走"), "people:my-transfer", "ju", 15
    ),
    MemberService(
        "people.record", _("籍"), _("我的会籍"), _("工会记了我哪些信息"), "people:my-record", "ju", 16
    ),
)

for code, name, why, load in [
    ("people.record", _("个人资料"), _("实名入会、核对身份、发放会员权益"), own_data.record_of),
    ("people.memberships", _("会籍"), _("证明何时在哪家工会，转会接续"), own_data.memberships_of),
    ("people.tags", _("职工标签"), _("按工种和身份提供服务、统计人数"), own_data.tags_of),
    ("people.code_uses", _("会员码使用记录"), _("签到和防止冒用"), own_data.uses_of),
    ("people.readings", _("谁看过我的原文"), _("让本人知道谁为什么看过"), own_data.readings_of),
]:
    register_personal_data(
        PersonalData(code=code, name=name, why=why, kept=_("在会期间和退会后三年"), load=load, order=20)
    )
