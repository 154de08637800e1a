"""Waits and limits as plain arithmetic."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuli.base.accounts import rules

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(("failures", "minutes"), [(4, 0), (5, 1), (6, 5), (7, 15), (8, 60), (99, 60)])
def test_the_wait_grows_from_the_fifth_failure(failures: int, minutes: int) -> None:
    assert rules.wait_after(failures, rules.FREE_FAILURES["pair"]) == timedelta(minutes=minutes)


@given(st.integers(1, 200), st.integers(1, 100))
def test_one_more_failure_never_shortens_the_wait(failures: int, free: int) -> None:
    assert rules.wait_after(failures + 1, free) >= rules.wait_after(failures, free)


def test_the_whole_limit_is_told_before_the_idle_one() -> None:
    limits = rules.SessionLimits(idle=timedelta(minutes=30), whole=timedelta(hours=12))
    late = START + timedelta(hours=13)
    assert rules.sign_in_is_over(limits, started_at=START, seen_at=START, at=late) == "whole"
    assert rules.sign_in_is_over(limits, started_at=START, seen_at=START, at=START + limits.idle) == "idle"
    assert rules.sign_in_is_over(limits, started_at=START, seen_at=START, at=START) == ""


def test_the_dated_rule_sets_the_idle_limit_of_each_kind() -> None:
    ruled = {"officer_idle_minutes": 20, "member_days": 7}
    assert rules.session_limits("officer", ruled).idle == timedelta(minutes=20)
    assert rules.session_limits("member", ruled).idle == timedelta(days=7)


def test_a_password_ages_only_where_a_limit_is_set() -> None:
    assert rules.password_is_too_old(START, 90, START + timedelta(days=90))
    assert not rules.password_is_too_old(START, 90, START + timedelta(days=89))
    assert not rules.password_is_too_old(START, 0, START + timedelta(days=900))
