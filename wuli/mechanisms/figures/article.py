"""The annual article as a template: sentences whose numbers are figures. Its words follow the source's own.

A slot names an indicator by its code. While no programme counts it yet, the sentence stays and the slot
says so: the day the indicator is declared, the number appears.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Slot:
    """A place for a figure: the code of its indicator and the measure word that follows it."""

    code: str
    measure: Text = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence with named places."""

    text: Text
    slots: dict[str, Slot]

    @property
    def pieces(self) -> list[tuple[str, Slot | None]]:
        """The sentence cut at its places: (words, None) and ("", slot) in turn."""
        cut = PLACEHOLDER.split(str(self.text))
        return [
            ("", self.slots[piece]) if place % 2 else (piece, None)
            for place, piece in enumerate(cut)
            if place % 2 or piece
        ]


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
                    "%(chairs)s镇（区、街道）党（工）委组织委员经选举任工会主席，占%(share)s；"
                    "选聘%(contract)s社会化工会工作者，专职工会干部%(officers)s。"
                ),
                {
                    "chairs": Slot("people.elected_town_chairs", _("个")),
                    "share": Slot("people.elected_chair_share"),
                    "contract": Slot("people.contract_union_workers", _("名")),
                    "officers": Slot("people.full_time_officers", _("名")),
                },
            ),
            Sentence(
                _(
                    "共有工会组织%(unions)s，其中基层工会%(grassroots)s；会员%(members)s，"
                    "其中新就业形态劳动者%(new_form)s、农民工%(migrant)s。"
                ),
                {
                    "unions": Slot("orgs.unions", _("家")),
                    "grassroots": Slot("orgs.grassroots_unions", _("家")),
                    "members": Slot("people.members", _("名")),
                    "new_form": Slot("people.members_new_form", _("名")),
                    "migrant": Slot("people.members_migrant", _("名")),
                },
            ),
            Sentence(
                _(
                    "采取“三个一点”筹集资金，新建职工之家%(homes)s，推动%(joint)s小微企业联合建家；"
                    "新业态劳动者入会率达%(rate)s。"
                ),
                {
                    "homes": Slot("standards.homes_opened", _("家")),
                    "joint": Slot("standards.joint_homes", _("个")),
                    "rate": Slot("organising.new_form_joining_rate"),
                },
            ),
        ),
    ),
    Chapter(
        _("二、扩面建制，提升创新力"),
        (
            Sentence(
                _("小微企业集体协商建制率%(rate)s；职工“月官”增加到%(monthly)s，建立职工参事室%(rooms)s。"),
                {
                    "rate": Slot("agreements.coverage_rate"),
                    "monthly": Slot("standards.monthly_officers", _("名")),
                    "rooms": Slot("standards.counselling_rooms", _("个")),
                },
            ),
        ),
    ),
    Chapter(
        _("三、标本兼治，增强监督力"),
        (
            Sentence(
                _("开展安全生产检查%(checks)s，消除隐患%(hazards)s；涉铅职工免费体检%(exams)s。"),
                {
                    "checks": Slot("safety.inspections", _("次")),
                    "hazards": Slot("safety.hazards_closed", _("个")),
                    "exams": Slot("safety.lead_exams", _("人次")),
                },
            ),
            Sentence(
                _("给%(outdoor)s户外劳动者送上清凉礼包。"),
                {"outdoor": Slot("benefits.cooling_recipients", _("名"))},
            ),
        ),
    ),
    Chapter(
        _("四、职工至上，精准发力"),
        (
            Sentence(
                _(
                    "%(centres)s镇（区、园区）建立普惠服务中心，%(stations)s规模企业建立工作站，"
                    "%(points)s村（居）和小微企业建立普惠点。"
                ),
                {
                    "centres": Slot("places.centres", _("个")),
                    "stations": Slot("places.stations", _("个")),
                    "points": Slot("places.points", _("个")),
                },
            ),
            Sentence(
                _("举办劳务用工洽谈会%(fairs)s，推介就业%(placed)s；举办培训%(classes)s，参加%(trainees)s。"),
                {
                    "fairs": Slot("jobs.fairs", _("次")),
                    "placed": Slot("jobs.placements", _("人")),
                    "classes": Slot("activities.training_classes", _("期")),
                    "trainees": Slot("activities.training_attendances", _("人次")),
                },
            ),
        ),
    ),
    Chapter(
        _("五、文化引领，增强向心力"),
        (
            Sentence(
                _("举办职工实用科技讲座%(lectures)s，到场%(attendances)s，共有%(attendees)s职工听讲。"),
                {
                    "lectures": Slot("activities.technology_lectures", _("场次")),
                    "attendances": Slot("activities.lecture_attendances", _("人次")),
                    "attendees": Slot("activities.lecture_attendees", _("名")),
                },
            ),
            Sentence(
                _("开展劳模精神宣讲%(talks)s，送文化、送科技、送法律%(deliveries)s，送书%(books)s。"),
                {
                    "talks": Slot("activities.model_worker_talks", _("场次")),
                    "deliveries": Slot("activities.deliveries", _("场次")),
                    "books": Slot("activities.books", _("册")),
                },
            ),
        ),
    ),
)
