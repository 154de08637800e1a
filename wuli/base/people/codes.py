"""Code lists of persons (rules.md R1): national standards, fixed by the field."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


NATIONS = dict(
    zip(
        [f"{n:02d}" for n in range(1, 57)] + ["97", "98"],
        "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 "  # noqa: SIM905
        "高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 "
        "塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 "
        "其他 外国血统中国籍".split(),
        strict=True,
    )
)
EDUCATION = {
    "10": "研究生", "11": "博士毕业", "14": "硕士毕业", "20": "本科", "21": "本科毕业",
    "30": "专科", "31": "专科毕业",
    "40": "中职", "41": "中专毕业", "44": "职高毕业", "47": "技工毕业", "60": "普高", "61": "普高毕业",
    "70": "初中", "71": "初中毕业", "80": "小学", "90": "其他",
}  # fmt: skip
POLITICAL = {
    "01": "中共党员", "02": "中共预备党员", "03": "共青团员", "04": "民革", "05": "民盟", "06": "民建",
    "07": "民进",
    "08": "农工党", "09": "致公党", "10": "九三学社", "11": "台盟", "12": "无党派人士", "13": "群众",
}  # fmt: skip
MARITAL = {
    "10": "未婚",
    "20": "已婚",
    "21": "初婚",
    "22": "再婚",
    "23": "复婚",
    "30": "丧偶",
    "40": "离婚",
    "90": "未说明",
}
SKILL = {
    "1": "学徒工", "2": "初级工", "3": "中级工", "4": "高级工", "5": "技师", "6": "高级技师",
    "7": "特级技师", "8": "首席技师",
}  # fmt: skip
