"""The grammar of report texts: whatever is typed gives a tree and located problems, never a crash."""

import re

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuli.mechanisms.figures.reports import words as w
from wuli.mechanisms.figures.reports.grammar import (
    MOST_DEPTH,
    MOST_ELEMENTS,
    MOST_TEXT,
    Choice,
    Grid,
    Loop,
    Number,
    Ranked,
    parse,
)
from wuli.mechanisms.figures.reports.shipped import shipped

LECTURES = "activities.technology_lectures"
BITS = [
    "{{", "}}", "｛｛", "｝｝", "{", "}", "\n", " ", "　", "#", "##", "“", "”", '"', "=", "＝", ">", "<", "|",
    *w.ELEMENTS, *w.OPTIONS, *w.TIMES, *w.STYLES, *w.STRENGTHS, *w.ROWS, *w.TESTS, LECTURES, "people.members",
    "实用科技讲座", "会员人数", "40", "-1", "1e999", "NaN", "２０２５", "2025-11", "9999-12", "0000", "可缺",
    "sex:1", ":", "\x00", "\u2028", "𠮷", "🙂",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=6)), max_size=60).map("".join)


def told(text: str) -> list[str]:
    return [str(problem) for problem in parse(text).problems]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(TEXTS)
def test_whatever_is_typed_is_read_and_its_faults_have_a_place(text: str) -> None:
    parsed = parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in parsed.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.words
    assert sum(1 for _node in parsed.walk()) <= 2 * text.count("{") + 2 * text.count("｛") + 1


@given(
    st.lists(st.sampled_from(["{{如果 有 people.members}}", "{{每个下级}}", "{{否则}}", "{{结束}}", "字"]))
)
def test_what_is_open_is_closed_or_told(pieces: list[str]) -> None:
    parsed = parse("".join(pieces))
    opened = sum(piece.startswith(("{{如", "{{每")) for piece in pieces)
    if not parsed.problems:
        assert opened == pieces.count("{{结束}}")


def test_plain_text_and_braces_of_json_are_only_text() -> None:
    assert not told('今年 {"a": 1} 工作')
    assert "花括号没有成对" in told("前面\n缺一半 {{数字 people.members")[0]
    assert told("前面\n缺一半 {{数字 people.members")[0].startswith("第 2 行")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{数字 xyz.abc}}", "没有叫“xyz.abc”的指标"),
        ("{{数字 people.member}}", "是不是“people.members”"),
        ("{{数字 科技讲座}}", f"是不是“{LECTURES}”（实用科技讲座）"),
        ("{{数宇 people.members}}", "不认识“数宇”。是不是“数字”"),
        ("{{}}", "空的"),
        ("{{数字}}", "要写一个指标"),
        ("{{数字 people.members 样式=约}}", "可以写：准、余、多"),
        ("{{数字 people.members 样式=百分比}}", "不是比率"),
        ("{{数字 people.members 颜色=红}}", "没有叫“颜色”的选项"),
        ("{{列表 people.members 样式=余}}", "用不着“样式”"),
        ("{{列表 people.members 前=0}}", "1 到 60 的整数"),
        ("{{数字 people.members 分类=town:1}}", "分类"),
        ("{{数字 people.members 取到=两}}", "整数"),
        ("{{图 people.members people.members_migrant}}", "要写一个指标"),
        ("{{如果 people.members}}{{结束}}", "条件写成"),
        ("{{如果 people.members > 很多}}{{结束}}", "不是数"),
        ("{{如果 people.members > NaN}}{{结束}}", "不是数"),
        ("{{如果 有 people.members}}", "没有“结束”"),
        ("{{否则}}", "前面没有"),
        ("{{每个下级}}{{否则}}{{结束}}", "“否则”要写在“如果”"),
        ("{{数字 本项}}", "只能写在“每项”"),
        ("{{名称}}", "只能写在“每项”"),
        ("{{每项 战斗力}}{{结束}}", "五力之一"),
        ("{{单位 东坎}}", "用不着“东坎”"),
        ("{{数字 people.members 量词=一二三四五六七八九}}", "最多 8 个字"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_its_cure(text: str, words: str) -> None:
    [problem] = parse(f"# 题目\n\n一句话，{text}").problems
    assert problem.line == 3
    assert problem.column >= 5
    assert words in str(problem)
    assert str(problem).startswith("第 3 行：")


def test_faults_speak_the_reader_s_language() -> None:
    with override("en"):
        assert not re.search("[\u4e00-\u9fff]", told("{{figure xyz.abc}}")[0])


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (
            "{{数字 people.members 去年 样式=余 量词=人}}",
            "{{figure people.members last_year style=over measure=人}}",
        ),
        ("{{列表 people.members 前=3}}", "{{list people.members top=3}}"),
        ("{{表 people.members 按=月}}", "{{table people.members by=months}}"),
        ("{{图 people.members 今年 按=下级}}", "{{chart people.members year by=children}}"),
        ("{{如果 有 people.members}}甲{{否则}}乙{{结束}}", "{{if any people.members}}甲{{else}}乙{{end}}"),
        ("{{每个下级}}{{单位}}{{结束}}", "{{each_unit}}{{unit}}{{end}}"),
        (
            "{{每项 凝聚力}}{{名称}}{{数字 本项}}{{结束}}",
            "{{each_figure cohesion}}{{name}}{{figure item}}{{end}}",
        ),
        ("{{如果 people.members ≥ 40}}多{{结束}}", "{{if people.members >= 40}}多{{end}}"),
        ("｛｛数字　people.members　样式＝余｝｝", "{{figure people.members style=over}}"),
    ],
)  # fmt: skip
def test_both_languages_say_the_same(chinese: str, english: str) -> None:
    one, other = parse(chinese), parse(english)
    assert not one.problems + other.problems
    assert one.nodes == other.nodes


