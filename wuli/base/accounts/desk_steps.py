"""What may be done to somebody else's account, by the last word of the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm

from .actions import (
    change_name,
    change_phone,
    deactivate_account,
    reactivate_account,
    reset_second_factor,
    set_password,
)
from .forms.desk import DeskNameForm, DeskPasswordForm, DeskPhoneForm, ReasonForm


@dataclass(frozen=True)
class DeskStep:
    """A step: the action, its title and button, words before and after, what is typed (a reason, or more)."""

    act: Callable[..., Any]
    title: str | Promise
    warns: str | Promise
    done: str | Promise
    form: type[ActionForm] = ReasonForm


STEPS = {
    "deactivate": DeskStep(
        deactivate_account,
        _("停用账号"),
        _("停用后马上退出所有设备，不能再登录。会籍和已经办的事都不受影响，随时可以恢复。"),
        _("账号停用了，所有设备已经退出。"),
    ),
    "reactivate": DeskStep(
        reactivate_account,
        _("恢复账号"),
        _("恢复后可以照旧登录。"),
        _("账号恢复了。"),
    ),
    "second-factor": DeskStep(
        reset_second_factor,
        _("重置第二重验证"),
        _("先核对是本人。清掉后所有设备退出，本人下次登录时要重新设一个。"),
        _("第二重验证清掉了，本人下次登录时重新设。"),
    ),
    "password": DeskStep(
        set_password,
        _("设临时密码"),
        _("把临时密码当面告诉本人，不要发在群里。"),
        _("临时密码设好了，本人下次登录时必须换。"),
        DeskPasswordForm,
    ),
    "name": DeskStep(
        change_name,
        _("更正姓名"),
        _("照证件填写。以前办的事，记录里也显示更正后的姓名。"),
        _("姓名改好了。"),
        DeskNameForm,
    ),
    "phone": DeskStep(
        change_phone,
        _("换手机号"),
        _("先看身份证，再用新号码给本人打个电话。换了以后所有设备退出。"),
        _("手机号换好了。"),
        DeskPhoneForm,
    ),
}
