"""What is counted of units: unions by kind, and the towns that the county counts by."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Dimension, Indicator, Period, Strength, Unit, register

from .codes import OrgKind
from .models import Org

BY_KIND = Dimension("kind", _("组织类型"), "kind", OrgKind)

UNIONS = Indicator(
    code="orgs.unions", version=1, name=_("工会组织"), unit=Unit.UNIT, period=Period.AS_OF,
    rows=Org.objects.exclude(kind=OrgKind.BRANCH), org="pk", day="", span="lifetime", dimensions=(BY_KIND,),
    meaning=_("当天存续的各级工会，分会和小组不算。"), row_label=_("组织"),
    columns=("name", "kind", "lifetime"), strength=Strength.COHESION, order=18, complete=True, public=True,
)  # fmt: skip

GRASSROOTS = Indicator(
    code="orgs.grassroots_unions", version=1, name=_("基层工会"), unit=Unit.UNIT, period=Period.AS_OF,
    rows=Org.objects.filter(kind__in=OrgKind.grassroots()), org="pk", day="", span="lifetime",
    dimensions=(BY_KIND,), meaning=_("当天存续的基层工会：独立、联合、村（社区）、集团和系统工会。"),
    row_label=_("组织"), columns=("name", "kind", "lifetime"),
    strength=Strength.COHESION, key=True, order=19, complete=True, public=True,
)  # fmt: skip

TOWNS = Indicator(
    code="orgs.town_unions", version=1, name=_("镇（区、街道）工会"), unit=Unit.ITEM, period=Period.AS_OF,
    rows=Org.objects.filter(kind__in=OrgKind.town_level()), org="pk", day="", span="lifetime",
    dimensions=(BY_KIND,), meaning=_("当天存续的镇、街道和园区工会，一个单位算一个。"), row_label=_("组织"),
    columns=("name", "kind", "lifetime"), strength=Strength.COHESION, order=11, complete=True, public=True,
)  # fmt: skip

register(UNIONS, GRASSROOTS, TOWNS)
