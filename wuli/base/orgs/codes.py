"""Code lists of units (rules.md R1, TUS_LABOURUNION codes in platforms.md 1.3): fixed by the field."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrgKind(models.TextChoices):
    """Kind of unit 组织类型. Codes 1-8 are the ledger's; letters are the levels of the federation itself."""

    PROVINCE = "P", _("省级总工会")
    CITY = "C", _("市级总工会")
    COUNTY = "X", _("县级总工会")
    TOWN = "T", _("乡镇工会")
    VILLAGE = "V", _("村（社区）工会")
    GRASSROOTS = "1", _("独立基层工会")
    JOINT = "2", _("联合基层工会")
    STREET = "3", _("街道工会")
    ZONE = "4", _("园区工会")
    SECTOR = "5", _("行业工会")
    GROUP_COMPANY = "6", _("集团工会")
    SYSTEM = "7", _("系统工会")
    BRANCH = "8", _("分会（小组）")

    @classmethod
    def town_level(cls) -> list[str]:
        """Towns, streets and zones: what the county counts as 镇（区、街道）."""
        return [cls.TOWN, cls.STREET, cls.ZONE]

    @classmethod
    def grassroots(cls) -> list[str]:
        """Kinds counted as grassroots unions 基层工会."""
        return [cls.GRASSROOTS, cls.JOINT, cls.VILLAGE, cls.GROUP_COMPANY, cls.SYSTEM]


class OrgForm(models.TextChoices):
    """Form of organisation 组织形式, ledger codes 1-7."""

    FEDERATION = "1", _("总工会")
    UNION = "2", _("工会")
    ASSOCIATION = "3", _("工会联合会")
    COMMITTEE = "4", _("工会委员会")
    JOINT_COMMITTEE = "5", _("联合工会委员会")
    BRANCH = "6", _("分会")
    GROUP = "7", _("工会小组")


class Line(models.TextChoices):
    """The two lines of leadership 条块: by place and by industry."""

    TERRITORIAL = "territorial", _("地方")
    INDUSTRIAL = "industrial", _("产业")


class SizeClass(models.TextChoices):
    """Size of an employer: above-scale 规模以上, or small and micro 小微."""

    ABOVE_SCALE = "above_scale", _("规模企业")
    SMALL_MICRO = "small_micro", _("小微企业")
    OTHER = "other", _("其他")


class ClosingGround(models.TextChoices):
    """Why a union is no more 撤销缘由: with its employer, or by its members' will (工会法 13)."""

    EMPLOYER_ENDED = "employer_ended", _("用人单位终止或被撤销")
    MERGED = "merged", _("合并到别的工会")
    SPLIT = "split", _("拆分成别的工会")
    MEMBERS_DECIDED = "members_decided", _("会员大会决定并经上级批准")
    MISTAKE = "mistake", _("登记错了")
