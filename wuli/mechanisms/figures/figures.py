"""Figures over what this room keeps itself: head-counts from outside, and the rates measured against them."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import (
    Dimension,
    Indicator,
    Period,
    Ratio,
    SameUnits,
    Strength,
    Unit,
    compare,
    register,
)
from wuli.base.orgs.figures import TOWNS
from wuli.base.people.figures import ELECTED_CHAIRS, MEMBERS, TAGGED

from .models import Baseline
from .models.baselines import BaselineKind, BaselineMethod

BY_METHOD = Dimension("method", _("怎么来的"), "method", BaselineMethod)
BASELINES = {
    kind: Indicator(
        code=f"figures.baseline_{kind.value}",
        version=1,
        name=format_lazy(_("{kind}总数"), kind=kind.label),
        unit=Unit.PERSON,
        period=Period.AS_OF,
        rows=Baseline.objects.filter(kind=kind.value, withdrawn_because=""),
        day="",
        span="valid",
        total="value",
        dimensions=(BY_METHOD,),
        meaning=_("当天在用的基数相加：平台名册、摸底调查、统计数据或估算，每条都有来源和日期。"),
        row_label=_("基数"),
        columns=("told_by", "org", "valid", "method", "total"),
        view_capability="figures.view",
        estimate=True,
        strength=Strength.COHESION,
        order=60 + place,
    )
    for place, kind in enumerate(BaselineKind)
}
_MEMBERS_OF = {each.code: each for each in TAGGED}

NEW_FORM_RATE = Ratio(
    code="figures.new_form_joining_rate", version=1, name=_("新就业形态劳动者入会率"),
    part=_MEMBERS_OF["people.members_new_form"], whole=BASELINES[BaselineKind.NEW_FORM],
    meaning=_("当天有会籍的新就业形态劳动者，除以当天在用的基数。"),
    strength=Strength.COHESION, key=True, order=24,
)  # fmt: skip
JOINING_RATE = Ratio(
    code="figures.joining_rate", version=1, name=_("职工入会率"),
    part=MEMBERS, whole=BASELINES[BaselineKind.WORKERS],
    meaning=_("当天的会员人数，除以当天在用的职工基数。"),
    strength=Strength.COHESION, order=25,
)  # fmt: skip

compare(
    SameUnits(
        "figures.towns_and_chairs", _("镇（区、街道）和组织委员任主席的镇"), (TOWNS,), (ELECTED_CHAIRS,)
    ),
    SameUnits(
        "figures.towns_and_baselines", _("镇（区、街道）和登记了新业态基数的镇"), (TOWNS,),
        (BASELINES[BaselineKind.NEW_FORM],),
    ),
)  # fmt: skip
register(*BASELINES.values(), NEW_FORM_RATE, JOINING_RATE)