def test_an_indicator_may_be_named_as_people_call_it() -> None:
    by_code, by_name, in_english = (
        parse(f"{{{{数字 {name}}}}}").nodes for name in (LECTURES, "“实用科技讲座”", '"Technology lectures"')
    )
    assert by_code == by_name == in_english


def test_what_nobody_counts_yet_may_be_named_in_advance() -> None:
    [node] = parse("{{数字 standards.homes_of_2031 可缺 量词=家}}").nodes
    assert isinstance(node, Number)
    assert (node.asked.code, node.asked.optional, node.measure) == ("standards.homes_of_2031", True, "家")
    assert told("{{数字 随便什么 可缺}}")


def test_a_tree_has_every_kind_of_node() -> None:
    inner = "{{每个下级}}{{列表 people.members}}{{结束}}{{否则}}{{表 people.members}}"
    kinds = [type(node) for node in parse("{{如果 有 people.members}}" + inner + "{{结束}}").walk()]
    assert kinds == [Choice, Loop, Ranked, Grid]


def test_limits_are_told_and_kept() -> None:
    assert "正文最多 40,000 个字" in told("字" * (MOST_TEXT + 1))[0]
    assert "最多 600 处" in told("{{单位}}" * (MOST_ELEMENTS + 1))[0]
    [fault] = told("{{每个下级}}" * (MOST_DEPTH + 1) + "{{结束}}" * (MOST_DEPTH + 1))
    assert "套得太深" in fault


def test_every_template_that_ships_is_without_fault() -> None:
    for each in shipped():
        assert not parse(each.text).problems, each.code
        assert each.text.startswith("# ")


def picked(said: dict[str, str]) -> str:
    figure = f"{said['figure']} people.members {said['last_year']} {said['style']}={said['over']}"
    return f"{{{{{figure}}}}}{{{{{said['if']} {said['any']} people.members}}}}x{{{{{said['end']}}}}}"


def test_what_the_picker_writes_is_read_alike_in_both_languages() -> None:
    chinese, english = w.spoken("zh-hans"), w.spoken("en")
    assert (
        picked(english) == "{{figure people.members last_year style=over}}{{if any people.members}}x{{end}}"
    )
    assert picked(chinese) == "{{数字 people.members 去年 样式=余}}{{如果 有 people.members}}x{{结束}}"
    assert told(picked(english)) == told(picked(chinese)) == []
    assert chinese.keys() == english.keys()
