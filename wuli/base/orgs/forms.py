"""Shapes of what officers fill in about units, employers and grants, in the order of the paper forms."""

from copy import deepcopy
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core import rules as dated
from wuli.base.core.forms import ActionForm, EditForm, PickField

from . import rules
from .actions import CLOSE, FOUND, MERGE, MOVE
from .codes import ClosingGround, Line, OrgForm, OrgKind, SizeClass
from .models import Employer, Org
from .roles import ROLES
from .rule_kinds import GRANT_LIFE

PICK = "/orgs/pick/"
BY = ("name__icontains", "short_name__icontains", "initials__istartswith", "uscc__istartswith")
_CODE = _("18位，一般以81开头；还没办的先空着")
_LISTED = 300  # more than anybody ticks; larger units are split by moving


def picker(user: Any, label: Any, *, required: bool = True, help_text: Any = "", can: str = "") -> PickField:
    """Choosing an open unit that `user` may see, by name, pinyin initials or credit code.

    With the code of a capability `can`, only one at which they hold it.
    """
    found = Org.objects.visible_to(user, can or None).open_on(timezone.localdate())
    url = f"{PICK}?{urlencode({'can': can})}" if can else PICK
    return PickField(found, url=url, by=BY, label=label, required=required, help_text=help_text)


def term_field() -> forms.TypedChoiceField:
    """How many years a committee is elected for."""
    return forms.TypedChoiceField(
        label=_("届期（年）"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *((years, str(years)) for years in rules.TERMS)],
        help_text=_("基层工会3年或5年，地方工会5年（工会法 第十六条）"),
    )


def kinds_beside(org: Org) -> list[tuple[str, Any]]:
    """The kinds that may stand where `org` stands, its own among them."""
    edge = (
        org.parent_edges.filter(line=Line.TERRITORIAL, valid__endswith=None).select_related("parent").first()
    )
    kinds = {*rules.allowed_children(edge.parent.kind), org.kind} if edge else set(OrgKind)
    return [(kind.value, kind.label) for kind in OrgKind if kind in kinds]


class FoundForm(ActionForm):
    """A new unit below the one whose page this is."""

    name = forms.CharField(
        label=_("全称"), max_length=100, help_text=_("照批复写全，如：江苏润禾食品有限公司工会委员会")
    )
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("组织类型"))
    form = forms.ChoiceField(label=_("组织形式"), choices=OrgForm)
    founded_on = forms.DateField(label=_("成立日期"), help_text=_("批复的日期"))
    joined_on = forms.DateField(
        label=_("从哪天起归它管"), required=False, help_text=_("成立在先、后来才划来的填，其他不用填")
    )
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False, help_text=_CODE)
    region = forms.CharField(
        label=_("行政区划代码"), max_length=12, required=False, help_text=_("6、9或12位")
    )
    document_no = forms.CharField(label=_("批复文号"), max_length=60, required=False)
    term_years = term_field()
    address = forms.CharField(label=_("地址"), max_length=200, required=False)

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = rules.allowed_children(org.kind)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["industrial_parent"] = picker(
            user,
            _("产业线上级"),
            required=False,
            help_text=_("同时归行业、系统或集团工会管的填"),
            can=FOUND.code,
        )
        self.fields["industrial_parent"].widget.attrs["class"] = "form-control"


class RenameForm(EditForm):
    """A new name from a day on."""

    name = forms.CharField(label=_("新全称"), max_length=100)
    short_name = forms.CharField(label=_("新简称"), max_length=40, required=False)
    on = forms.DateField(label=_("从哪天起"))
    reason = forms.CharField(
        label=_("缘由"), max_length=200, required=False, help_text=_("如：企业改名、批复文号")
    )

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=org, **kwargs)


