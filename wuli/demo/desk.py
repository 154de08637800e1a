"""The ribbon over every page of the sample, and its sign-ins on the sign-in page."""

from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.demo_hints import register_demo_hint
from wuli.base.core.desk import Ribbon, RibbonText, offer

from .models import is_loaded
from .signins import sign_ins


def ribbon() -> RibbonText | None:
    """What the ribbon says while sample data is loaded."""
    return (
        RibbonText(_("示例数据"), _("这里是演示用的滨海县总工会，人和数字都是编的，可以放心试。"))
        if is_loaded()
        else None
    )


offer(Ribbon("demo", ribbon))
register_demo_hint(sign_ins)
