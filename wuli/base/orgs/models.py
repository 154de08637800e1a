"""Units, their dated names and places in two trees, the employers they cover, and role grants."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, Record, tracked

from . import triggers
from .codes import ClosingGround, Line, OrgForm, OrgKind, SizeClass
from .roles import ADMIN_ROLES, ROLES
from .scope import ScopedQuerySet


class Division(models.Model):
    """An administrative division 行政区划 (GB/T 2260 and the 9 and 12 digit codes below it)."""

    class Level(models.IntegerChoices):
        PROVINCE = 2, _("省")
        CITY = 4, _("市")
        COUNTY = 6, _("县（区）")
        TOWN = 9, _("镇（街道）")
        VILLAGE = 12, _("村（社区）")

    code = models.CharField(_("代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=64)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        verbose_name = _("行政区划")

    def __str__(self) -> str:
        return self.name


class OrgQuerySet(ScopedQuerySet):
    """Units; `visible_to` is the subtree of the viewer's grants."""

    scope_path = "pk"
    view_capability = "orgs.view"

    def named_on(self, on: date) -> Self:
        """Adds `name_then`: the name each unit bore on the day `on`, or its last one."""
        then = OrgName.objects.filter(org=OuterRef("pk"), valid__contains=on)
        return self.annotate(name_then=Coalesce(Subquery(then.values("name")[:1]), F("name")))

    def open_on(self, on: date) -> Self:
        """Units that existed on the day `on`."""
        return self.filter(lifetime__contains=on)

    def below(self, org: Any, *, on: date, line: str = Line.TERRITORIAL) -> Self:
        """`org` and every unit below it on the day `on`, along `line`."""
        inside = OrgClosure.objects.filter(ancestor=org, line=line, valid__contains=on)
        return self.filter(pk__in=inside.values("descendant"))

    def children_of(self, org: Any, *, on: date, line: str = Line.TERRITORIAL) -> Self:
        """Units directly below `org` on the day `on`, in the order of their names' sounds."""
        edges = ParentEdge.objects.filter(parent=org, line=line, valid__contains=on)
        return self.filter(pk__in=edges.values("child")).order_by("rank", "name_key", "name")