class MoveForm(ActionForm):
    """A new place from a day on, on one of the two lines."""

    line = forms.ChoiceField(label=_("哪条线"), choices=Line, initial=Line.TERRITORIAL)
    on = forms.DateField(label=_("从哪天起"))
    reason = forms.CharField(label=_("缘由"), max_length=200, required=False)
    document_no = forms.CharField(label=_("文号"), max_length=60, required=False)
    field_order = ("line", "to", "on", "reason", "document_no")

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = picker(
            user,
            _("移到哪里"),
            required=False,
            help_text=_("下面的单位一起移。产业线留空，就是退出产业线"),
            can=MOVE.code,
        )
        self.fields["to"].widget.attrs["class"] = "form-control"
        self.order_fields(self.field_order)


class SplitForm(EditForm):
    """Up to three new units out of this one, what goes with each, and whether this one stays."""

    PARTS = ("", "_2", "_3")  # endings of the names of fields, one for each new unit
    OF_PART = ("name", "uscc", "children", "employers")
    name = forms.CharField(label=_("新单位全称"), max_length=100)
    kind = forms.ChoiceField(label=_("组织类型"), choices=OrgKind)
    form = forms.ChoiceField(label=_("组织形式"), choices=OrgForm)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False, help_text=_CODE)
    on = forms.DateField(label=_("从哪天起"))
    children = forms.ModelMultipleChoiceField(
        Org.objects.none(), label=_("带走的下级单位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    employers = forms.ModelMultipleChoiceField(
        Employer.objects.none(),
        label=_("带走的用人单位"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    close_old = forms.BooleanField(
        label=_("原来的单位当天撤销"),
        required=False,
        help_text=_("勾了的，下级单位和会员都要有去处"),
    )
    reason = forms.CharField(label=_("缘由"), max_length=200, required=False)
    document_no = forms.CharField(label=_("文号"), max_length=60, required=False)

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        initial = {"name": "", "uscc": "", "children": [], "employers": []}
        super().__init__(*args, record=org, initial=initial, **kwargs)
        self.fields["kind"].choices = kinds_beside(org)  # type: ignore[attr-defined]
        self.fields["children"].queryset = _listed(children_of(org, user))  # type: ignore[attr-defined]
        employers = Employer.objects.visible_to(user).filter(org=org).order_by("name_key")
        self.fields["employers"].queryset = _listed(employers)  # type: ignore[attr-defined]
        for name in ("children", "employers"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]
        for number, ending in enumerate(self.PARTS[1:], start=2):
            self._add_part(number, ending)
        self.order_fields([name + ending for ending in self.PARTS for name in self._first_of(ending)])

    def _add_part(self, number: int, ending: str) -> None:
        for name in self._of_part():
            field = self.fields[name + ending] = deepcopy(self.fields[name])
            field.required = False
            field.label = _("第%(n)s家：%(label)s") % {"n": number, "label": field.label}

    def _first_of(self, ending: str) -> tuple[str, ...]:
        return self._of_part() if ending else ("on", "kind", "form", *self._of_part())

    def _of_part(self) -> tuple[str, ...]:
        return tuple(name for name in self.OF_PART if name in self.fields)

    def clean(self) -> dict[str, Any]:
        """What goes along goes with a unit that has a name."""
        told = super().clean() or self.cleaned_data
        for ending in self.PARTS[1:]:
            goes = told.get("children" + ending) or told.get("employers" + ending)
            if goes and not told.get("name" + ending):
                self.add_error("name" + ending, _("写上新单位的全称。"))
        return told


class MergeForm(ActionForm):
    """Units that go into this one, or together with it into a new one."""

    orgs = forms.ModelMultipleChoiceField(
        Org.objects.none(),
        label=_("并进来的单位"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("并进来的单位当天撤销，它们的下级、用人单位和会员都归到这里"),
    )
    on = forms.DateField(label=_("从哪天起"))
    name = forms.CharField(
        label=_("合成的新单位全称"),
        max_length=100,
        required=False,
        help_text=_("留空就并到这一家；填了就另建一家新的，这一家当天也撤销"),
    )
    kind = forms.ChoiceField(label=_("新单位的组织类型"), choices=OrgKind, required=False)
    form = forms.ChoiceField(label=_("新单位的组织形式"), choices=OrgForm, required=False)
    uscc = forms.CharField(label=_("新单位的信用代码"), max_length=30, required=False, help_text=_CODE)
    reason = forms.CharField(label=_("缘由"), max_length=200, required=False)
    document_no = forms.CharField(label=_("文号"), max_length=60, required=False)

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"kind": org.kind, "form": org.form}, **kwargs)
        self.fields["kind"].choices = kinds_beside(org)  # type: ignore[attr-defined]
        edge = org.parent_edges.filter(line=Line.TERRITORIAL, valid__endswith=None).first()
        beside = children_of(edge.parent, user, MERGE.code) if edge else Org.objects.none()
        self.fields["orgs"].queryset = _listed(beside.exclude(pk=org.pk).filter(kind=org.kind))  # type: ignore[attr-defined]


class CloseForm(EditForm):
    """The end of a unit."""

    on = forms.DateField(label=_("从哪天起不存在"))
    ground = forms.ChoiceField(
        label=_("撤销缘由"),
        choices=[
            (ground.value, ground.label)
            for ground in ClosingGround
            if ground not in {ClosingGround.MERGED, ClosingGround.SPLIT}
        ],
    )
    document_no = forms.CharField(
        label=_("报告或批复文号"),
        max_length=60,
        required=False,
        help_text=_("用人单位终止的必填（工会法 第十三条）"),
    )
    note = forms.CharField(label=_("说明"), max_length=140, required=False)

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=org, **kwargs)
        self.fields["children_to"] = picker(
            user,
            _("下级单位和会员归到哪里"),
            required=False,
            help_text=_("下面还有单位、还有会员的必填"),
            can=CLOSE.code,
        )
        self.fields["children_to"].widget.attrs["class"] = "form-control"


class ReopenForm(EditForm):
    """Taking back a closing."""

    reason = forms.CharField(label=_("为什么恢复"), max_length=200)

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=org, **kwargs)


