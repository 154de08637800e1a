"""A figure that a reader may not see: what is said about it is kept from them, too."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.people import Federation, client_for
from tests.reports.conftest import in_review, own_template
from tests.reports.test_pages import docx_of, text_of
from tests.reports.test_reports import ANOTHER_MONTH, TODAY, TWO_NUMBERS
from wuli.base.core.figures import INDICATORS
from wuli.mechanisms.figures.actions.reports import explain_finding, open_report, publish_report
from wuli.mechanisms.figures.reports.filling import filling_of

ATTENDANCES = "activities.lecture_attendances"


def test_explanations_of_hidden_figures_are_hidden_too(
    lectured: Federation, writer: Any, reviewer: Any, leader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{TWO_NUMBERS}\n到场{{{{数字 {ATTENDANCES} {ANOTHER_MONTH}}}}}。\n"
    report = in_review(writer, lectured.county, own_template(lectured, text))
    lectures, attendances = filling_of(report, TODAY).findings
    told = {"actor": writer, "report": report, "at": timezone.now()}
    explain_finding(finding=lectures.code, words="场次各是一月和全年", **told)
    explain_finding(finding=attendances.code, words="到场3人次是全年", **told)
    declared: Any = INDICATORS[ATTENDANCES]
    sensitive = replace(declared, view_capability="people.view_hardship", public=False)
    with monkeypatch.context() as hidden:
        hidden.setitem(INDICATORS, ATTENDANCES, sensitive)
        page = text_of(client_for(leader), f"/figures/reports/{report.pk}/")
        assert "涉及您看不到的数字" in page
        assert "场次各是一月和全年" in page
        assert "到场3人次" not in page
    report = publish_report(actor=reviewer, report=report, at=timezone.now())
    link = open_report(actor=writer, report=report, days=3, at=timezone.now())
    url = f"/figures/reports/open/{link.token}/"
    assert "到场3人次是全年" in text_of(Client(), url)
    monkeypatch.setitem(INDICATORS, ATTENDANCES, sensitive)
    assert "场次各是一月和全年" in text_of(Client(), url)
    assert "到场3人次" not in text_of(Client(), url)
    paper = "\n".join(each.text for each in docx_of(client_for(leader), report).paragraphs)
    assert "场次各是一月和全年" in paper
    assert "到场3人次" not in paper


def test_a_list_by_a_hidden_figure_does_not_tell_who_is_first(
    lectured: Federation, writer: Any, reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"# 题\n\n较多的有{{{{列表 {ATTENDANCES} 量词=人次 前=5}}}}。\n"
    report = in_review(writer, lectured.county, own_template(lectured, text))
    report = publish_report(actor=reviewer, report=report, at=timezone.now())
    url = (
        f"/figures/reports/open/{open_report(actor=writer, report=report, days=3, at=timezone.now()).token}/"
    )
    assert "较多的有东坎街道" in text_of(Client(), url)
    declared: Any = INDICATORS[ATTENDANCES]
    monkeypatch.setitem(INDICATORS, ATTENDANCES, replace(declared, public=False))
    page = re.sub(r"<[^>]+>", "", text_of(Client(), url))
    assert "较多的有（不公开）。" in page
    assert "东坎街道" not in page
