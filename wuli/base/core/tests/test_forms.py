"""Forms and actions: what the action refuses comes back into the form, with the cure."""

from typing import Any

import pytest
from django import forms
from django.test import RequestFactory
from django_cotton.utils import render_component

from wuli.base.core.errors import Conflict, Invalid, NotAllowed, RuleBroken
from wuli.base.core.forms import ActionForm


class Joining(ActionForm):
    """A small form."""

    name = forms.CharField(label="姓名", help_text="与身份证一致")
    joined_on = forms.DateField(label="入会日期", required=False)


class TooEarly(RuleBroken):
    """Joined before the union was there."""

    code = "tests.too_early"
    message = "早于建会日期 %(day)s。"
    cure = "请核对批复。"
    source = "工会章程 第六条"


def filled() -> Joining:
    """The form as somebody sent it."""
    return Joining({"name": "欧阳堃", "joined_on": "2025-07-01"})


def raising(error: Exception) -> Any:
    """An action that refuses."""

    def act(**_told: Any) -> None:
        raise error

    return act


def drawn(form: ActionForm) -> str:
    """The form as a page shows it."""
    return render_component(RequestFactory().get("/"), "form", form=form, submit="保存", method="post")


def test_the_action_gets_what_was_typed_and_what_is_known() -> None:
    """Cleaned values and known ones arrive under their names; its answer is kept."""
    form = filled()
    assert form.apply(lambda **told: sorted(told), actor="陈")
    assert form.result == ["actor", "joined_on", "name"]


def test_what_is_wrong_with_a_field_stands_under_it_and_on_top() -> None:
    """The message is under the field, and the summary leads there."""
    form = filled()
    assert not form.apply(raising(Invalid({"name": ["有一个字不认识"]})))
    page = drawn(form)
    assert page.count("有一个字不认识") == 2
    assert 'href="#id_name"' in page
    assert 'id="id_name_error"' in page


def test_a_broken_rule_stands_on_top_with_cure_and_source() -> None:
    """What, what to do, and the text that says so."""
    form = filled()
    assert not form.apply(raising(TooEarly(day="2015-01-01")))
    page = drawn(form)
    assert "早于建会日期 2015-01-01。" in page
    assert "请核对批复。" in page
    assert "工会章程 第六条" in page


def test_the_second_of_two_editors_is_led_to_the_latest() -> None:
    """A conflict offers the page anew, and nothing is saved."""
    form = filled()
    assert not form.apply(raising(Conflict()))
    assert str(Conflict.message) in drawn(form)


def test_a_missing_permission_goes_up() -> None:
    """A form knows nothing of permissions."""
    with pytest.raises(NotAllowed):
        filled().apply(raising(NotAllowed(what="入会")))


def test_an_empty_field_says_so_and_calls_no_action() -> None:
    """Shape is the form's own business."""
    form = Joining({"name": ""})
    assert not form.apply(raising(AssertionError()))
    assert form.errors["name"] == ["还没填"]


def test_hint_and_error_are_tied_to_their_input() -> None:
    """Who cannot see the page hears both."""
    form = Joining({"name": ""})
    form.is_valid()
    page = drawn(form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
