"""The annual article as a template: sentences whose numbers are figures. Its words follow the source's own.

A slot names an indicator by its code. While no programme counts it yet, the sentence stays and the slot
says so: the day the indicator is declared, the number appears.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
PLACE = re.compile(r"\[([^\[\]%]*)%\((\w+)\)s([^\[\]%]*)\]")


@dataclass(frozen=True)
class Slot:
    """A place for a figure: its indicator and the words that belong to the number, e.g. a measure word."""

    code: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence with places like `[%(lectures)s场次]`; `figures` names the indicator of each."""

    text: Text
    figures: dict[str, str]

    @property
    def pieces(self) -> list[str | Slot]:
        """The sentence cut at its places: words and slots in turn."""
        found: list[str | Slot] = []
        at, text = 0, str(self.text)
        for place in PLACE.finditer(text):
            found += [text[at : place.start()], Slot(self.figures[place[2]], place[1], place[3])]
            at = place.end()
        return [piece for piece in [*found, text[at:]] if piece]


@dataclass(frozen=True)
class Chapter:
    """One of the five strengths in the article."""

    title: Text
    sentences: tuple[Sentence, ...]


TITLE = _("实施“五力”工程推动工会工作再上新台阶")

CHAPTERS = (
    Chapter(
        _("一、夯实基础，增强凝聚力"),
        (
            Sentence(
                _(
                    "[%(chairs)s个]镇（区、街道）党（工）委组织委员经选举任工会主席，占[%(share)s]；"
                    "选聘[%(contract)s名]社会化工会工作者，专职工会干部[%(officers)s名]。"
                ),
                {
                    "chairs": "people.elected_town_chairs",
                    "share": "people.elected_chair_share",
                    "contract": "people.contract_union_workers",
                    "officers": "people.full_time_officers",
                },
            ),
            Sentence(
                _(
                    "共有工会组织[%(unions)s家]，其中基层工会[%(grassroots)s家]；会员[%(members)s名]，"
                    "其中新就业形态劳动者[%(new_form)s名]、农民工[%(migrant)s名]。"
                ),
                {
                    "unions": "orgs.unions",
                    "grassroots": "orgs.grassroots_unions",
                    "members": "people.members",
                    "new_form": "people.members_new_form",
                    "migrant": "people.members_migrant",
                },
            ),
            Sentence(
                _(
                    "采取“三个一点”筹集资金，新建职工之家[%(homes)s家]，推动[%(joint)s个]小微企业联合建家；"
                    "新业态劳动者入会率达[%(rate)s]。"
                ),
                {
                    "homes": "standards.homes_opened",
                    "joint": "standards.joint_homes",
                    "rate": "organising.new_form_joining_rate",
                },
            ),
        ),
    ),
    Chapter(
        _("二、扩面建制，提升创新力"),
        (
            Sentence(
                _(
                    "小微企业集体协商建制率[%(rate)s]；职工“月官”增加到[%(monthly)s名]，建立职工参事室[%(rooms)s个]。"
                ),
                {
                    "rate": "agreements.coverage_rate",
                    "monthly": "standards.monthly_officers",
                    "rooms": "standards.counselling_rooms",
                },
            ),
        ),
    ),
    Chapter(
        _("三、标本兼治，增强监督力"),
        (
            Sentence(
                _(
                    "开展安全生产检查[%(checks)s次]，消除隐患[%(hazards)s个]；涉铅职工免费体检[%(exams)s人次]。"
                ),
                {
                    "checks": "safety.inspections",
                    "hazards": "safety.hazards_closed",
                    "exams": "safety.lead_exams",
                },
            ),
            Sentence(
                _("给[%(outdoor)s名]户外劳动者送上清凉礼包。"),
                {"outdoor": "benefits.cooling_recipients"},
            ),
        ),
    ),
    Chapter(
        _("四、职工至上，精准发力"),
        (
            Sentence(
                _(
                    "[%(centres)s个]镇（区、园区）建立普惠服务中心，[%(stations)s个]规模企业建立工作站，"
                    "[%(points)s个]村（居）和小微企业建立普惠点。"
                ),
                {
                    "centres": "places.centres",
                    "stations": "places.stations",
                    "points": "places.points",
                },
            ),
            Sentence(
                _(
                    "举办劳务用工洽谈会[%(fairs)s次]，推介就业[%(placed)s人]；举办培训[%(classes)s期]，参加[%(trainees)s人次]。"
                ),
                {
                    "fairs": "jobs.fairs",
                    "placed": "jobs.placements",
                    "classes": "activities.training_classes",
                    "trainees": "activities.training_attendances",
                },
            ),
        ),
    ),
    Chapter(
        _("五、文化引领，增强向心力"),
        (
            Sentence(
                _(
                    "举办职工实用科技讲座[%(lectures)s场次]，到场[%(attendances)s人次]，共有[%(attendees)s名]职工听讲。"
                ),
                {
                    "lectures": "activities.technology_lectures",
                    "attendances": "activities.lecture_attendances",
                    "attendees": "activities.lecture_attendees",
                },
            ),
            Sentence(
                _(
                    "开展劳模精神宣讲[%(talks)s场次]，送文化、送科技、送法律[%(deliveries)s场次]，送书[%(books)s册]。"
                ),
                {
                    "talks": "activities.model_worker_talks",
                    "deliveries": "activities.deliveries",
                    "books": "activities.books",
                },
            ),
        ),
    ),
)
