"""Persons, memberships, posts, tags, transfers and merges."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, Record, Stateful, stateful, tracked, tracked_in_bulk
from wuli.base.core.secrets import SealedField
from wuli.base.orgs.models import Employer, Org
from wuli.base.orgs.scope import ScopedQuerySet, orgs_within

from . import rules
from .codes import (
    EDUCATION,
    NATIONS,
    SKILL,
    IdType,
    PartyPost,
    PostTitle,
    Selection,
    Sex,
    Tag,
    Tenure,
    word,
)

WIDE_REACH = 1000  # units; from here on lists walk the index of names


class NextPersonNumber(models.Func):
    """The next dense number, drawn by the database."""

    template = "nextval('people_person_number_seq')"
    output_field = models.IntegerField()


class PersonQuerySet(ScopedQuerySet):
    """Persons; seen where they are, or were last, a member."""

    view_capability = "people.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        if getattr(user, "is_system", False):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(home_id__in=orgs_within(user, capability or self.view_capability))

    def listed_for(self, user: Any) -> Self:
        """What `visible_to` gives, written so that a long list in the order of names starts at once.

        The planner takes a reach of 40,000 units for five and would sort a quarter of a million rows for
        one page. A condition it cannot turn into a join keeps it on the index of names.
        """
        units = orgs_within(user, self.view_capability)
        if units[:WIDE_REACH].count() < WIDE_REACH:
            return self.visible_to(user)
        mine = models.Exists(units.filter(descendant=models.OuterRef("home")))
        yes, no = models.Value(True), models.Value(False)
        return self.filter(models.Case(models.When(mine, then=yes), default=no))

    def standing(self) -> Self:
        """Persons that are not the losing half of a merge."""
        return self.filter(merged_into=None)

    def members_on(self, on: date) -> Self:
        """Persons whose membership holds on the day `on`."""
        return self.filter(models.Exists(Membership.objects.active(on).filter(person=models.OuterRef("pk"))))

    def behind(self, user: Any) -> "Person | None":
        """The person who signs in as `user`; after a merge, the one that was kept."""
        found: Any = self.filter(user=user).select_related("merged_into", "home").first()
        while found is not None and found.merged_into is not None:
            found = found.merged_into
        return found

    def matching(self, words: str) -> Self:
        """Persons by name, pinyin initials, or exactly by identity number or phone (blind index)."""
        words = words.strip()
        if not words:
            return self
        with suppress(rules.BadValue):
            return self.filter(id_bidx=rules.id_blind(rules.parse_id_number(words).number))
        with suppress(rules.BadValue):
            return self.filter(phone_bidx=rules.phone_blind(rules.normalise_phone(words)))
        if words.isascii() and words.isalpha():
            return self.filter(initials__startswith=words.lower())
        return self.filter(name__contains=words)


@tracked_in_bulk
class Person(EditableRecord):
    """A person 人员, real-name, unique by ID number.

    `home` is the union of the present or last membership, or where the person was registered.
    """

    number = models.IntegerField(db_default=NextPersonNumber(), unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=64)
    name_key = models.CharField(max_length=160, editable=False, default="")
    initials = models.CharField(max_length=40, editable=False, default="")
    id_type = models.CharField(_("证件类型"), max_length=10, choices=IdType, default=IdType.RESIDENT)
    id_number = SealedField(_("证件号码"), label="person.id_number")
    id_bidx = models.BinaryField(_("证件号码"), max_length=16, null=True, unique=True, editable=False)
    id_mask = models.CharField(_("证件号码"), max_length=20, blank=True, editable=False)  # 320922********0017
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    phone = SealedField(_("手机号"), label="person.phone")
    phone_bidx = models.BinaryField(_("手机号"), max_length=16, null=True, editable=False, db_index=True)
    phone_mask = models.CharField(_("手机号"), max_length=16, blank=True, editable=False)
    bank_account = SealedField(_("银行账号"), label="person.bank_account")
    bank_bidx = models.BinaryField(_("银行账号"), max_length=16, null=True, editable=False)
    bank_mask = models.CharField(_("银行账号"), max_length=16, blank=True, editable=False)  # ****1234
    nation = models.CharField(_("民族"), max_length=2, blank=True)
    education = models.CharField(_("学历"), max_length=2, blank=True)
    political = models.CharField(_("政治面貌"), max_length=2, blank=True)
    marital = models.CharField(_("婚姻状况"), max_length=2, blank=True)
    skill = models.CharField(_("技能等级"), max_length=1, blank=True)
    job = models.CharField(_("工种"), max_length=40, blank=True)
    work_started_on = models.DateField(_("参加工作日期"), null=True, blank=True)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("用人单位")
    )
    home = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+", editable=False, db_index=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="person")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", editable=False, db_index=False
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="person_name_trgm"),  # search
            models.Index(fields=["home", "name_key"], name="person_home_name"),  # member list of a unit
            models.Index(fields=["name_key", "id"], name="person_name_key"),  # member list of a large subtree
            models.Index(fields=["initials"], name="person_initials", opclasses=["varchar_pattern_ops"]),
            # Few persons have these two: an index of all of them would grow with each row for nothing.
            models.Index(fields=["employer"], name="person_employer", condition=Q(employer__isnull=False)),
            models.Index(
                fields=["merged_into"], name="person_merged", condition=Q(merged_into__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(  # a changed account shows in the audit, for its mask and index change
                name="person_bank_whole",
                condition=Q(bank_account__isnull=True, bank_bidx__isnull=True, bank_mask="")
                | (Q(bank_account__isnull=False, bank_bidx__isnull=False) & ~Q(bank_mask="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/people/{self.pk}/"

    @property
    def masked_name(self) -> str:
        """陈＊强: for screens that others can see."""
        return rules.mask_name(self.name)

    @property
    def nation_name(self) -> str:
        """The nationality in words."""
        return word(NATIONS, self.nation)

    @property
    def education_name(self) -> str:
        """The schooling in words."""
        return word(EDUCATION, self.education)

    @property
    def skill_name(self) -> str:
        """The skill grade in words."""
        return word(SKILL, self.skill)

    @property
    def face(self) -> str:
        """The one or two characters of the surname, for the round mark before a name."""
        return rules.surname_of(self.name)


class MembershipQuerySet(ScopedQuerySet):
    """Memberships; seen at the union that holds or held them."""

    scope_path = "org"
    view_capability = "people.view"

    def active(self, on: date) -> Self:
        """Memberships that hold on the day `on`."""
        return self.filter(valid__contains=on)


@tracked_in_bulk
class Membership(EditableRecord):
    """Membership 会籍 of a person in a union during `valid` (half-open): one at a time, history kept."""

    class Ended(models.TextChoices):
        TRANSFERRED = "transferred", _("转出")
        LEFT = "left", _("退会")
        RETIRED = "retired", _("退休保留会籍")
        LAPSED = "lapsed", _("视为自动退会")
        DIED = "died", _("去世")
        UNIT_ENDED = "unit_ended", _("工会撤销")

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    org = models.ForeignKey(Org, models.PROTECT, related_name="memberships", verbose_name=_("工会"))
    valid = DateRangeField(_("会籍期"))
    card_no = models.CharField(_("会员证号"), max_length=30, blank=True)
    ended = models.CharField(_("终止原因"), max_length=12, choices=Ended, blank=True)
    ended_note = models.CharField(_("说明"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=40, blank=True)  # "roster:<batch>", "transfer", "online"

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("会籍")
        constraints = [
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="membership_not_empty"),
        ]

    @property
    def joined_on(self) -> date:
        """The first day of this membership."""
        return self.valid.lower

    @property
    def ended_on(self) -> date | None:
        """The first day after this membership, or None while it holds."""
        return self.valid.upper

    @property
    def last_on(self) -> date | None:
        """The last day of this membership, or None while it holds."""
        return None if self.valid.upper is None else self.valid.upper - timedelta(days=1)


class PostTermQuerySet(ScopedQuerySet):
    """Terms in posts; public inside the federation, so whoever sees the unit sees them."""

    scope_path = "org"
    view_capability = "orgs.view"

    def in_office(self, on: date) -> Self:
        """Terms that run on the day `on`."""
        return self.filter(valid__contains=on)


@tracked
class PostTerm(EditableRecord):
    """A term 任期 of a person in a post 职务 of a union, with how they came into it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="post_terms")
    org = models.ForeignKey(Org, models.PROTECT, related_name="post_terms")
    title = models.CharField(_("职务"), max_length=24, choices=PostTitle)
    valid = DateRangeField(_("任期"))
    tenure = models.CharField(_("专兼挂"), max_length=12, choices=Tenure, default=Tenure.PART_TIME)
    selection = models.CharField(_("产生方式"), max_length=12, choices=Selection)
    party_post = models.CharField(_("党内职务"), max_length=20, choices=PartyPost, blank=True)
    session_no = models.PositiveSmallIntegerField(_("届次"), null=True, blank=True)
    approval_no = models.CharField(_("批复文号"), max_length=60, blank=True)
    contract_no = models.CharField(_("合同编号"), max_length=60, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)  # why a term ended early

    objects = PostTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("任期")
        constraints = [
            ExclusionConstraint(
                name="post_term_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("org", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(  # one chair at a time
                name="one_chair_at_a_time",
                expressions=[("org", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(title="chair"),
            ),
        ]


class PersonTagQuerySet(ScopedQuerySet):
    """Tags; seen where the person is."""

    scope_path = "person__home"
    view_capability = "people.view"


@tracked_in_bulk
class PersonTag(Record):
    """That a person bore a worker tag 职工标签 during `valid`, and where we know it from."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tags")
    tag = models.CharField(_("标签"), max_length=16, choices=Tag)
    valid = DateRangeField(_("有效期"))
    source = models.CharField(_("来源"), max_length=60)

    objects = PersonTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("职工标签")
        constraints = [
            ExclusionConstraint(
                name="tag_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("tag", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


class TransferQuerySet(ScopedQuerySet):
    """Transfers; seen by both unions."""

    view_capability = "people.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = orgs_within(user, capability or self.view_capability)
        return self.filter(Q(from_org__in=mine) | Q(to_org__in=mine))


@tracked
@stateful(initial="asked")
class Transfer(Stateful, EditableRecord):
    """Transfer 转会 of a membership: the person agrees, the old union releases, the new one receives."""

    class State(models.TextChoices):
        ASKED = "asked", _("已申请")
        RELEASED = "released", _("转出方已同意")
        DONE = "done", _("已转入")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("已撤回")

    TRANSITIONS: ClassVar = {
        "asked": {"released", "refused", "withdrawn"},
        "released": {"done", "refused", "withdrawn"},
    }
    OPEN: ClassVar = ["asked", "released"]

    class Side(models.TextChoices):
        PERSON = "person", _("本人")
        FROM = "from", _("转出方")
        TO = "to", _("转入方")

    person = models.ForeignKey(Person, models.PROTECT, related_name="transfers")
    from_org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("转出工会"))
    to_org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("转入工会"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.ASKED)
    reason = models.CharField(_("理由"), max_length=300)
    person_agreed_at = models.DateTimeField(_("本人同意时间"), null=True)
    refused_by = models.CharField(_("谁不同意"), max_length=6, choices=Side, blank=True)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    effective_on = models.DateField(_("转会日期"), null=True)

    objects = TransferQuerySet.as_manager()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in self.OPEN

    class Meta:
        verbose_name = _("转会")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["asked", "released"]), name="one_open_transfer"
            )
        ]


class DuplicateQuerySet(ScopedQuerySet):
    """Proposed duplicates; seen where either person is."""

    view_capability = "people.merge"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = orgs_within(user, capability or self.view_capability)
        return self.filter(left__home__in=mine, right__home__in=mine)


@tracked
@stateful(initial="proposed")
class Duplicate(Stateful, EditableRecord):
    """Two records that may be one person 疑似同一人: proposed by rule, judged by an officer, undoable."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待核")
        MERGED = "merged", _("已合并")
        REJECTED = "rejected", _("不是同一人")

    TRANSITIONS: ClassVar = {
        "proposed": {"merged", "rejected"},
        "merged": {"proposed"},
        "rejected": {"proposed"},
    }

    left = models.ForeignKey(Person, models.PROTECT, related_name="+")
    right = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("为什么像"), max_length=200)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.PROPOSED)
    winner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    moved = models.JSONField(default=dict, editable=False)  # what a merge re-pointed, for undo
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("疑似重复")
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="duplicate_in_one_order"),
        ]


class CodePass(Record):
    """What stands for a person in their member code 会员码: an alias, so that no code carries a name or key.

    Not tracked: `shown_at` moves each half minute while the card is open.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="code_pass")
    alias = models.UUIDField(default=uuid4, unique=True, editable=False)
    shown_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["shown_at"], name="code_pass_shown")]  # who may have said six digits


@tracked
class CodeStop(Record):
    """That a person's member code was stopped 停用 at an instant, until lifted."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="code_stops")
    stopped_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = _("会员码停用")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="code_stopped_once")
        ]


class CodeUse(Record):
    """One use of a member code, for the member's own list and against replay within its life."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="code_uses")
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(default=timezone.now)
    place = models.CharField(_("用在哪里"), max_length=100)
    offline = models.BooleanField(default=False)  # by a day code that was made to be shown without network

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "issued_at"], condition=Q(offline=False), name="code_used_once"
            ),
            models.UniqueConstraint(
                fields=["person", "issued_at", "place"],
                condition=Q(offline=True),
                name="day_code_once_a_place",
            ),
        ]
        indexes = [models.Index(fields=["person", "-used_at"], name="code_use_latest")]


from .roster.models import RosterImport  # noqa: E402,F401 - a table of this app, told in its own folder
