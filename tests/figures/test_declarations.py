"""A declaration that cannot be counted stops the server, and is named."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef

from wuli.base.core.figures import INDICATORS, register
from wuli.base.people.models import PersonTag
from wuli.mechanisms.figures.declared import check_declarations, counted
from wuli.mechanisms.figures.known import sync_known
from wuli.mechanisms.figures.models import KnownIndicator

from .conftest import MEMBERS


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit": "头"}, "unknown unit"),
        ({"meaning": ""}, "meaning"),
        ({"name": ""}, "no name"),
        ({"org": "person__home"}, "no unit"),
        ({"span": "period"}, "no span"),
        ({"person": ""}, "names no person"),
        ({"version": 0}, "versions begin at 1"),
    ],
)
def test_a_faulty_declaration_is_refused_by_name(wrong: dict[str, Any], told: str) -> None:
    INDICATORS["test.wrong"] = replace(MEMBERS, code="test.wrong", **wrong)
    with pytest.raises(ImproperlyConfigured, match=r"test\.wrong") as refused:
        check_declarations()
    assert told in str(refused.value)


def test_a_filter_that_looks_elsewhere_must_say_where() -> None:
    tagged = Exists(PersonTag.objects.filter(person=OuterRef("person")))
    hidden = replace(MEMBERS, code="test.hidden", rows=MEMBERS.rows.filter(tagged))
    INDICATORS[hidden.code] = hidden
    with pytest.raises(ImproperlyConfigured, match="watch"):
        check_declarations()
    INDICATORS[hidden.code] = replace(hidden, watch=("person__tags",))
    check_declarations()


def test_two_indicators_of_one_code_do_not_start() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        register(replace(MEMBERS, version=2))


def test_a_new_version_is_counted_anew_and_a_dropped_one_leaves() -> None:
    INDICATORS[MEMBERS.code] = replace(MEMBERS, version=2)
    assert sync_known() == [MEMBERS.code]
    assert sync_known() == []
    INDICATORS.pop(MEMBERS.code)
    INDICATORS.pop("test.new_form_share")
    sync_known()
    assert not KnownIndicator.objects.filter(code=MEMBERS.code).exists()


def test_every_indicator_opens_to_rows_with_a_scope() -> None:
    assert all(hasattr(each.rows, "visible_to") for each in counted())