class CorrectForm(EditForm):
    """Facts of a unit without a history of their own."""

    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("组织类型"), choices=OrgKind)
    form = forms.ChoiceField(label=_("组织形式"), choices=OrgForm)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False, help_text=_CODE)
    region_id = forms.CharField(label=_("行政区划代码"), max_length=12, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    contact_phone = forms.CharField(label=_("办公电话"), max_length=30, required=False)
    approval_no = forms.CharField(label=_("批复文号"), max_length=60, required=False)
    approved_on = forms.DateField(label=_("批复日期"), required=False)
    term_years = term_field()
    rank = forms.IntegerField(label=_("排列次序"), min_value=0, max_value=32767, help_text=_("小的排前面"))
    legal_person = forms.BooleanField(label=_("有法人资格"), required=False)
    women_committee = forms.BooleanField(label=_("有女职工委员会"), required=False)
    audit_committee = forms.BooleanField(label=_("有经费审查委员会"), required=False)
    supervision_committee = forms.BooleanField(label=_("有劳动法律监督委员会"), required=False)

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=org, **kwargs)
        self.fields["kind"].choices = kinds_beside(org)  # type: ignore[attr-defined]
        if org.term_years and org.term_years not in rules.TERMS:  # kept until somebody changes it
            self.fields["term_years"].choices += [(org.term_years, str(org.term_years))]  # type: ignore[attr-defined]

    def clean_region_id(self) -> str | None:
        return self.cleaned_data["region_id"] or None


class FoundingForm(EditForm):
    """The day it was really founded."""

    founded_on = forms.DateField(label=_("成立日期"))
    reason = forms.CharField(label=_("凭什么改"), max_length=200, help_text=_("例如批复上的日期"))

    def __init__(self, *args: Any, org: Org, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=org, initial={"founded_on": org.opened_on}, **kwargs)


