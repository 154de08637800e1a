"""The shapes of what officers fill in about tasks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.forms import ActionForm, EditForm, PickField
from wuli.base.orgs.models import Org

UNITS = "/orgs/pick/"
OWNERS = "/campaigns/pick-owner/"
OWNER_BY = ("name__icontains", "username__istartswith")


class TaskFields(forms.Form):
    """What is to be done, by when, and who answers for it."""

    title = forms.CharField(label=_("任务"), max_length=80, help_text=_("一句话说清要办成什么"))
    due_on = forms.DateField(label=_("完成期限"))
    owner = PickField(
        User.objects.none(),
        url=OWNERS,
        by=OWNER_BY,
        label=_("负责人"),
        required=False,
        help_text=_("不选，就交给承办单位的干事"),
    )
    detail = forms.CharField(
        label=_("要求"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    source_doc = forms.CharField(
        label=_("依据"), required=False, max_length=120, help_text=_("文号或会议，例如 滨工〔2026〕12号")
    )


class GiveForm(TaskFields, ActionForm):
    """A new task: also which unit does it."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("承办单位"))
    field_order = ("title", "org", "owner", "due_on", "detail", "source_doc")

    def __init__(self, *args: Any, orgs: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs
        self.fields["owner"].queryset = owners


class CorrectForm(TaskFields, EditForm):
    """A task that stands: carries the version its reader saw."""

    field_order = ("title", "owner", "due_on", "detail", "source_doc")

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


class WordsForm(ActionForm):
    """Words that go with a step; whether they must be there is the step's own rule."""

    words = forms.CharField(label=_("内容"), max_length=2000, required=False,
                            widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label


class PaperForm(ActionForm):
    """A photo or document."""

    upload = forms.FileField(label=_("照片或文件"), help_text=_("JPG、PNG、PDF 或 Word"))
    caption = forms.CharField(label=_("说明"), max_length=100, required=False)
