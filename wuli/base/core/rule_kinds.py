"""The rules that core itself keeps, and those of unions in general that several apps ask for."""

from django.utils.translation import gettext_lazy as _

from .rules_registry import Param, RuleKind, declare

UNION_TERM = RuleKind(
    "orgs.union_term",
    _("基层工会届期"),
    (Param("years", _("可选届期"), "wholes", _("年")),),
    asks=_("基层工会委员会一届几年"),
)
FEDERATION_TERM = RuleKind(
    "orgs.federation_term",
    _("地方总工会和产业工会届期"),
    (Param("years", _("届期"), "whole", _("年"), 1, 10),),
    asks=_("总工会委员会一届几年"),
)
COMMITTEE_FROM = RuleKind(
    "orgs.committee_from",
    _("应当建立基层工会委员会的会员数"),
    (Param("members", _("会员达到"), "whole", _("人"), 1, 10000),),
    asks=_("多少会员以上必须单独建会"),
)
FULL_TIME_CHAIR_FROM = RuleKind(
    "orgs.full_time_chair_from",
    _("可以设专职工会主席的职工数"),
    (Param("staff", _("职工达到"), "whole", _("人"), 1, 100000),),
    asks=_("多少职工以上可以设专职主席"),
)
WOMEN_COMMITTEE_FROM = RuleKind(
    "orgs.women_committee_from",
    _("应当建立女职工委员会的女会员数"),
    (Param("women", _("女会员达到"), "whole", _("人"), 1, 10000),),
    asks=_("多少女会员以上应当建女职工委员会"),
)
MEMBERSHIP_LAPSE = RuleKind(
    "people.membership_lapse",
    _("视为自动退会"),
    (Param("months", _("连续不交会费、不参加活动"), "whole", _("个月"), 1, 60),),
    asks=_("多久不交会费、不参加活动视为退会"),
)
NO_OUTDOOR_WINDOW = RuleKind(
    "safety.no_outdoor_window",
    _("夏季停止户外作业时段"),
    (
        Param("window", _("停工时段"), "spans"),
        Param("months", _("适用月份"), "wholes"),
    ),
    asks=_("夏天几点到几点不安排户外作业"),
)
HEAT_LIMITS = RuleKind(
    "safety.heat_limits",
    _("高温天气作业"),
    (
        Param("stop_from", _("当日停止室外露天作业"), "whole", _("℃起"), 30, 50),
        Param("limit_from", _("限制作业时间"), "whole", _("℃起"), 30, 50),
        Param("limit_hours", _("全天室外作业不超过"), "whole", _("小时"), 1, 12),
        Param("rest_hours", _("气温最高时段停工"), "whole", _("小时"), 0, 12),
        Param("rotate_from", _("换班轮休、不加班"), "whole", _("℃起"), 30, 50),
    ),
    asks=_("预报气温多高时怎样安排户外作业"),
)
WORKING_HOURS = RuleKind(
    "core.working_hours",
    _("办公时间"),
    (Param("hours", _("工作日办公"), "spans"),),
    asks=_("办理时限按每天哪几个小时算"),
)
FILE_LIMITS = RuleKind(
    "core.file_limits",
    _("附件大小"),
    (
        Param("image_mb", _("图片不超过"), "whole", "MB", 1, 100),
        Param("document_mb", _("文档不超过"), "whole", "MB", 1, 500),
        Param("video_mb", _("视频不超过"), "whole", "MB", 1, 2000),
        Param("megapixels", _("图片像素不超过"), "whole", _("百万"), 1, 200),
    ),
    asks=_("能上传多大的文件"),
)
SESSION_LIMITS = RuleKind(
    "accounts.session_limits",
    _("登录时长"),
    (
        Param("officer_idle_minutes", _("工会干部闲置退出"), "whole", _("分钟"), 5, 480),
        Param("member_days", _("会员免登录"), "whole", _("天"), 1, 90),
    ),
    asks=_("多久不操作要重新登录"),
)
TOKEN_LIFE = RuleKind(
    "core.token_life",
    _("接口令牌期限"),
    (Param("days", _("一次最长"), "whole", _("天"), 1, 1100),),
    asks=_("接口令牌一次最长能用几天"),
)

declare(
    UNION_TERM,
    FEDERATION_TERM,
    COMMITTEE_FROM,
    FULL_TIME_CHAIR_FROM,
    WOMEN_COMMITTEE_FROM,
    MEMBERSHIP_LAPSE,
    NO_OUTDOOR_WINDOW,
    HEAT_LIMITS,
    WORKING_HOURS,
    FILE_LIMITS,
    SESSION_LIMITS,
    TOKEN_LIFE,
)
