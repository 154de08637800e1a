"""Pages of targets: the way of an officer through them, and what a neighbour sees of it: nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.people import Federation, client_for
from tests.people import officer as officer_at
from tests.targets import build
from wuli.base.core.excel.export import written_xlsx
from wuli.base.core.excel.reader import heads
from wuli.base.core.excel.sniff import sniff
from wuli.base.orgs.tests import build as orgs
from wuli.mechanisms.figures.actions import propose_change
from wuli.mechanisms.figures.models import Target, TargetProposal
from wuli.mechanisms.figures.times import TimeRange


@pytest.fixture
def county_officer(federation: Federation) -> Any:
    return officer_at(federation.county, "赵县", username="zhaoxian")


@pytest.fixture
def county(county_officer: Any) -> Any:
    return client_for(county_officer)


def url(name: str, target: Any) -> str:
    return reverse(f"figures:{name}", args=[target.pk])


def sheet_of(answer: Any) -> list[list[Any]]:
    """The rows of a sheet that was sent, read as the platform reads sheets."""
    data = b"".join(answer.streaming_content)
    return heads(data, sniff(data), name="sheet")[0].rows


def values_on(page: Any) -> dict[str, Any]:
    """What stands in the fields of a split."""
    return {line["org"].short_name: line["field"].value() for line in page.context["lines"]}


def said(answer: Any) -> str:
    return answer.content.decode()


def test_an_officer_sets_a_target_and_reads_it(county: Any, federation: Federation) -> None:
    page = county.get(reverse("figures:target-new"))
    assert "滨海县总工会" in said(page)
    told = {
        "indicator": build.LECTURES, "period": build.this_year().code, "value": "50", "weight": "20",
        "document_no": "滨工〔2026〕5号",
    }  # fmt: skip
    answer = county.post(reverse("figures:target-new"), told)
    target = Target.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url("target", target))
    assert (target.state, target.value, target.weight, target.set_by) == (
        "in_force",
        50,
        20,
        federation.county,
    )
    assert "滨工〔2026〕5号" in said(county.get(url("target", target)))


def test_a_second_one_is_refused_on_the_page(county: Any, federation: Federation) -> None:
    build.target(federation.county, 50)
    told = {"indicator": build.LECTURES, "period": build.this_year().code, "value": "60", "document_no": "x"}
    answer = county.post(reverse("figures:target-new"), told)
    assert answer.status_code == 422
    assert "已经有目标" in said(answer)
    assert Target.objects.in_force().get().get_absolute_url() in said(answer)


def test_nonsense_is_said_beside_its_field(county: Any) -> None:
    told = {"indicator": build.LECTURES, "period": build.this_year().code, "value": "2.5", "document_no": "x"}
    answer = county.post(reverse("figures:target-new"), told)
    assert "写整数" in said(answer)
    told = {"indicator": "no.such", "period": "2026-02-30", "value": "many"}
    assert county.post(reverse("figures:target-new"), told).status_code == 422


def test_a_draft_is_changed_and_put_in_force(county: Any, federation: Federation) -> None:
    told = {
        "indicator": build.LECTURES, "period": build.this_year().code, "value": "50", "document_no": "x",
        "draft": "1",
    }  # fmt: skip
    county.post(reverse("figures:target-new"), told)
    draft = Target.objects.get(state="draft")
    told = {"value": "55", "document_no": "y", "seen_version": draft.version}
    assert county.post(url("target-change", draft), told).status_code == 303
    assert county.post(url("target-begin", draft)).status_code == 303
    assert Target.objects.get(state="in_force").value == 55


def test_a_split_is_looked_at_then_told(county: Any, federation: Federation) -> None:
    target = build.target(federation.county, 51)
    page = county.get(url("target-split", target) + "?method=equal")
    assert values_on(page) == {"东坎街道": 26, "五汛镇": 25}
    told = split_form(target, {federation.town: 26, federation.other_town: 25})
    assert county.post(url("target-split", target), told).status_code == 303
    assert "分到各单位" in said(county.get(url("target", target)))
    assert build.part(federation.town).value == 26


def split_form(target: Target, values: dict[Any, Any], **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"seen_version": target.version, "method": "hand"}
    for org, value in values.items():
        told |= {f"in_{org.pk}": "on", f"value_{org.pk}": value}
    return told | more


def test_a_gap_stands_in_red_until_it_is_explained(county: Any, federation: Federation) -> None:
    target = build.target(federation.county, 50)
    told = split_form(target, {federation.town: 20, federation.other_town: 20})
    answer = county.post(url("target-split", target), told)
    assert answer.status_code == 422
    assert "还差 10" in said(answer)
    assert not Target.objects.filter(org=federation.town).exists()
    answer = county.post(url("target-split", target), told | {"gap_reason": "县里自己办"})
    assert answer.status_code == 303
    assert "县里自己办" in said(county.get(url("target", target)))


def test_a_stale_split_is_told(county: Any, federation: Federation) -> None:
    target = build.target(federation.county, 50)
    told = split_form(target, {federation.town: 25, federation.other_town: 25})
    county.post(url("target-split", target), told)
    assert county.post(url("target-split", target), told).status_code == 422


def test_without_last_year_the_page_says_so_and_values_can_be_written(
    county: Any, federation: Federation
) -> None:
    target = build.target(federation.county, 50)
    page = county.get(url("target-split", target) + "?method=last_year")
    assert page.status_code == 200
    assert "没法按它分" in said(page)


@pytest.mark.parametrize(
    "asked", ["method=base&base=no.such", "method=nonsense", "method=base&base_period=2026"]
)
def test_nonsense_in_the_address_breaks_nothing(county: Any, federation: Federation, asked: str) -> None:
    target = build.target(federation.county, 50)
    assert county.get(url("target-split", target) + "?" + asked).status_code == 200


def test_the_parts_come_from_a_sheet(county: Any, federation: Federation) -> None:
    target = build.target(federation.county, 50)
    rows = [["单位", "目标值"], ["东坎街道", "30"], ["五汛镇总工会", "20"], ["天外镇", "5"], ["五汛镇", "x"]]
    sheet = SimpleUploadedFile("分解.xlsx", written_xlsx("分解表", rows))
    page = county.post(url("target-split-sheet", target), {"upload": sheet})
    assert page.status_code == 200
    assert "天外镇" in said(page)
    assert values_on(page) == {"东坎街道": 30, "五汛镇": 20}
    assert not Target.objects.filter(org=federation.town).exists()


def test_what_is_no_sheet_is_refused(county: Any, federation: Federation) -> None:
    target = build.target(federation.county, 50)
    junk = SimpleUploadedFile("分解.xlsx", b"\x00\x01 no sheet")
    page = county.post(url("target-split-sheet", target), {"upload": junk})
    assert page.status_code in (200, 422)
    assert page.context["sheet_form"].errors


def test_the_template_lists_the_units(county: Any, federation: Federation) -> None:
    target = build.target(federation.county, 50)
    answer = county.get(url("target-split-template", target))
    assert [row[0] for row in sheet_of(answer)] == ["单位", "东坎街道总工会", "五汛镇总工会"]


def test_a_town_proposes_and_the_county_answers(
    county: Any, county_officer: Any, officer: Any, federation: Federation
) -> None:
    build.split(build.target(federation.county, 50))
    mine = build.part(federation.town)
    town = client_for(officer)
    told = {"value": "20", "reason": "两个厂停产"}
    assert town.post(url("target-propose", mine), told).status_code == 303
    asked = TargetProposal.objects.get()
    assert "两个厂停产" in said(county.get(url("target", mine)))
    assert "两个厂停产" in said(county.get(reverse("portal:desk"))) or "建议改成 20" in said(
        county.get(reverse("portal:desk"))
    )
    answered = {"step": "accept", "answer": "同意，年底再补"}
    answer = county.post(url("proposal-answer", asked), answered)
    assert answer.status_code == 422
    assert "还差 5" in said(answer)
    answer = county.post(url("proposal-answer", asked), answered | {"gap_reason": "县里补"})
    assert answer.status_code == 303
    page = said(town.get(url("target", build.part(federation.town))))
    assert "同意，年底再补" in page
    assert "采纳意见" in page


def test_the_unit_may_not_answer_itself(officer: Any, federation: Federation) -> None:
    build.split(build.target(federation.county, 50))
    proposal = propose_change(
        actor=officer, target=build.part(federation.town), value=Decimal(20), reason="停产"
    )
    town = client_for(officer)
    told = {"step": "accept", "answer": "好"}
    assert town.post(url("proposal-answer", proposal), told).status_code == 404
    assert "采纳</button>" not in said(town.get(url("target", proposal.target)))
    assert town.post(url("proposal-take-back", proposal)).status_code == 303


def test_a_neighbour_finds_nothing(neighbour: Any, federation: Federation) -> None:
    build.split(build.target(federation.county, 50))
    theirs = client_for(neighbour)
    ours = build.part(federation.town)
    for name in (
        "target",
        "target-split",
        "target-change",
        "target-withdraw",
        "target-propose",
        "target-gap",
    ):
        assert theirs.get(url(name, ours)).status_code == 404
    assert "东坎街道" not in said(theirs.get(reverse("figures:targets")))
    assert "东坎街道" not in said(theirs.get(reverse("figures:progress")))


def test_a_leader_reads_but_has_no_buttons(federation: Federation) -> None:
    target = build.target(federation.county, 50)
    leader = client_for(officer_at(federation.county, "王志明", role="leader", username="leader"))
    page = said(leader.get(url("target", target)))
    assert "分到下级" not in page
    assert leader.get(url("target-split", target)).status_code == 404
    assert leader.get(reverse("figures:target-new")).status_code == 404


def test_the_progress_list_groups_by_pace_and_goes_to_excel(county: Any, federation: Federation) -> None:
    build.lecture(federation.union)
    build.recount()
    build.split(build.target(federation.county, 2))
    asked = f"?org={federation.county.pk}&indicator={build.LECTURES}"
    page = county.get(reverse("figures:progress") + asked)
    groups = {
        str(words): [str(row.org) for row in rows] for words, _tone, rows in page.context["standing"].groups
    }
    assert groups["落后"] == ["五汛镇"]
    answer = county.get(reverse("figures:progress-export") + asked)
    lines = sheet_of(answer)
    assert [type(line[3]) for line in lines[1:]] == [float, float]  # numbers, so that they can be added up
    assert lines[0][:4] == ["指标", "单位", "名次", "目标值"]
    assert [line[1] for line in lines[1:]] == ["东坎街道总工会", "五汛镇总工会"]


def test_nothing_set_is_said(county: Any) -> None:
    assert "还没有目标" in said(county.get(reverse("figures:progress") + "?period=2020"))


def test_the_list_goes_to_excel(county: Any, federation: Federation) -> None:
    build.split(build.target(federation.county, 50))
    answer = county.get(reverse("figures:targets-export") + "?state=in_force")
    assert len(sheet_of(answer)) == 4


def test_a_closed_unit_whose_target_still_stands_is_named(county: Any, federation: Federation) -> None:
    from wuli.base.core.actions import SYSTEM
    from wuli.base.orgs.actions import close_org

    gone = orgs.town("撤并镇", federation.county)
    target = build.target(federation.county, 51)
    build.split(target)
    close_org(actor=SYSTEM, org=gone, on=build.today(), ground="members_decided", seen_version=gone.version)
    page = said(county.get(url("target", target)))
    assert "有单位已经不在，目标还挂着" in page
    assert "撤并镇 17" in page
    assert "还差 17" in page
    assert "撤并镇" in said(county.get(url("target-split", target)))


def test_pages_cost_the_same_for_few_and_many_units(
    county: Any, federation: Federation, queries: Any
) -> None:
    target = build.target(federation.county, 50)
    build.split(target)
    county.get(url("target", target))
    with queries() as few:
        county.get(url("target", target))
    for n in range(10):
        orgs.town(f"第{n}镇", federation.county)
    build.recount()
    build.split(target)
    with queries() as many:
        county.get(url("target", target))
    assert len(many) <= len(few) + 1


def test_what_is_the_units_own_stands_as_the_rest_on_the_progress_list(
    county: Any, federation: Federation
) -> None:
    build.lecture(federation.union)
    build.lecture(federation.county)
    build.recount()
    build.split(build.target(federation.county, 2))
    asked = f"?org={federation.county.pk}"
    assert "本级和其他" in said(county.get(reverse("figures:progress") + asked))
    lines = sheet_of(county.get(reverse("figures:progress-export") + asked))
    assert lines[-1][1] == "本级和其他"
    assert "1" in str(lines[-1][4])
    build.split(build.target(federation.county, 2, build.MEMBERS))
    assert "本级和其他" in said(county.get(reverse("figures:progress") + asked))


def test_a_target_of_a_time_to_come_is_nothing_reached_yet(county: Any, federation: Federation) -> None:
    build.lecture(federation.union)
    build.recount()
    target = build.target(federation.county, 2, period=TimeRange.year(build.today().year + 1))
    page = said(county.get(url("target", target)))
    assert "还没开始" in page
    assert "完成 0.0%" not in page


def test_withdrawing_tells_what_was_given_down_and_takes_it_along(
    county: Any, federation: Federation
) -> None:
    target = build.target(federation.county, 4)
    build.split(target)
    build.split(build.part(federation.town))
    own = build.target(federation.other_union, 1)  # its own, not given down
    assert "分下去的 3 个目标" in said(county.get(url("target-withdraw", target)))
    told = {"reason": "文件作废", "with_parts": "on"}
    assert county.post(url("target-withdraw", target), told).status_code == 303
    assert [each.pk for each in Target.objects.in_force()] == [own.pk]
    page = said(county.get(url("target-withdraw", own)))
    assert "连分下去的" not in page


def test_a_period_that_cannot_be_read_is_told_beside_the_list(county: Any, federation: Federation) -> None:
    build.target(federation.county, 4)
    page = said(county.get(reverse("figures:targets") + "?period=2026年&state=in_force"))
    assert "时间写成这些样子之一" in page
    assert 'value="2026年"' in page


@pytest.mark.parametrize("heads_of", [["Unit", "Target"], ["Unit", "Target value"], ["单位", "目标值"]])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sheet_of_parts_is_read_in_either_language(
    heads_of: list[str], language: str, county: Any, federation: Federation
) -> None:
    target = build.target(federation.county, 100)
    county.cookies["django_language"] = language
    data = written_xlsx("1", [heads_of, [federation.town.name, "40"], [federation.other_town.name, "60"]])
    page = county.post(url("target-split-sheet", target), {"upload": SimpleUploadedFile("a.xlsx", data)})
    assert page.status_code == 200
    values = page.context["draft"].values
    assert (values[federation.town.pk], values[federation.other_town.pk]) == (40, 60)
