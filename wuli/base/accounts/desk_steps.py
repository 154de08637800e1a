"""What may be done to somebody else's account, by the last word of the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm

from .actions import (
    change_phone,
    deactivate_account,
    reactivate_account,
    reset_second_factor,
    set_password,
)
from .forms.desk import DeskPasswordForm, DeskPhoneForm, ReasonForm


@dataclass(frozen=True)
class DeskStep:
    """A step: its title and button, what is typed, the action, words before and after."""

    title: str | Promise
    form: type[ActionForm]
    act: Callable[..., Any]
    warns: str | Promise
    done: str | Promise


STEPS = {
    "deactivate": DeskStep(
        title=_("停用账号"),
        form=ReasonForm,
        act=deactivate_account,
        warns=_("停用后马上退出所有设备，不能再登录。会籍和已经办的事都不受影响，随时可以恢复。"),
        done=_("账号停用了，所有设备已经退出。"),
    ),
    "reactivate": DeskStep(
        title=_("恢复账号"),
        form=ReasonForm,
        act=reactivate_account,
        warns=_("恢复后可以照旧登录。"),
        done=_("账号恢复了。"),
    ),
    "second-factor": DeskStep(
        title=_("重置第二重验证"),
        form=ReasonForm,
        act=reset_second_factor,
        warns=_("先核对是本人。清掉后所有设备退出，本人下次登录时要重新设一个。"),
        done=_("第二重验证清掉了，本人下次登录时重新设。"),
    ),
    "password": DeskStep(
        title=_("设临时密码"),
        form=DeskPasswordForm,
        act=set_password,
        warns=_("把临时密码当面告诉本人，不要发在群里。"),
        done=_("临时密码设好了，本人下次登录时必须换。"),
    ),
    "phone": DeskStep(
        title=_("换手机号"),
        form=DeskPhoneForm,
        act=change_phone,
        warns=_("先看身份证，再用新号码给本人打个电话。换了以后所有设备退出。"),
        done=_("手机号换好了。"),
    ),
}
