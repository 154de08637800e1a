"""Notices: told with the action, kept until read, seen by nobody else."""

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation

from wuli.base.core.actions.notices import read_all_notices, read_notice
from wuli.base.core.errors import Missing
from wuli.base.core.models import Notice
from wuli.base.core.notices import EVENTS, Event, notify, notify_all

pytestmark = pytest.mark.django_db
ASKED = EVENTS.get("tests.asked") or Event("tests.asked", "%(name)s 申请转到%(org)s", glyph="转", tone="ju")


def test_a_notice_says_what_happened(officer: Any) -> None:
    """Event and parameters become words when it is read."""
    notice = notify(officer, ASKED, url="/x/", name="李建华", org="正红镇")
    assert str(notice) == "李建华 申请转到正红镇"
    with translation.override("en"):
        assert "李建华" in str(notice)


def test_what_was_rolled_back_was_never_told(officer: Any) -> None:
    """A notice goes with its transaction."""
    with transaction.atomic():
        notify(officer, ASKED, url="/x/", name="李", org="甲")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_a_forgotten_parameter_is_found_at_once(officer: Any) -> None:
    """Not when the reader opens the page."""
    with pytest.raises(KeyError):
        notify(officer, ASKED, url="/x/", name="李")


def test_many_are_told_in_one_statement(officer: Any, colleague: Any, queries: Any) -> None:
    """Two users, one insert."""
    with queries() as seen:
        notify_all([officer, colleague], ASKED, url="/x/", name="李", org="甲")
    assert len(seen) == 1


def test_reading_keeps_the_first_time(officer: Any) -> None:
    """Opening it again changes nothing."""
    notice = notify(officer, ASKED, url="/x/", name="李", org="甲")
    first = read_notice(actor=officer, notice=notice, at=timezone.now()).read_at
    assert read_notice(actor=officer, notice=notice, at=timezone.now()).read_at == first


def test_nobody_reads_anothers_notices(officer: Any, neighbour: Any) -> None:
    """Not even that it exists."""
    notice = notify(officer, ASKED, url="/x/", name="李", org="甲")
    with pytest.raises(Missing):
        read_notice(actor=neighbour, notice=notice, at=timezone.now())
    assert read_all_notices(actor=neighbour, at=timezone.now()) == 0
    assert Notice.objects.visible_to(officer).unread().count() == 1