class EmployerForm(ActionForm):
    """An employer and its size."""

    name = forms.CharField(label=_("单位名称"), max_length=100)
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=30,
        required=False,
        help_text=_("营业执照上的18位，一般以91或92开头"),
    )
    size_class = forms.ChoiceField(label=_("规模"), choices=SizeClass)
    staff_count = forms.IntegerField(label=_("职工数"), min_value=0, max_value=2_000_000, required=False)
    industry = forms.CharField(
        label=_("行业"), max_length=4, required=False, help_text=_("GB/T 4754 的门类和大类，如 C17 纺织业")
    )
    is_platform = forms.BooleanField(label=_("平台企业"), required=False)
    covered_from = forms.DateField(
        label=_("从哪天起由本工会覆盖"), required=False, help_text=_("还没建会的留空，先挂在这里催建")
    )


class EmployerCorrectForm(EditForm):
    """Corrected facts of an employer."""

    name = forms.CharField(label=_("单位名称"), max_length=100)
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    size_class = forms.ChoiceField(label=_("规模"), choices=SizeClass)
    staff_count = forms.IntegerField(label=_("职工数"), min_value=0, max_value=2_000_000, required=False)
    industry = forms.CharField(label=_("行业"), max_length=4, required=False)
    is_platform = forms.BooleanField(label=_("平台企业"), required=False)
    ended_on = forms.DateField(
        label=_("终止日期"), required=False, help_text=_("注销或吊销的日期，在营的不填")
    )


class CoverForm(ActionForm):
    """Which union covers an employer from a day on; none, when left empty."""

    on = forms.DateField(label=_("从哪天起"))
    field_order = ("org", "on")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"] = picker(user, _("由哪家工会覆盖"))
        self.fields["org"].widget.attrs["class"] = "form-control"
        self.order_fields(self.field_order)


class UncoverForm(ActionForm):
    """The end of a cover."""

    on = forms.DateField(label=_("从哪天起"))
    field_order = ("answers", "on")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers"] = picker(user, _("之后由哪个单位负责建会"))
        self.fields["answers"].widget.attrs["class"] = "form-control"
        self.order_fields(self.field_order)


class GrantForm(ActionForm):
    """A role for an officer, until a day."""

    user = PickField(
        get_user_model().objects.none(),
        url="/orgs/pick-officer/",
        by=("name__icontains", "username__istartswith"),
        label=_("给谁"),
        help_text=_("姓名或登录名"),
    )
    role = forms.ChoiceField(label=_("角色"), choices=[(role.code, role.name) for role in ROLES.values()])
    since = forms.DateField(label=_("从哪天起"))
    until = forms.DateField(label=_("到哪天为止"))
    reason = forms.CharField(label=_("依据"), max_length=200, help_text=_("任职文件、岗位，或上级的决定"))

    def __init__(self, *args: Any, officers: QuerySet, org: Org, **kwargs: Any) -> None:
        today = timezone.localdate()
        life = dated.at(GRANT_LIFE.code, org, today)
        kwargs["initial"] = {"since": today, "until": today + timedelta(days=life["days"] - 1)}
        super().__init__(*args, **kwargs)
        told = {"days": life["days"], "warned": life["warned"]}
        self.fields["until"].help_text = _("最长%(days)s天，到期前%(warned)s天会提醒") % told
        self.fields["user"].queryset = officers  # type: ignore[attr-defined]


class RevokeForm(ActionForm):
    """Why a role is taken back."""

    reason = forms.CharField(label=_("为什么收回"), max_length=200)


def children_of(org: Org, user: Any, can: str = "") -> QuerySet[Org]:
    """Units directly below `org` today that the user may see, or at which they hold `can`."""
    return Org.objects.visible_to(user, can or None).children_of(org, on=timezone.localdate())


def _listed(found: QuerySet) -> QuerySet:
    """The first rows as a queryset that can still be filtered by what was ticked."""
    return found.model.objects.filter(pk__in=found.values("pk")[:_LISTED])
