"""Picking one of many by typing, with and without JavaScript, within what one may see."""

from typing import Any

import pytest
from django import forms

from wuli.base.core.forms import PickField, pick_hits
from wuli.base.orgs.models import Org

pytestmark = pytest.mark.django_db


def test_a_unit_is_picked_by_its_typed_name_without_javascript(federation: Any) -> None:
    """One fitting name is enough."""
    field = PickField(Org.objects.all())
    assert field.clean(("", "五汛镇总工会")) == federation.other_town
    assert field.clean((str(federation.town.pk), "anything")) == federation.town


def test_a_name_that_fits_several_units_says_which(federation: Any) -> None:
    """The answer names them, so that one can write more."""
    with pytest.raises(forms.ValidationError, match="五汛机械厂工会"):
        PickField(Org.objects.all()).clean(("", "五汛"))


def test_a_unit_out_of_scope_cannot_be_picked(federation: Any, officer: Any) -> None:
    """Neither by its key nor by its name."""
    field = PickField(Org.objects.visible_to(officer))
    for typed in ((str(federation.other_town.pk), ""), ("", "五汛镇总工会")):
        with pytest.raises(forms.ValidationError):
            field.clean(typed)


def test_suggestions_are_limited(federation: Any) -> None:
    """A picker's address never pours out a whole table."""
    hits = pick_hits(Org.objects.order_by("name"), "工会", limit=2)["hits"]
    assert len(hits) == 2
    assert set(hits[0]) == {"id", "name", "detail"}
