"""Reports from draft to published: who may take which step, what is frozen, what the database refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.people import Federation, officer
from tests.race import Ok
from tests.reports.conftest import LECTURES, TEXT, draft, in_review, own_template, published, shipped_template
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.core.models import Notice
from wuli.mechanisms.figures.actions.freezing import FigureNotYours, StillCounting
from wuli.mechanisms.figures.actions.reports import (
    AlreadyPublished,
    NotThisKind,
    OwnReport,
    Unreadable,
    Unresolved,
    begin_edition,
    begin_report,
    drop_report,
    explain_finding,
    publish_report,
    return_report,
    submit_report,
    take_report_back,
    withdraw_report,
    write_report,
)
from wuli.mechanisms.figures.actions.templates import (
    change_template,
    copy_template,
    load_templates,
    retire_template,
)
from wuli.mechanisms.figures.models import FrozenFigure, Report, ReportTemplate
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.reports.filling import document_of, filling_of
from wuli.programmes.activities.tests import build

TODAY = timezone.localdate()
NOW = timezone.now()


def text_of(report: Report) -> str:
    return "\n".join(block.text for block in document_of(report, TODAY).blocks)


def test_a_draft_moves_with_the_records_and_a_published_report_does_not(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = in_review(writer, lectured.county, template)
    assert "举办讲座2场，到场3人次" in text_of(report)
    build.held_lecture(lectured.union, title="第三场")
    recompute_all(TODAY)
    assert "举办讲座3场" in text_of(report)
    report = publish_report(actor=reviewer, report=report, at=timezone.now())
    build.held_lecture(lectured.union, title="发布后补的")
    recompute_all(TODAY)
    report.refresh_from_db()
    assert "举办讲座3场" in text_of(report)
    kept = {each.key.split("|")[0]: each.figure.number for each in report.figures.all()}
    assert kept == {LECTURES: 3, "activities.lecture_attendances": 3}
    assert (report.state, report.published_by, len(report.sha256)) == ("published", reviewer, 64)


def test_what_nobody_counts_yet_says_so_in_the_shipped_article(lectured: Federation, writer: Any) -> None:
    text = text_of(draft(writer, lectured.county, shipped_template("annual")))
    assert "新建职工之家（尚无记录）" in text
    assert "开展职工实用科技讲座2场次，到场3人次" in text  # no last year, so no 同比 and no doubled comma
    assert text.index("凝聚力") < text.index("创新力") < text.index("监督力") < text.index("向心力")


def test_writer_and_reviewer_are_two(
    lectured: Federation, writer: Any, reviewer: Any, leader: Any, template: ReportTemplate
) -> None:
    report = in_review(writer, lectured.county, template)
    for step in (publish_report, return_report):
        words = {"words": "改"} if step is return_report else {}
        with pytest.raises(OwnReport):
            step(actor=writer, report=report, at=NOW, **words)
        with pytest.raises(NotAllowed):
            step(actor=leader, report=report, at=NOW, **words)
    assert publish_report(actor=reviewer, report=report, at=timezone.now()).state == "published"


def test_a_returned_report_goes_back_to_its_writer_with_the_reason(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = in_review(writer, lectured.county, template)
    assert Notice.objects.filter(user=reviewer, event="figures.report_submitted").exists()
    with pytest.raises(Invalid):
        return_report(actor=reviewer, report=report, words=" ", at=NOW)
    report = return_report(actor=reviewer, report=report, words="第二段写细些", at=timezone.now())
    assert report.is_editable
    [notice] = Notice.objects.filter(user=writer)
    assert notice.params["words"] == "第二段写细些"
    report = submit_report(actor=writer, report=report, at=timezone.now())
    report = take_report_back(actor=writer, report=report, at=timezone.now())
    assert [step.state for step in report.steps.order_by("at")] == [
        "review", "returned", "review", "draft",
    ]  # fmt: skip
    assert drop_report(actor=writer, report=report, at=NOW).state == "dropped"


def test_the_second_of_two_editors_is_told(
    lectured: Federation, writer: Any, template: ReportTemplate
) -> None:
    report = draft(writer, lectured.county, template)
    write_report(actor=writer, report=report, seen_version=1, title="甲", text="甲写的")
    with pytest.raises(Conflict):
        write_report(actor=writer, report=report, seen_version=1, title="乙", text="乙写的")
    report.refresh_from_db()
    assert report.text == "甲写的"


def test_nothing_is_written_into_a_report_under_review(
    lectured: Federation, writer: Any, template: ReportTemplate
) -> None:
    report = in_review(writer, lectured.county, template)
    with pytest.raises(Conflict):
        write_report(actor=writer, report=report, seen_version=1, title="改", text="改")


def test_published_twice_at_once_one_wins_and_the_other_is_told(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate, race: Any
) -> None:
    report = in_review(writer, lectured.county, template)
    found = race(publish_report, takers=4, actor=reviewer, report=report, at=timezone.now())
    assert found == {Ok: 1, AlreadyPublished: 3}
    assert FrozenFigure.objects.count() == report.figures.count() == 2


def test_who_comes_second_reads_who_was_first(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    with pytest.raises(AlreadyPublished) as told:
        publish_report(actor=reviewer, report=report, at=timezone.now())
    assert "吴建国" in str(told.value)


def test_nothing_is_published_while_a_figure_is_being_recomputed(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = in_review(writer, lectured.county, template)
    build.held_lecture(lectured.union, title="刚办完")
    with pytest.raises(StillCounting):
        publish_report(actor=reviewer, report=report, at=timezone.now())
    report.refresh_from_db()
    assert (report.state, report.content) == ("review", None)
    assert not FrozenFigure.objects.exists()


def test_an_unknown_figure_stops_the_template_and_the_publishing(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    with pytest.raises(Invalid) as told:
        own_template(lectured, "# 题\n\n讲座{{数字 activities.technology_lecture}}场。")
    [message] = told.value.fields["text"]
    assert message.startswith("第 3 行：没有叫“activities.technology_lecture”的指标，是不是“activities.techn")
    report = draft(writer, lectured.county, template)
    report = write_report(
        actor=writer, report=report, seen_version=1, title="题", text="有{{数字 xyz.abc}}场"
    )  # fmt: skip
    assert "有（读不懂“数字 xyz.abc”）场" in text_of(report)
    with pytest.raises(Unreadable) as refused:
        submit_report(actor=writer, report=report, at=NOW)
    assert "xyz.abc" in refused.value.params["faults"]
    report.refresh_from_db()
    assert report.state == "draft"


def test_an_indicator_that_went_away_is_shown_as_gone_and_not_published(
    lectured: Federation,
    writer: Any,
    reviewer: Any,
    template: ReportTemplate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from wuli.base.core.figures import INDICATORS

    report = in_review(writer, lectured.county, template)
    monkeypatch.delitem(INDICATORS, LECTURES)
    with pytest.raises(Unresolved):
        publish_report(actor=reviewer, report=report, at=timezone.now())


def test_nobody_publishes_a_figure_they_may_not_see(
    lectured: Federation,
    writer: Any,
    reviewer: Any,
    template: ReportTemplate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    from wuli.base.core.figures import INDICATORS

    sensitive = replace(INDICATORS[LECTURES], view_capability="people.view_hardship")  # type: ignore[type-var]
    monkeypatch.setitem(INDICATORS, LECTURES, sensitive)
    report = in_review(writer, lectured.county, template)
    shown = filling_of(report, TODAY).shown_to(reviewer)
    assert "举办讲座（不公开），到场3人次" in "".join(block.text for block in shown.blocks)
    assert any("专门的权限" in piece.why for piece in shown.pieces())
    with pytest.raises(FigureNotYours):
        publish_report(actor=reviewer, report=report, at=timezone.now())


ANOTHER_MONTH = f"{TODAY.year}-{2 if TODAY.month == 1 else 1:02d}"  # not that of the lectures
TWO_NUMBERS = TEXT + f"\n另一处写作{{{{数字 {LECTURES} {ANOTHER_MONTH}}}}}。\n"


def test_a_contradiction_is_mended_or_explained_before_publishing(
    lectured: Federation, writer: Any, reviewer: Any
) -> None:
    report = in_review(writer, lectured.county, own_template(lectured, TWO_NUMBERS))
    [finding] = filling_of(report, TODAY).findings
    assert "有两个数" in finding.title
    with pytest.raises(Unresolved):
        publish_report(actor=reviewer, report=report, at=timezone.now())
    told = {"report": report, "finding": finding.code, "at": NOW}
    explain_finding(actor=writer, words="第二个数只到一月", **told)
    assert explain_finding(actor=writer, words="", **told) is None
    with pytest.raises(Unresolved):
        publish_report(actor=reviewer, report=report, at=timezone.now())
    explain_finding(actor=writer, words="第二个数只到一月", **told)
    report = publish_report(actor=reviewer, report=report, at=timezone.now())
    assert report.explanations.get().words == "第二个数只到一月"
    with pytest.raises(Conflict):
        explain_finding(actor=writer, words="改口", **told)


def test_a_new_edition_takes_the_place_of_the_old_one(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    first = published(writer, reviewer, lectured.county, template)
    second = begin_edition(actor=writer, report=first, at=NOW)
    assert begin_edition(actor=writer, report=first, at=NOW) == second
    submit_report(actor=writer, report=second, at=NOW)
    second = publish_report(actor=reviewer, report=second, at=timezone.now() + timedelta(minutes=1))
    first.refresh_from_db()
    assert (first.state, second.edition, second.earlier) == ("superseded", 2, first)


def test_a_withdrawn_report_says_why_and_keeps_its_text(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    with pytest.raises(Invalid):
        withdraw_report(actor=reviewer, report=report, words="", at=NOW)
    report = withdraw_report(actor=reviewer, report=report, words="口径要改", at=NOW)
    assert "举办讲座2场" in text_of(report)
    with pytest.raises(Conflict):
        withdraw_report(actor=reviewer, report=report, words="再来", at=NOW)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_report SET text = 'x'",
        "UPDATE figures_report SET content = '[]'",
        "UPDATE figures_report SET published_by_id = NULL",
        "UPDATE figures_report SET state = 'draft'",
        "DELETE FROM figures_report",
        "UPDATE figures_reportfigure SET place = 9",
        "DELETE FROM figures_reportfigure",
        "UPDATE figures_templateversion SET text = 'x'",
        "DELETE FROM figures_reportstep",
        "INSERT INTO figures_explanation (id, created_at, report_id, finding, words)"
        " SELECT id, now(), id, 'x', 'y' FROM figures_report",
    ],
)
def test_the_database_keeps_a_published_report_as_it_is(
    sql: str, lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    published(writer, reviewer, lectured.county, template)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_report SET state = 'published'",
        "UPDATE figures_report SET content = '[]', published_at = now()",
        "UPDATE figures_report SET published_by_id = written_by_id",
        "INSERT INTO figures_explanation (id, created_at, report_id, finding, words)"
        " SELECT id, now(), id, 'x', '' FROM figures_report",
        "UPDATE figures_reporttemplate SET org_id = NULL WHERE code = ''",
        "INSERT INTO figures_publiclink (id, created_at, report_id, token, expires_at)"
        " SELECT id, now(), id, 'x', now() - interval '1 day' FROM figures_report",
    ],
)
def test_the_database_refuses_what_makes_no_report(
    sql: str, lectured: Federation, writer: Any, template: ReportTemplate
) -> None:
    in_review(writer, lectured.county, template)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_template_is_for_its_kind_of_unit_and_length(
    lectured: Federation, writer: Any, template: ReportTemplate
) -> None:
    for org, period in ((lectured.union, str(TODAY.year)), (lectured.county, f"{TODAY:%Y-%m}")):
        with pytest.raises(NotThisKind):
            begin_report(actor=writer, org=org, template=template, period=period, at=NOW)
    with pytest.raises(Invalid):
        begin_report(actor=writer, org=lectured.county, template=template, period=str(TODAY.year + 1), at=NOW)
    monthly = shipped_template("monthly")
    report = begin_report(
        actor=writer, org=lectured.county, template=monthly, period=f"{TODAY:%Y-%m}", at=NOW
    )
    assert "工作简报" in report.title


def test_changing_a_template_makes_another_version_and_reports_keep_theirs(
    lectured: Federation, writer: Any, template: ReportTemplate
) -> None:
    report = draft(writer, lectured.county, template)
    told = {"title": "讲座报告", "kinds": ["X"], "text": TEXT + "\n多一段。\n", "at": NOW}
    changed = change_template(actor=writer, template=template, seen_version=1, **told)
    assert (changed.latest.number, report.template_version.number) == (2, 1)
    with pytest.raises(Conflict):
        change_template(actor=writer, template=template, seen_version=1, **told)
    retired = retire_template(actor=writer, template=changed, seen_version=changed.version)
    with pytest.raises(NotThisKind):
        draft(writer, lectured.county, retired)


def test_shipped_templates_are_copied_and_not_changed(lectured: Federation, writer: Any) -> None:
    annual = shipped_template("annual")
    told = {"title": "改", "kinds": ["X"], "text": "改", "at": NOW}
    with pytest.raises((Conflict, NotAllowed)):
        change_template(actor=writer, template=annual, seen_version=annual.version, **told)
    own = copy_template(actor=writer, template=annual, org=lectured.county, at=NOW)
    assert (own.org, own.latest.text) == (lectured.county, annual.latest.text)
    assert len(load_templates(actor=SYSTEM, at=NOW)) == 3
    assert annual.versions.count() == 1


def test_neighbours_see_neither_report_nor_template(
    lectured: Federation, writer: Any, neighbour: Any, template: ReportTemplate
) -> None:
    report = draft(writer, lectured.town, template)
    assert Report.objects.visible_to(writer).filter(pk=report.pk).exists()
    assert not Report.objects.visible_to(neighbour).exists()
    towns_own = own_template(lectured)
    ReportTemplate.objects.filter(pk=towns_own.pk).update(org=lectured.town)
    assert not ReportTemplate.objects.visible_to(neighbour).filter(pk=towns_own.pk).exists()
    assert ReportTemplate.objects.visible_to(neighbour).filter(pk=template.pk).exists()  # of the county above
    assert (
        not ReportTemplate.objects.visible_to(neighbour, "figures.edit_templates")
        .filter(pk=template.pk)
        .exists()
    )


def test_reviewers_of_a_town_are_asked_before_those_above(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    of_town = officer(lectured.town, "镇主席", role="chair")
    in_review(writer, lectured.town, template)
    assert set(Notice.objects.values_list("user", flat=True)) == {of_town.pk}


def test_a_table_by_units_adds_up_with_what_is_the_units_own(lectured: Federation, writer: Any) -> None:
    text = f"{{{{表 {LECTURES} activities.lecture_attendees 按=下级}}}}"
    report = draft(writer, lectured.county, own_template(lectured, text))

    def rows() -> list[list[str]]:
        [table] = [block for block in document_of(report, TODAY).blocks if block.kind == "table"]
        return [[piece.text for piece in row] for row in table.rows]

    assert [row[0] for row in rows()] == ["东坎街道", "五汛镇", "合计"]
    build.held_lecture(lectured.county, title="县里的")
    recompute_all(TODAY)
    assert rows()[-2:] == [["本级和其他", "1", "—"], ["合计", "3", "2"]]


def test_a_time_to_come_has_no_figure_in_a_report(lectured: Federation, writer: Any) -> None:
    ahead = TODAY.year + 5
    report = draft(
        writer, lectured.county, own_template(lectured, f"会员{{{{数字 people.members {ahead}}}}}")
    )
    assert "会员（尚无记录）" in text_of(report)
