"""The words of the templates' grammar in both languages, each with what it means to the parser."""

FIGURE, LIST, TABLE, CHART = "figure", "list", "table", "chart"
IF, ELSE, END = "if", "else", "end"
EACH_UNIT, EACH_FIGURE = "each_unit", "each_figure"
UNIT, PERIOD, TODAY, NAME = "unit", "period", "today", "name"

ELEMENTS = {
    "数字": FIGURE, "figure": FIGURE,
    "列表": LIST, "list": LIST,
    "表": TABLE, "表格": TABLE, "table": TABLE,
    "图": CHART, "chart": CHART,
    "如果": IF, "if": IF,
    "否则": ELSE, "else": ELSE,
    "结束": END, "end": END,
    "每个下级": EACH_UNIT, "each_unit": EACH_UNIT,
    "每项": EACH_FIGURE, "each_figure": EACH_FIGURE,
    "单位": UNIT, "unit": UNIT,
    "时间": PERIOD, "period": PERIOD,
    "今天": TODAY, "today": TODAY,
    "名称": NAME, "name": NAME,
}  # fmt: skip

# When a figure is asked for; else a period code such as 2025 or 2025-11.
THIS, YEAR, LAST_YEAR, PREVIOUS, SAME_LAST_YEAR = "this", "year", "last_year", "previous", "same_last_year"
LAST_12, SINCE_OPENING = "last_12", "since_opening"
TIMES = {
    "本期": THIS, "this": THIS,
    "今年": YEAR, "year": YEAR,
    "去年": LAST_YEAR, "last_year": LAST_YEAR,
    "上期": PREVIOUS, "previous": PREVIOUS,
    "去年同期": SAME_LAST_YEAR, "same_last_year": SAME_LAST_YEAR,
    "近12个月": LAST_12, "last_12": LAST_12,
    "开办以来": SINCE_OPENING, "since_opening": SINCE_OPENING,
}  # fmt: skip

EXACT, OVER, MORE, SHARE, YEAR_ON_YEAR, NUMERALS = "exact", "over", "more", "percent", "yoy", "numerals"
STYLES = {
    "准": EXACT, "exact": EXACT,
    "余": OVER, "over": OVER,
    "多": MORE, "more": MORE,
    "百分比": SHARE, "percent": SHARE,
    "同比": YEAR_ON_YEAR, "yoy": YEAR_ON_YEAR,
    "汉字": NUMERALS, "numerals": NUMERALS,
}  # fmt: skip

STYLE, MEASURE, ROUND_TO, READING, SPLIT, BY, TOP, NOTE = (
    "style", "measure", "to", "reading", "split", "by", "top", "note",
)  # fmt: skip
OPTIONS = {
    "样式": STYLE, "style": STYLE,
    "量词": MEASURE, "measure": MEASURE,
    "取到": ROUND_TO, "to": ROUND_TO,
    "隶属": READING, "reading": READING,
    "分类": SPLIT, "split": SPLIT,
    "按": BY, "by": BY,
    "前": TOP, "top": TOP,
    "括注": NOTE, "note": NOTE,
}  # fmt: skip
READINGS = {"当时": "then", "then": "then", "现在": "now", "now": "now"}
CHILDREN, MONTHS = "children", "months"
ROWS = {"下级": CHILDREN, "children": CHILDREN, "月": MONTHS, "months": MONTHS}
YES = {"是": True, "yes": True, "否": False, "no": False}
PLACES = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "亿": 100_000_000,
}
ANY, NONE = "any", "none"
TESTS = {"有": ANY, "any": ANY, "没有": NONE, "none": NONE}
COMPARED = {">", "<", ">=", "<=", "=", "!=", "≥", "≤", "≠"}
SAME_SIGN = {"≥": ">=", "≤": "<=", "≠": "!="}
ITEM = {"本项", "item"}
MAY_LACK = {"可缺", "optional"}
STRENGTHS = {
    "凝聚力": 1, "cohesion": 1,
    "创新力": 2, "innovation": 2,
    "监督力": 3, "supervision": 3,
    "服务力": 4, "service": 4,
    "向心力": 5, "centripetal": 5,
}  # fmt: skip


def spoken(language: str) -> dict[str, str]:
    """What the picker writes into a text: each word by its meaning, in the reader's own language."""
    latin = not language.startswith("zh")
    several = (ELEMENTS, TIMES, STYLES, OPTIONS, TESTS)
    said = [(meaning, word) for each in several for word, meaning in each.items() if word.isascii() == latin]
    return {str(meaning): word for meaning, word in reversed(said)}
