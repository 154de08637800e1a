"""Sample data of the style guide: made-up names of the lengths that occur. Data, so not translated."""

from dataclasses import dataclass

from wuli.base.core.tables import BulkStep, Column, badge


@dataclass(frozen=True)
class SampleRow:
    """A row of the sample table."""

    pk: int
    name: str
    org: str
    people: int
    tone: str
    state: str

    def __str__(self) -> str:
        return self.name


LONG_NAME = "江苏滨海经济开发区沿海工业园新材料产业片区小微企业第三联合工会委员会"
SAMPLES = {
    "long_name": LONG_NAME,
    "bars": [
        ("东坎街道", 6, "#rows"),
        ("坎北街道", 4, "#rows"),
        ("正红镇", 4, "#rows"),
        ("其他 13 个", 28, ""),
    ],
    "rows": [
        {
            "glyph": "隐",
            "tone": "hu",
            "title": "隐患整改复查：冲压车间护栏缺失",
            "detail": "2025-031",
            "org": "滨海恒达机械",
        },
        {"glyph": "会", "tone": "ju", "title": LONG_NAME, "detail": "欧阳堃、䶮宇", "org": "沿海工业园"},
    ],
    "glyphs": [
        *[(glyph, "ju") for glyph in "会家"],
        *[(glyph, "chuang") for glyph in "协代"],
        *[(glyph, "hu") for glyph in "诉隐"],
        *[(glyph, "hui") for glyph in "座礼"],
        *[(glyph, "xin") for glyph in "模书"],
    ],
    "steps": [
        ("选文件", "已上传 214 KB"),
        ("对列名", "14 列都认出来了"),
        ("查问题", "23 行要改"),
        ("入册", "一次完成"),
    ],
    "owner": "周海燕",
    "marked": "第三",
    "people": ["欧阳堃", "李卫东", "䶮宇"],
    "tabs": [("未处理", "#rows", True), ("已处理", "#rows", False)],
    "paper": {
        "head": "滨海县总工会文件",
        "number": "滨工发〔2025〕41号",
        "title": "关于命名2025年度星级职代会单位的通知",
        "to": "各镇（区、街道）总工会，园区工会：",
        "text": "根据《星级职代会创建标准》（2025年版），经单位自评、镇级初审、县总验收，"
        "决定命名滨海恒达机械有限公司等26家单位为2025年度星级职代会单位。",
        "plaque": "八星级职代会单位",
        "giver": "滨海县总工会",
    },
}

ROWS = [
    SampleRow(1, "隐患整改复查：冲压车间护栏缺失", "滨海恒达机械", 18, "late", "逾期 1 天"),
    SampleRow(2, LONG_NAME, "沿海工业园", 1286, "warn", "今天 15:40"),
    SampleRow(3, "欧阳堃", "东坎街道", 0, "doing", "办理中"),
]
COLUMNS = [
    Column("事项", "name", link=lambda row: "#rows", sort="name", phone="wide"),
    Column("单位", "org", phone="off"),
    Column("人数", "people", sort="people", align="n", phone="label"),
    Column("时限", lambda row: row, show=lambda row: badge(row.tone, row.state), phone=""),
]
BULK = [BulkStep("remind", "催办"), BulkStep("export", "导出")]
CHIPS = [
    {"name": "全部", "url": "#rows", "count": 3, "on": True},
    {"name": "逾期", "url": "#rows", "count": 1, "on": False},
]
