"""Code lists of persons (rules.md R1): national standards, fixed by the field."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy


class IdType(models.TextChoices):
    """Kind of identity paper. Residence permits and foreign permanent-resident cards are full papers."""

    RESIDENT = "resident", _("居民身份证")
    HK_MO_TW = "hk_mo_tw", _("港澳台居民居住证")
    FOREIGN = "foreign", _("外国人永久居留身份证")


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class Tag(models.TextChoices):
    """Worker tags 职工标签: dated, with a source."""

    NEW_FORM = "new_form", _("新就业形态劳动者")
    MIGRANT = "migrant", _("农民工")
    LAID_OFF = "laid_off", _("下岗职工")
    FLEXIBLE = "flexible", _("灵活就业")
    LEAD_EXPOSED = "lead_exposed", _("涉铅岗位")
    OUTDOOR = "outdoor", _("户外劳动者")
    MODEL_WORKER = "model_worker", _("劳动模范")
    DISPATCHED = "dispatched", _("劳务派遣")
    HARDSHIP = "hardship", _("困难职工")
    RETIRED = "retired", _("退休")


class PostTitle(models.TextChoices):
    """Posts 职务 in a union (platforms.md 1.2)."""

    CHAIR = "chair", _("主席")
    VICE_CHAIR = "vice_chair", _("副主席")
    STANDING_MEMBER = "standing_member", _("常委")
    MEMBER = "member", _("委员")
    AUDIT_HEAD = "audit_head", _("经审会主任")
    WOMEN_HEAD = "women_head", _("女职工委员会主任")
    LABOR_SUPERVISOR = "labor_supervisor", _("劳动法律监督员")
    CONTRACT_UNION_WORKER = "contract_union_worker", _("社会化工会工作者")
    UNION_OFFICER = "union_officer", _("工会干事")
    FINANCE = "finance", _("财务")


class Tenure(models.TextChoices):
    """专兼挂: how somebody holds a post."""

    FULL_TIME = "full_time", _("专职")
    PART_TIME = "part_time", _("兼职")
    SECONDED = "seconded", _("挂职")


class Selection(models.TextChoices):
    """How somebody came into a post."""

    ELECTED = "elected", _("选举")
    APPOINTED = "appointed", _("任命")
    HIRED = "hired", _("聘用")
    ACTING = "acting", _("代理")


class PartyPost(models.TextChoices):
    """党内职务 that matters for posts in the union."""

    NONE = "", _("无")
    ORG_COMMISSIONER = "org_commissioner", _("党（工）委组织委员")
    SECRETARY = "secretary", _("党组织书记")
    DEPUTY_SECRETARY = "deputy_secretary", _("党组织副书记")
    MEMBER = "member", _("党组织委员")


Codes = dict[str, str | Promise]


def word(codes: Codes, code: str) -> str:
    """The word for a code in the language of who reads; empty for none."""
    return str(codes.get(code, ""))


def in_chinese(codes: Codes) -> dict[str, str]:
    """The words of a list as sheets have them, whoever fills them in and in whatever language they read."""
    with override(None):
        return {code: str(word) for code, word in codes.items()}


NATIONS: Codes = {
    "01": pgettext_lazy("nation", "汉"),
    "02": pgettext_lazy("nation", "蒙古"),
    "03": pgettext_lazy("nation", "回"),
    "04": pgettext_lazy("nation", "藏"),
    "05": pgettext_lazy("nation", "维吾尔"),
    "06": pgettext_lazy("nation", "苗"),
    "07": pgettext_lazy("nation", "彝"),
    "08": pgettext_lazy("nation", "壮"),
    "09": pgettext_lazy("nation", "布依"),
    "10": pgettext_lazy("nation", "朝鲜"),
    "11": pgettext_lazy("nation", "满"),
    "12": pgettext_lazy("nation", "侗"),
    "13": pgettext_lazy("nation", "瑶"),
    "14": pgettext_lazy("nation", "白"),
    "15": pgettext_lazy("nation", "土家"),
    "16": pgettext_lazy("nation", "哈尼"),
    "17": pgettext_lazy("nation", "哈萨克"),
    "18": pgettext_lazy("nation", "傣"),
    "19": pgettext_lazy("nation", "黎"),
    "20": pgettext_lazy("nation", "傈僳"),
    "21": pgettext_lazy("nation", "佤"),
    "22": pgettext_lazy("nation", "畲"),
    "23": pgettext_lazy("nation", "高山"),
    "24": pgettext_lazy("nation", "拉祜"),
    "25": pgettext_lazy("nation", "水"),
    "26": pgettext_lazy("nation", "东乡"),
    "27": pgettext_lazy("nation", "纳西"),
    "28": pgettext_lazy("nation", "景颇"),
    "29": pgettext_lazy("nation", "柯尔克孜"),
    "30": pgettext_lazy("nation", "土"),
    "31": pgettext_lazy("nation", "达斡尔"),
    "32": pgettext_lazy("nation", "仫佬"),
    "33": pgettext_lazy("nation", "羌"),
    "34": pgettext_lazy("nation", "布朗"),
    "35": pgettext_lazy("nation", "撒拉"),
    "36": pgettext_lazy("nation", "毛南"),
    "37": pgettext_lazy("nation", "仡佬"),
    "38": pgettext_lazy("nation", "锡伯"),
    "39": pgettext_lazy("nation", "阿昌"),
    "40": pgettext_lazy("nation", "普米"),
    "41": pgettext_lazy("nation", "塔吉克"),
    "42": pgettext_lazy("nation", "怒"),
    "43": pgettext_lazy("nation", "乌孜别克"),
    "44": pgettext_lazy("nation", "俄罗斯"),
    "45": pgettext_lazy("nation", "鄂温克"),
    "46": pgettext_lazy("nation", "德昂"),
    "47": pgettext_lazy("nation", "保安"),
    "48": pgettext_lazy("nation", "裕固"),
    "49": pgettext_lazy("nation", "京"),
    "50": pgettext_lazy("nation", "塔塔尔"),
    "51": pgettext_lazy("nation", "独龙"),
    "52": pgettext_lazy("nation", "鄂伦春"),
    "53": pgettext_lazy("nation", "赫哲"),
    "54": pgettext_lazy("nation", "门巴"),
    "55": pgettext_lazy("nation", "珞巴"),
    "56": pgettext_lazy("nation", "基诺"),
    "97": pgettext_lazy("nation", "其他"),
    "98": pgettext_lazy("nation", "外国血统中国籍"),
}
EDUCATION: Codes = {
    "10": pgettext_lazy("education", "研究生"),
    "11": pgettext_lazy("education", "博士毕业"),
    "14": pgettext_lazy("education", "硕士毕业"),
    "20": pgettext_lazy("education", "本科"),
    "21": pgettext_lazy("education", "本科毕业"),
    "30": pgettext_lazy("education", "专科"),
    "31": pgettext_lazy("education", "专科毕业"),
    "40": pgettext_lazy("education", "中职"),
    "41": pgettext_lazy("education", "中专毕业"),
    "44": pgettext_lazy("education", "职高毕业"),
    "47": pgettext_lazy("education", "技工毕业"),
    "60": pgettext_lazy("education", "普高"),
    "61": pgettext_lazy("education", "普高毕业"),
    "70": pgettext_lazy("education", "初中"),
    "71": pgettext_lazy("education", "初中毕业"),
    "80": pgettext_lazy("education", "小学"),
    "90": pgettext_lazy("education", "其他"),
}
POLITICAL: Codes = {
    "01": pgettext_lazy("political", "中共党员"),
    "02": pgettext_lazy("political", "中共预备党员"),
    "03": pgettext_lazy("political", "共青团员"),
    "04": pgettext_lazy("political", "民革"),
    "05": pgettext_lazy("political", "民盟"),
    "06": pgettext_lazy("political", "民建"),
    "07": pgettext_lazy("political", "民进"),
    "08": pgettext_lazy("political", "农工党"),
    "09": pgettext_lazy("political", "致公党"),
    "10": pgettext_lazy("political", "九三学社"),
    "11": pgettext_lazy("political", "台盟"),
    "12": pgettext_lazy("political", "无党派人士"),
    "13": pgettext_lazy("political", "群众"),
}
MARITAL: Codes = {
    "10": pgettext_lazy("marital", "未婚"),
    "20": pgettext_lazy("marital", "已婚"),
    "21": pgettext_lazy("marital", "初婚"),
    "22": pgettext_lazy("marital", "再婚"),
    "23": pgettext_lazy("marital", "复婚"),
    "30": pgettext_lazy("marital", "丧偶"),
    "40": pgettext_lazy("marital", "离婚"),
    "90": pgettext_lazy("marital", "未说明"),
}
SKILL: Codes = {
    "1": pgettext_lazy("skill", "学徒工"),
    "2": pgettext_lazy("skill", "初级工"),
    "3": pgettext_lazy("skill", "中级工"),
    "4": pgettext_lazy("skill", "高级工"),
    "5": pgettext_lazy("skill", "技师"),
    "6": pgettext_lazy("skill", "高级技师"),
    "7": pgettext_lazy("skill", "特级技师"),
    "8": pgettext_lazy("skill", "首席技师"),
}
