"""Forms of people: shapes only, in the order of the paper form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm, EditForm, PickField
from wuli.base.orgs.models import Employer, Org

from .actions.reveal import SEALED
from .codes import (
    EDUCATION,
    MARITAL,
    NATIONS,
    POLITICAL,
    SKILL,
    Codes,
    PartyPost,
    PostTitle,
    Selection,
    Sex,
    Tag,
    Tenure,
)
from .models import Membership, Person

UNITS = "/orgs/pick/"
PEOPLE = "/people/pick/"


def _choices(codes: Codes) -> list[tuple[str, Any]]:
    return [("", _("没填")), *codes.items()]


class FactsForm(forms.Form):
    """The facts of the ledger beside name, number and phone."""

    nation = forms.ChoiceField(choices=_choices(NATIONS), required=False, label=_("民族"))
    education = forms.ChoiceField(choices=_choices(EDUCATION), required=False, label=_("学历"))
    political = forms.ChoiceField(choices=_choices(POLITICAL), required=False, label=_("政治面貌"))
    marital = forms.ChoiceField(choices=_choices(MARITAL), required=False, label=_("婚姻状况"))
    job = forms.CharField(max_length=40, required=False, label=_("工种"))
    skill = forms.ChoiceField(choices=_choices(SKILL), required=False, label=_("技能等级"))
    work_started_on = forms.DateField(required=False, label=_("参加工作日期"))
    employer = PickField(
        Employer.objects.none(), url="/people/pick-employer/", required=False, label=_("用人单位")
    )


class RegisterForm(FactsForm, ActionForm):
    """Somebody new: at a union, real-name, and a member from a day, or only registered."""

    field_order = ["org", "name", "id_number", "phone", "joined_on", "card_no"]

    org = PickField(Org.objects.none(), url=UNITS, label=_("所在工会"))
    name = forms.CharField(max_length=64, label=_("姓名"), help_text=_("照证件填写"))
    id_number = forms.CharField(
        max_length=30,
        label=_("证件号码"),
        help_text=_("身份证、居住证或外国人永久居留证；性别和生日由号码得出"),
    )
    phone = forms.CharField(max_length=24, required=False, label=_("手机号"), help_text=_("本人用它登录"))
    joined_on = forms.DateField(required=False, label=_("入会日期"), help_text=_("空着就只登记，不办入会"))
    card_no = forms.CharField(max_length=30, required=False, label=_("会员证号"))

    def __init__(self, *args: Any, units: Any, employers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = units
        self.fields["employer"].queryset = employers


class CorrectForm(FactsForm, EditForm):
    """Facts that turned out wrong or have changed. Sealed ones are typed anew or left alone."""

    field_order = ["seen_version", "name", "id_number", "phone", "bank_account", "sex"]

    name = forms.CharField(max_length=64, label=_("姓名"))
    id_number = forms.CharField(
        max_length=30, required=False, label=_("证件号码"), help_text=_("空着就不改；改了，生日和性别跟着改")
    )
    phone = forms.CharField(max_length=24, required=False, label=_("手机号"), help_text=_("空着就不改"))
    bank_account = forms.CharField(
        max_length=40, required=False, label=_("银行账号"), help_text=_("空着就不改")
    )
    sex = forms.ChoiceField(choices=Sex, label=_("性别"))

    def __init__(self, *args: Any, record: Person, employers: Any, **kwargs: Any) -> None:
        hidden = dict.fromkeys(SEALED, "")  # never sent to the page in clear
        super().__init__(*args, record=record, initial=hidden, **kwargs)
        self.fields["employer"].queryset = employers

    def clean(self) -> dict[str, Any]:
        """A sealed fact that was left empty stays as it is."""
        told = super().clean() or self.cleaned_data
        return {name: value for name, value in told.items() if value or name not in SEALED}


class JoinForm(ActionForm):
    """Admission 入会."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("入哪家工会"))
    joined_on = forms.DateField(label=_("入会日期"))
    card_no = forms.CharField(max_length=30, required=False, label=_("会员证号"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = units


class LeaveForm(EditForm):
    """Leaving 退会."""

    left_on = forms.DateField(label=_("从哪天起不再是会员"))
    ended = forms.ChoiceField(
        choices=[
            (kind.value, kind.label)
            for kind in (Membership.Ended.LEFT, Membership.Ended.LAPSED, Membership.Ended.DIED)
        ],
        label=_("原因"),
    )
    note = forms.CharField(max_length=200, required=False, label=_("说明"))


class RetireForm(EditForm):
    """Retirement 退休: the membership is kept."""

    retired_on = forms.DateField(label=_("退休日期"))
    note = forms.CharField(max_length=200, required=False, label=_("说明"))


class TagForm(ActionForm):
    """A worker tag."""

    tag = forms.ChoiceField(choices=Tag, label=_("标签"))
    from_on = forms.DateField(label=_("从哪天起"))
    until = forms.DateField(required=False, label=_("到哪天为止（不含）"), help_text=_("不知道就空着"))
    source = forms.CharField(max_length=60, label=_("来源"), help_text=_("例如：本人申报、2026 年摸底"))


class TagManyForm(ActionForm):
    """One tag for several persons."""

    tag = forms.ChoiceField(choices=Tag, label=_("标签"))
    from_on = forms.DateField(label=_("从哪天起"))
    source = forms.CharField(max_length=60, label=_("来源"), help_text=_("例如：本人申报、2026 年摸底"))


class UntagForm(ActionForm):
    """The end of a tag."""

    ended_on = forms.DateField(label=_("从哪天起不再适用"))


class AppointForm(ActionForm):
    """A post and its term."""

    person = PickField(Person.objects.none(), url=PEOPLE, label=_("谁"))
    title = forms.ChoiceField(choices=PostTitle, label=_("职务"))
    selection = forms.ChoiceField(choices=Selection, label=_("怎么产生的"))
    tenure = forms.ChoiceField(choices=Tenure, label=_("专职还是兼职"))
    from_on = forms.DateField(label=_("从哪天起"))
    until = forms.DateField(
        required=False, label=_("到哪天为止（不含）"), help_text=_("选举按届期填；聘用按合同填")
    )
    party_post = forms.ChoiceField(choices=PartyPost, required=False, label=_("党内职务"))
    session_no = forms.IntegerField(min_value=1, max_value=99, required=False, label=_("第几届"))
    approval_no = forms.CharField(max_length=60, required=False, label=_("批复文号"))
    contract_no = forms.CharField(max_length=60, required=False, label=_("合同编号"), help_text=_("聘用必填"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class EndTermForm(EditForm):
    """The end of a term."""

    ended_on = forms.DateField(label=_("从哪天起离任"))
    note = forms.CharField(
        max_length=200,
        label=_("缘由"),
        help_text=_("任期内调动主席、副主席，要先征得本级委员会和上级工会同意（工会法第十八条），写在这里"),
    )


class AskTransferForm(ActionForm):
    """Where to, and why."""

    to_org = PickField(Org.objects.none(), url="/people/pick-union/", label=_("转到哪家工会"))
    reason = forms.CharField(max_length=300, label=_("为什么转"), help_text=_("例如：换了单位"))

    def __init__(self, *args: Any, unions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_org"].queryset = unions


class ReceiveForm(ActionForm):
    """The day on which the membership moves."""

    effective_on = forms.DateField(label=_("从哪天起是这边的会员"))
    card_no = forms.CharField(
        max_length=30, required=False, label=_("会员证号"), help_text=_("空着就沿用原来的")
    )
    answer = forms.CharField(max_length=300, required=False, label=_("答复"))


class AnswerForm(ActionForm):
    """Words to the person."""

    answer = forms.CharField(max_length=300, required=False, label=_("答复"), help_text=_("本人看得到"))


class RefuseForm(ActionForm):
    """A refusal says why."""

    answer = forms.CharField(max_length=300, label=_("为什么不同意"), help_text=_("本人看得到"))


class OwnRefusalForm(RefuseForm):
    """The person's own refusal."""

    answer = forms.CharField(max_length=300, label=_("为什么不同意"), help_text=_("两家工会看得到"))


class RevealForm(ActionForm):
    """The purpose of reading something in clear."""

    purpose = forms.CharField(
        max_length=200,
        min_length=4,
        label=_("用途"),
        help_text=_("会记下您的名字、时间和用途，本人和审计都能看到"),
    )


class PhoneForm(EditForm):
    """The person's own phone."""

    phone = forms.CharField(max_length=24, label=_("新手机号"))

    def __init__(self, *args: Any, record: Person, **kwargs: Any) -> None:
        super().__init__(*args, record=record, initial={"phone": ""}, **kwargs)


class StopCodeForm(ActionForm):
    """Why the code is stopped."""

    reason = forms.CharField(max_length=200, label=_("为什么停用"), help_text=_("例如：手机丢了"))


class PairForm(ActionForm):
    """The other record of what an officer takes for one person."""

    other = PickField(Person.objects.none(), url=PEOPLE, label=_("另一条记录"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = people
