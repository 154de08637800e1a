"""What is counted of people: members by sex and tag, elected chairs, contracted union workers."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Dimension, Indicator, Period, Ratio, Strength, Unit, register
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.figures import TOWNS

from .codes import PostTitle, Selection, Sex, Tag, Tenure
from .models import Membership, PostTerm

BY_SEX = Dimension("sex", _("性别"), "person__sex", Sex)

MEMBERS = Indicator(
    code="people.members",
    version=1,
    name=_("会员人数"),
    unit=Unit.PERSON,
    period=Period.AS_OF,
    rows=Membership.objects.all(),
    day="",
    span="valid",
    dimensions=(BY_SEX,),
    meaning=_("当天有会籍的人，一人一份会籍，所以人数不重。退休保留会籍的不算在内。"),
    source=_("工会会员会籍管理办法"),
    row_label=_("会籍"),
    columns=("person__name", "org", "valid", "card_no"),
    view_capability="people.view",
    strength=Strength.COHESION,
    key=True,
    order=20,
    complete=True,
    public=True,
)

TAGGED = [
    Indicator(
        code=f"people.members_{tag.value}",
        version=1,
        name=format_lazy(_("会员：{tag}"), tag=tag.label),
        unit=Unit.PERSON,
        period=Period.AS_OF,
        rows=Membership.objects.filter(person__tags__tag=tag.value),
        day="",
        span=("valid", "person__tags__valid"),
        dimensions=(BY_SEX,),
        meaning=format_lazy(_("当天有会籍，并且当天带有「{tag}」标签的人。"), tag=tag.label),
        row_label=_("会籍"),
        columns=("person__name", "org", "valid"),
        view_capability="people.view",
        strength=Strength.COHESION,
        order=30 + place,
        complete=True,
    )
    for place, tag in enumerate(Tag)
    if tag not in (Tag.HARDSHIP, Tag.RETIRED)  # hardship is sensitive; retired ones are no members in force
]

ELECTED_CHAIRS = Indicator(
    code="people.elected_town_chairs",
    version=1,
    name=_("组织委员经选举任工会主席的镇（区、街道）"),
    unit=Unit.ITEM,
    period=Period.AS_OF,
    rows=PostTerm.objects.filter(
        title=PostTitle.CHAIR,
        selection=Selection.ELECTED,
        tenure=Tenure.FULL_TIME,
        party_post="org_commissioner",
        org__kind__in=OrgKind.town_level(),
    ),
    day="",
    span="valid",
    meaning=_(
        "党（工）委组织委员经选举任专职工会主席，任期在当天有效。每个镇同时只有一位主席，所以人数就是镇数。"
    ),
    row_label=_("任期"),
    columns=("org", "person__name", "valid", "approval_no"),
    strength=Strength.COHESION,
    key=True,
    order=10,
    complete=True,
    public=True,
)

CHAIR_SHARE = Ratio(
    code="people.elected_chair_share", version=1, name=_("组织委员任主席的镇占比"),
    part=ELECTED_CHAIRS, whole=TOWNS,
    meaning=_("组织委员经选举任工会主席的镇（区、街道），除以当天全部镇（区、街道）工会。"),
    strength=Strength.COHESION, order=12,
)  # fmt: skip

CONTRACT_WORKERS = Indicator(
    code="people.contract_union_workers",
    version=1,
    name=_("社会化工会工作者"),
    unit=Unit.PERSON,
    period=Period.AS_OF,
    rows=PostTerm.objects.filter(title=PostTitle.CONTRACT_UNION_WORKER, selection=Selection.HIRED),
    day="",
    span="valid",
    person="person",
    distinct=True,
    meaning=_("聘用合同在当天有效的社会化工会工作者，按人计，不重复。"),
    row_label=_("任期"),
    columns=("person__name", "org", "valid", "contract_no"),
    strength=Strength.COHESION,
    order=15,
    complete=True,
    public=True,
)

FULL_TIME_OFFICERS = Indicator(
    code="people.full_time_officers",
    version=1,
    name=_("专职工会干部"),
    unit=Unit.PERSON,
    period=Period.AS_OF,
    rows=PostTerm.objects.filter(tenure=Tenure.FULL_TIME),
    day="",
    span="valid",
    person="person",
    distinct=True,
    meaning=_("当天在任、专职的工会干部，一人任几职只算一次。"),
    row_label=_("任期"),
    columns=("person__name", "org", "title", "valid"),
    strength=Strength.COHESION,
    order=16,
    complete=True,
    public=True,
)

register(MEMBERS, *TAGGED, ELECTED_CHAIRS, CHAIR_SHARE, CONTRACT_WORKERS, FULL_TIME_OFFICERS)