@tracked
class Org(EditableRecord):
    """A unit 组织: a federation, a town's union, a grassroots union, a branch. Its place is in ParentEdge."""

    name = models.CharField(_("全称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    name_key = models.CharField(max_length=240, editable=False, default="")  # pinyin: the order of lists
    initials = models.CharField(max_length=100, editable=False, default="")  # pinyin initials, for search
    kind = models.CharField(_("组织类型"), max_length=1, choices=OrgKind)
    form = models.CharField(_("组织形式"), max_length=1, choices=OrgForm)
    rank = models.PositiveSmallIntegerField(_("次序"), default=100)  # protocol order among siblings
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    region = models.ForeignKey(Division, models.PROTECT, null=True, verbose_name=_("行政区划"))
    lifetime = DateRangeField(_("存续"))  # half-open: [founded, closed)
    approval_no = models.CharField(_("批复文号"), max_length=60, blank=True)
    approved_on = models.DateField(_("批复日期"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("届期（年）"), null=True, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    contact_phone = models.CharField(_("办公电话"), max_length=30, blank=True)
    women_committee = models.BooleanField(_("女职工委员会"), default=False)
    audit_committee = models.BooleanField(_("经费审查委员会"), default=False)
    supervision_committee = models.BooleanField(_("劳动法律监督委员会"), default=False)
    legal_person = models.BooleanField(_("法人资格"), default=False)
    closed_ground = models.CharField(_("撤销缘由"), max_length=16, choices=ClosingGround, blank=True)
    closed_note = models.CharField(_("撤销说明"), max_length=200, blank=True)
    tile_x = models.PositiveSmallIntegerField(_("方格列"), null=True, blank=True)  # tile map of the county
    tile_y = models.PositiveSmallIntegerField(_("方格行"), null=True, blank=True)

    objects = OrgQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织")
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="org_name_trgm"),  # search
            models.Index(fields=["initials"], name="org_initials", opclasses=["varchar_pattern_ops"]),
            GistIndex(fields=["lifetime"], name="org_lifetime"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(lifetime__isempty=False), name="org_lifetime_not_empty"),
            models.CheckConstraint(condition=Q(lifetime__lower_inf=False), name="org_founded_known"),
            models.CheckConstraint(  # a unit says why it is no more, and only then
                condition=Q(lifetime__upper_inf=True, closed_ground="")
                | (Q(lifetime__upper_inf=False) & ~Q(closed_ground="")),
                name="org_closed_with_ground",
            ),
        ]
        triggers = [triggers.life_covers_edges]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return f"/orgs/{self.pk}/"

    @property
    def opened_on(self) -> date:
        """The day it was founded."""
        return self.lifetime.lower

    @property
    def closed_on(self) -> date | None:
        """The first day it no longer existed, or None while it does."""
        return self.lifetime.upper

    @property
    def glyph(self) -> str:
        """The one character that stands for it beside its name."""
        return str(self)[:1]

    @property
    def has_committees(self) -> bool:
        """Whether any committee beside the union's own is set up."""
        return self.women_committee or self.audit_committee or self.supervision_committee

    @property
    def pick_detail(self) -> str:
        """The second line where a unit is chosen."""
        return " ".join(filter(None, [str(OrgKind(self.kind).label), self.uscc]))


class OrgName(Record):
    """A name 名称 that a unit bore in `valid`; `Org.name` repeats the one in force."""

    org = models.ForeignKey(Org, models.CASCADE, related_name="names")
    name = models.CharField(_("全称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    valid = DateRangeField(_("使用期"))
    reason = models.CharField(_("缘由"), max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="org_one_name_at_a_time",
                expressions=[("org", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]


@tracked
class ParentEdge(Record):
    """Where a unit stands: under `parent` along `line` during `valid`. History is never re-pointed."""

    child = models.ForeignKey(Org, models.PROTECT, related_name="parent_edges")
    parent = models.ForeignKey(Org, models.PROTECT, related_name="child_edges")
    line = models.CharField(_("隶属线"), max_length=12, choices=Line, default=Line.TERRITORIAL)
    valid = DateRangeField(_("隶属期"))
    reason = models.CharField(_("缘由"), max_length=200, blank=True)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("隶属关系")
        constraints = [
            ExclusionConstraint(  # two parents on one line would count a unit twice
                name="org_one_parent_a_line",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("line", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="org_not_its_own_parent"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="org_edge_not_empty"),
        ]
        indexes = [models.Index(fields=["parent", "line"], name="org_edge_parent")]  # children of a node
        triggers = [triggers.edges_make_a_tree("insert"), triggers.edges_make_a_tree("update")]

    def __str__(self) -> str:
        return str(self.child)


class OrgClosure(models.Model):
    """Every (ancestor, descendant) pair along a line with the days it held; the self pair has depth 0.

    Derived from ParentEdge in the transaction that changes an edge (`closure.refresh`). `standing` marks
    where a unit stands now or, when it is closed, where it stood last: grants follow these rows.
    """

    id = models.BigAutoField(primary_key=True)
    ancestor = models.ForeignKey(Org, models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Org, models.CASCADE, related_name="+")
    line = models.CharField(max_length=12, choices=Line)
    valid = DateRangeField()
    depth = models.PositiveSmallIntegerField()
    standing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="org_closure_once",
                expressions=[
                    ("ancestor", RangeOperators.EQUAL),
                    ("descendant", RangeOperators.EQUAL),
                    ("line", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [
            models.Index(
                fields=["ancestor", "line"], include=["descendant", "valid", "depth"], name="org_closure_down"
            ),  # subtree lists and counts
            models.Index(
                fields=["descendant", "line"], include=["ancestor", "valid", "depth"], name="org_closure_up"
            ),  # bread crumbs
            models.Index(
                fields=["ancestor"],
                include=["descendant"],
                condition=Q(standing=True),
                name="org_closure_standing",
            ),  # what a grant covers
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class OrgLineage(Record):
    """How units came out of others: a split 拆分 or merger 合并 on a day."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")

    before = models.ForeignKey(Org, models.PROTECT, related_name="lineage_after")
    after = models.ForeignKey(Org, models.PROTECT, related_name="lineage_before")
    kind = models.CharField(max_length=8, choices=Kind)
    happened_on = models.DateField()
    document_no = models.CharField(_("文号"), max_length=60, blank=True)


class EmployerQuerySet(ScopedQuerySet):
    """Employers; visible where the unit that covers them is."""

    scope_path = "org"
    view_capability = "orgs.view"


@tracked
class Employer(EditableRecord):
    """An employer 用人单位: who it is and how large; `org` is the unit that answers for it now."""

    name = models.CharField(_("单位名称"), max_length=100)
    name_key = models.CharField(max_length=240, editable=False, default="")
    initials = models.CharField(max_length=100, editable=False, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    size_class = models.CharField(_("规模"), max_length=12, choices=SizeClass, default=SizeClass.OTHER)
    staff_count = models.PositiveIntegerField(_("职工数"), null=True, blank=True)
    industry = models.CharField(_("行业"), max_length=4, blank=True)  # GB/T 4754-2017 letter + 2 digits
    region = models.ForeignKey(Division, models.PROTECT, null=True, verbose_name=_("行政区划"))
    is_platform = models.BooleanField(_("平台企业"), default=False)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    org = models.ForeignKey(Org, models.PROTECT, related_name="employers", verbose_name=_("所属工会"))

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("用人单位")
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="employer_name_trgm")]

    def __str__(self) -> str:
        return self.name


@tracked
class Coverage(Record):
    """That a union covered an employer during `valid`: its own, or as one of many in a joint union."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="coverages")
    org = models.ForeignKey(Org, models.PROTECT, related_name="coverages")
    valid = DateRangeField(_("覆盖期"))

    class Meta:
        verbose_name = _("用人单位归属")
        constraints = [
            ExclusionConstraint(  # covered twice would count a firm twice
                name="employer_one_union_at_a_time",
                expressions=[("employer", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return str(self.employer)


class RoleGrantQuerySet(ScopedQuerySet):
    """Grants; seen by who may see grants at the unit."""

    scope_path = "org"
    view_capability = "orgs.view_grants"

    def in_force(self, on: date) -> Self:
        """Grants that hold on the day `on`."""
        return self.filter(valid__contains=on)


@tracked
class RoleGrant(Record):
    """A role 角色 given to a user at a unit for a time; it covers the subtree as it is now, on both lines."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=24)
    org = models.ForeignKey(Org, models.PROTECT, related_name="grants")
    valid = DateRangeField(_("有效期"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("依据"), max_length=200, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField(_("收回缘由"), max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权")
        constraints = [
            models.CheckConstraint(  # nobody holds a role for ever
                condition=Q(valid__isempty=True) | Q(valid__upper_inf=False), name="role_grant_expires"
            ),
            ExclusionConstraint(  # system, security and audit are three different persons
                name="role_admins_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.NOT_EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=ADMIN_ROLES),
            ),
            ExclusionConstraint(
                name="role_granted_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("org", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["user"], name="role_grant_user")]

    @property
    def may_be_revoked(self) -> bool:
        """Whether there are days left to take back."""
        return not self.valid.isempty and self.valid.upper > timezone.localdate()

    @property
    def role_name(self) -> Any:
        """The role in words."""
        return ROLES[self.role].name if self.role in ROLES else self.role
