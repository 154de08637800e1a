"""Pages of reports, documents, public links and the API: what each reader gets, and what nobody gets."""

import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from docx import Document as ReadDocx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from tests.people import Federation, client_for, officer
from tests.reports.conftest import LECTURES, TEXT, draft, own_template, published, shipped_template
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.jobs import start_job
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.figures import INDICATORS
from wuli.base.core.jobs import run_job
from wuli.mechanisms.figures.actions.reports import close_link, open_report, withdraw_report, write_report
from wuli.mechanisms.figures.models import PublicLink, Report, ReportTemplate
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.reports.document import Block, Document, Piece
from wuli.mechanisms.figures.reports.exporting import LONG, is_long
from wuli.mechanisms.figures.reports.fonts import fonts_are_there
from wuli.programmes.activities.tests import build

TODAY = timezone.localdate()


def text_of(client: Client, url: str, status: int = 200, **told: Any) -> str:
    answer = client.post(url, told) if told else client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def key_of(report: Report, code: str = LECTURES) -> str:
    return next(each.key for each in report.figures.all() if each.key.startswith(code))


def test_a_writer_begins_edits_and_sends_and_a_reviewer_publishes(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    client = client_for(writer)
    told = {"template": template.pk, "org": lectured.county.pk, "period": str(TODAY.year)}
    assert client.post("/figures/reports/begin/", told).status_code == 303
    report = Report.objects.get()
    page = text_of(client, f"/figures/reports/{report.pk}/edit/")
    assert "举办讲座" in page
    edited = {"title": report.title, "text": TEXT + "又一段。\n", "seen_version": 1}
    assert client.post(f"/figures/reports/{report.pk}/edit/", edited).status_code == 303
    stale = text_of(client, f"/figures/reports/{report.pk}/edit/", 422, **edited)
    assert "刚被别人改过" in stale
    assert client.post(f"/figures/reports/{report.pk}/step/submit/").status_code == 303
    other = client_for(reviewer)
    assert "等您审核" in text_of(other, "/desk/")
    assert other.post(f"/figures/reports/{report.pk}/step/publish/").status_code == 303
    page = text_of(other, f"/figures/reports/{report.pk}/")
    assert "又一段。" in page
    assert "数字冻结于" in page
    third = client_for(officer(lectured.county, "再来"))
    assert "没有再发一次" in text_of(third, f"/figures/reports/{report.pk}/step/publish/", 409, x=1)


def test_the_page_shows_then_and_now_and_why(
    lectured: Federation, writer: Any, reviewer: Any, leader: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    build.held_lecture(lectured.union, title="补记的一课")
    recompute_all(TODAY)
    page = text_of(client_for(writer), f"/figures/reports/{report.pk}/?figure={quote(key_of(report))}")
    assert "发布时 2，现在 3" in page
    assert "补录" in page
    assert "补记的一课" in page
    assert report.figures.get(key=key_of(report)).figure.rows.sha256[:8] in page
    seen = text_of(client_for(leader), f"/figures/reports/{report.pk}/")
    assert "发布时 2，现在 3" in seen
    assert "现在" in text_of(client_for(writer), f"/figures/reports/{report.pk}/figures/")


def test_the_preview_tells_faults_in_place_and_the_picker_offers_figures(
    lectured: Federation, writer: Any
) -> None:
    client = client_for(writer)
    told = {"org": lectured.county.pk, "period": str(TODAY.year), "text": "# 题\n\n有{{数字 科技讲坐}}场"}
    page = text_of(client, "/figures/reports/preview/", **told)
    assert "第 3 行" in page
    assert 'data-line="3"' in page
    picked = text_of(client, f"/figures/reports/picker/?org={lectured.county.pk}&q=讲座")
    assert f'data-code="{LECTURES}"' in picked
    assert "没有查到" in text_of(client, f"/figures/reports/picker/?org={lectured.county.pk}&q=没有这种")


@pytest.mark.parametrize("text", ["{{", "{{数字}}", "{{如果 有 x}}", "<script>alert(1)</script>{{单位}}"])
def test_whatever_is_typed_has_a_preview(text: str, lectured: Federation, writer: Any) -> None:
    told = {"org": lectured.county.pk, "period": str(TODAY.year), "text": text}
    page = text_of(client_for(writer), "/figures/reports/preview/", **told)
    assert "<script>alert" not in page


def test_a_leader_reads_a_template_live_at_any_unit(lectured: Federation, leader: Any) -> None:
    shipped_template("annual")
    client = client_for(leader)
    moved = client.get(f"/figures/reports/live/?org={lectured.county.pk}")
    page = text_of(client, moved.headers["Location"])
    assert "（尚无记录）" in page
    found = re.search(r'href="([^"]*technology_lectures[^"]*)#panel"', page)
    assert found
    assert "与 2 行一致" in text_of(client, found[1].replace("&amp;", "&"))
    assert client.get(f"/figures/reports/live/?org={lectured.union.pk}").status_code == 303


def test_a_masked_figure_is_a_word_with_its_reason(
    lectured: Federation, writer: Any, leader: Any, template: ReportTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    report = draft(writer, lectured.county, template)
    hidden = replace(INDICATORS[LECTURES], view_capability="people.view_hardship")  # type: ignore[type-var]
    monkeypatch.setitem(INDICATORS, LECTURES, hidden)
    page = text_of(client_for(leader), f"/figures/reports/{report.pk}/?figure={quote(LECTURES)}")
    assert "（不公开）" in page
    assert "要有专门的权限才能看" in page


def test_a_report_costs_the_same_queries_for_three_towns_and_for_nine(
    lectured: Federation, writer: Any, queries: Any
) -> None:
    from wuli.base.orgs.tests import build as orgs

    text = f"# 题\n\n{{{{表 {LECTURES} people.members}}}}\n\n{{{{列表 {LECTURES}}}}}\n"
    report = draft(writer, lectured.county, own_template(lectured, text))
    client = client_for(writer)
    counts = []
    for more in (1, 6):
        for n in range(more):
            orgs.town(f"第{n}{more}镇", lectured.county)
        recompute_all(TODAY)
        client.get(f"/figures/reports/{report.pk}/")
        with queries() as seen:
            client.get(f"/figures/reports/{report.pk}/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_pages_speak_english(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    client = client_for(writer)
    client.cookies["django_language"] = "en"
    assert "Figures were frozen" in text_of(client, f"/figures/reports/{report.pk}/")
    for url in ("/figures/reports/", "/figures/reports/templates/", "/figures/reports/begin/"):
        assert "Report" in text_of(client, url)


def test_a_new_template_begins_at_the_highest_unit_of_its_writer(federation: Federation, writer: Any) -> None:
    page = client_for(writer).get("/figures/reports/templates/new/").content.decode()
    assert f'<option value="{federation.county.pk}" selected>' in page
    assert f"{federation.county.name}{TODAY.year}年工作报告" in re.sub(r"<[^>]+>|&thinsp;|\u2009", "", page)


def test_every_fault_of_a_text_is_counted(federation: Federation, writer: Any) -> None:
    told = {
        "title": "题",
        "kinds": ["X"],
        "length": "year",
        "language": "zh-hans",
        "org": federation.county.pk,
    }
    answer = client_for(writer).post(
        "/figures/reports/templates/new/", told | {"text": "{{数字 没有}}{{数字 也没有}}"}
    )
    assert answer.status_code == 422
    assert "有 2 处要改" in answer.content.decode()


# Documents


def docx_of(client: Client, report: Report, query: str = "") -> Any:
    answer = client.get(f"/figures/reports/{report.pk}/file/docx/{query}")
    assert answer.status_code == 200
    return ReadDocx(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_the_docx_has_the_layout_of_official_documents(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    made = docx_of(client_for(writer), report, "?head=1")
    section = made.sections[0]
    assert [round(each.mm) for each in (section.page_width, section.page_height)] == [210, 297]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in sides] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert made.styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-5"  # 28 in a line
    fonts = next(each for each in made.part.package.iter_parts() if each.partname == "/word/fontTable.xml")
    instead = {each.get(qn("w:name")): each.find(qn("w:altName")) for each in parse_xml(fonts.blob)}
    assert "Noto Serif SC" in instead["仿宋_GB2312"].get(qn("w:val"))
    assert made.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer._element.xml
        assert "— " in footer.paragraphs[0].text
        assert {run._r.rPr.rFonts.get(qn("w:ascii")) for run in footer.paragraphs[0].runs} == {"宋体"}
    text = [paragraph.text for paragraph in made.paragraphs]
    assert text[0] == lectured.county.name
    assert f"{lectured.county.name}工作报告" in text
    heading = next(each for each in made.paragraphs if each.text == "一、讲座")
    assert heading.style.name == "Heading 1"
    assert heading.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    body = next(each for each in made.paragraphs if each.text.startswith("举办讲座2场"))
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert any(report.short_code in each for each in text)
    assert len(made.inline_shapes) == 1  # the code


def test_exact_numbers_stand_as_footnotes_in_brackets_or_not_at_all(
    lectured: Federation, writer: Any
) -> None:
    for n in range(11):
        build.held_lecture(lectured.union, title=f"第 {n} 课")
    recompute_all(TODAY)
    text = f"# 题\n\n讲座{{{{数字 {LECTURES} 样式=余 量词=场}}}}，即{{{{数字 {LECTURES} 样式=多 量词=场}}}}。"
    report = draft(writer, lectured.county, own_template(lectured, text))
    client = client_for(writer)
    made = {exact: docx_of(client, report, f"?exact={exact}") for exact in ("notes", "brackets", "none")}
    told = {exact: "\n".join(each.text for each in paper.paragraphs) for exact, paper in made.items()}
    assert "讲座10余场，即10多场。" in told["notes"]
    assert "讲座10余场（13场），即10多场（13场）。" in told["brackets"]
    assert "13" not in told["none"].split("。")[0]
    assert "在写" in told["none"]  # a draft says that it is one
    assert footnotes_of(made["notes"]) == [(1, "13场"), (2, "13场")]
    assert footnotes_of(made["none"]) == []


def footnotes_of(made: Any) -> list[tuple[int, str]]:
    """The footnotes that marks in the text lead to, by Word's own rules: part, settings and styles agree."""
    parts = [each.target_part for each in made.part.rels.values() if each.reltype.endswith("/footnotes")]
    marks = [int(each.get(qn("w:id"))) for each in made.element.iter(qn("w:footnoteReference"))]
    if not parts:
        assert marks == []
        return []
    root = parse_xml(parts[0].blob)
    notes = {int(each.get(qn("w:id"))): each for each in root}
    named = made.settings.element.find(qn("w:footnotePr"))
    assert [int(each.get(qn("w:id"))) for each in named] == [-1, 0]
    assert sorted(notes) == [-1, 0, *marks]
    styles = {each.style_id: each for each in made.styles}
    for mark in made.element.iter(qn("w:footnoteReference")):
        assert styles[mark.getparent().style].font.superscript
    return [(n, "".join(each.text for each in notes[n].iter(qn("w:t"))).strip()) for n in marks]


def test_the_pdf_is_set_or_the_page_says_how(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    answer = client_for(writer).get(f"/figures/reports/{report.pk}/file/pdf/")
    if not fonts_are_there():
        assert answer.status_code == 409
        assert "scripts/fonts.py" in answer.content.decode()
        return
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert data.startswith(b"%PDF-")
    assert b"pdfaid" in data


def test_a_text_is_never_markup_of_the_pdf(
    lectured: Federation, writer: Any, template: ReportTemplate
) -> None:
    assert fonts_are_there(), "scripts/fonts.py fetches them"
    report = draft(writer, lectured.county, template)
    text = '# #read("/etc/passwd") *粗* $x$\n\n#panic("x") \\ @no <a> ${1}'
    write_report(actor=SYSTEM, report=report, seen_version=report.version, title="题", text=text)
    answer = client_for(writer).get(f"/figures/reports/{report.pk}/file/pdf/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


def test_the_code_on_paper_leads_to_the_frozen_figures(
    lectured: Federation, writer: Any, reviewer: Any, neighbour: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    url = f"/figures/reports/code/{report.short_code}/"
    moved = client_for(writer).get(url)
    assert moved.headers["Location"] == f"/figures/reports/{report.pk}/figures/"
    assert client_for(neighbour).get(url).status_code == 404
    assert Client().get(url).status_code == 302  # to the sign-in page


# Public links


def test_a_public_link_shows_public_figures_and_no_row_or_person(
    lectured: Federation, writer: Any, reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    text = TEXT + "\n会员{{数字 people.members}}。\n"
    report = published(writer, reviewer, lectured.county, own_template(lectured, text))
    hidden = replace(INDICATORS["people.members"], public=False)  # type: ignore[type-var]
    monkeypatch.setitem(INDICATORS, "people.members", hidden)
    link = open_report(actor=writer, report=report, days=3, at=timezone.now())
    answer = Client().get(f"/figures/reports/open/{link.token}/")
    page = answer.content.decode()
    assert "举办讲座2场" in re.sub(r"<[^>]+>|&thinsp;|\u2009", "", page)
    assert "会员（不公开）" in re.sub(r"<[^>]+>", "", page)
    assert "欧阳堃" not in page
    assert "/figures/at/" not in page
    assert "?figure=" not in page
    assert LECTURES not in page
    assert writer.name not in page
    assert reviewer.name not in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_public_link_ends_by_its_day_by_hand_and_with_its_report(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    report = published(writer, reviewer, lectured.county, template)
    now = timezone.now()
    past = open_report(actor=writer, report=report, days=1, at=now - timedelta(days=2))
    closed = close_link(actor=writer, link=open_report(actor=writer, report=report, days=1, at=now), at=now)
    living = open_report(actor=writer, report=report, days=1, at=now)
    tell = [Client().get(f"/figures/reports/open/{each.token}/") for each in (past, closed, living)]
    assert [each.status_code for each in tell] == [404, 404, 200]
    assert Client().get("/figures/reports/open/guess/").status_code == 404
    withdraw_report(actor=reviewer, report=report, words="口径要改", at=now)
    assert Client().get(f"/figures/reports/open/{living.token}/").status_code == 404
    assert len({each.token for each in PublicLink.objects.all()}) == 3
    assert all(len(each.token) >= 32 for each in PublicLink.objects.all())


def test_only_a_published_report_is_opened_and_for_a_year_at_most(
    lectured: Federation, writer: Any, reviewer: Any, template: ReportTemplate
) -> None:
    with pytest.raises(Conflict):
        open_report(actor=writer, report=draft(writer, lectured.county, template), days=3, at=timezone.now())
    report = published(writer, reviewer, lectured.county, template)
    for days in (0, 367):
        with pytest.raises(Invalid):
            open_report(actor=writer, report=report, days=days, at=timezone.now())


# API


def test_the_api_takes_a_report_from_draft_to_published(
    lectured: Federation, writer: Any, reviewer: Any, neighbour: Any, template: ReportTemplate, api_for: Any
) -> None:
    api = api_for(writer)
    assert str(template.pk) in [each["id"] for each in api.get("/api/v1/figures/reports/templates").json()]
    told = {"template": template.pk, "org": lectured.county.pk, "period": str(TODAY.year)}
    begun = api.post("/api/v1/figures/reports", told)
    assert begun.status_code == 201
    base = f"/api/v1/figures/reports/{begun.json()['id']}"
    edited = api.patch(base, {"title": "题", "text": TEXT, "seen_version": 1})
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    assert api.patch(base, {"title": "题", "text": TEXT, "seen_version": 1}).status_code == 409
    assert api.post(f"{base}/steps/submit", {}).json()["state"] == "review"
    assert api.post(f"{base}/steps/publish", {}).status_code == 422
    assert api.get(f"{base}/figures").json() == []
    assert api_for(reviewer).post(f"{base}/steps/publish", {}).json()["state"] == "published"
    text = api.get(base).json()
    assert any(piece["text"] == "2场" for block in text["blocks"] for piece in block["pieces"])
    [lectures, _attendances] = api.get(f"{base}/figures").json()
    assert (float(lectures["value"]), float(lectures["now"]), lectures["rows"]) == (2, 2, 2)
    assert api_for(neighbour).get(base).status_code == 404
    assert [each["title"] for each in api.get("/api/v1/figures/reports").json()["results"]] == ["题"]


def test_a_long_report_is_set_by_a_job_for_its_reader(
    lectured: Federation, writer: Any, template: ReportTemplate
) -> None:
    assert is_long(Document([Block("p", [Piece("字")] * (LONG + 1))]))
    report = draft(writer, lectured.county, template)
    told = {"report": str(report.pk), "form": "docx", "exact": "notes", "head": False}
    args = told | {"base": "http://testserver/"}
    job = start_job(actor=writer, kind="figures.report_file", args=args)
    run_job(job.pk)
    answer = client_for(writer).get(f"/jobs/{job.pk}/file/")
    assert "officedocument.wordprocessingml" in answer.headers["Content-Type"]
    made = ReadDocx(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert any("举办讲座2场" in each.text for each in made.paragraphs)
