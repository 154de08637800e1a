"""Indicators that only tests declare, beside those of the programmes."""

from collections.abc import Iterator

import pytest
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import INDICATORS, Dimension, Indicator, Period, Ratio, Unit, register
from wuli.base.people.models import Membership
from wuli.mechanisms.figures.known import sync_known
from wuli.mechanisms.figures.triggers import sync

MEMBERS = Indicator(
    code="test.members", version=1, name=_("会员"), meaning=_("会员"), unit=Unit.PERSON, period=Period.AS_OF,
    rows=Membership.objects.all(), span="valid", person="person", distinct=True, columns=("person", "org"),
    dimensions=(Dimension("sex", _("性别"), "person__sex"),), view_capability="people.view", complete=True,
)  # fmt: skip
NEW_FORM = Indicator(
    code="test.new_form", version=1, name=_("新业态会员"), meaning=_("会员"), unit=Unit.PERSON,
    period=Period.AS_OF, rows=Membership.objects.filter(person__tags__tag="new_form"),
    span=("valid", "person__tags__valid"), columns=("person", "org"),
    view_capability="people.view", complete=True,
)  # fmt: skip
SHARE = Ratio(
    code="test.new_form_share",
    version=1,
    name=_("新业态占比"),
    meaning=_("占比"),
    part=NEW_FORM,
    whole=MEMBERS,
)


@pytest.fixture(autouse=True)
def declared(db: None) -> Iterator[None]:
    """The test's indicators with their triggers, until the transaction is rolled back."""
    before = dict(INDICATORS)
    register(MEMBERS, NEW_FORM, SHARE)
    sync()
    sync_known()
    yield
    INDICATORS.clear()
    INDICATORS.update(before)
