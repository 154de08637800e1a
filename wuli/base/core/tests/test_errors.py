"""Errors say what is so and how to mend it, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from wuli.base.core.errors import Conflict, Invalid, NotAllowed, RuleBroken, WuliError


class NoQuorum(RuleBroken):
    code = "tests.no_quorum"
    message = "到会 %(came)s 人，不到 %(needed)s 人。"
    cure = "还差 %(short)s 人。"
    source = "章程第九条"


def test_message_and_cure_are_filled_in() -> None:
    refused = NoQuorum(came=5, needed=8, short=3)
    assert (str(refused), refused.how_to_mend) == ("到会 5 人，不到 8 人。", "还差 3 人。")
    assert (refused.code, refused.status) == ("tests.no_quorum", 422)


def test_the_source_of_a_broken_rule_can_be_dated_data() -> None:
    assert NoQuorum(came=1, needed=2, short=1).rule_source == "章程第九条"
    assert NoQuorum(came=1, needed=2, short=1, source="江苏省条例第三条").rule_source == "江苏省条例第三条"


def test_invalid_names_its_fields() -> None:
    assert Invalid({"name": ["写全称"]}).fields == {"name": ["写全称"]}
    assert Invalid().fields == {}


def test_an_error_without_cure_says_nothing_about_one() -> None:
    assert WuliError().how_to_mend == ""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_errors_speak_the_language_of_the_reader(language: str) -> None:
    with translation.override(language):
        words = str(Conflict()) + str(NotAllowed(what="x"))
    assert ("您" in words) == (language == "zh-hans")


def every_error(kind: type[WuliError] = WuliError) -> list[type[WuliError]]:
    return [kind, *(deeper for sub in kind.__subclasses__() for deeper in every_error(sub))]


def test_codes_of_errors_that_share_no_ancestry_differ() -> None:
    seen: dict[str, type[WuliError]] = {}
    for kind in every_error():
        known = seen.setdefault(kind.code, kind)
        assert issubclass(kind, known), f"{kind} and {known} both say {kind.code}"


class NotThereYet(RuleBroken):
    code = "tests.not_there_yet"
    message = "%(on)s还没有它。"
    cure = "请在%(at)s以后再来。"


def test_days_and_instants_are_said_as_people_say_them() -> None:
    refused = NotThereYet(on=date(2020, 5, 1), at=datetime(2020, 5, 1, 1, 30, tzinfo=UTC))
    with translation.override("zh-hans"):
        assert (str(refused), refused.how_to_mend) == (
            "2020年5月1日还没有它。",
            "请在2020年5月1日 09:30以后再来。",
        )
    with translation.override("en"):
        assert str(refused) == "1 May 2020还没有它。"
