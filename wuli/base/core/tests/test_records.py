"""Records: keys, two editors, and event tables that only grow."""

import uuid

import pytest
from django.db import Error, connection, transaction

from wuli.base.core.errors import Conflict
from wuli.base.core.models import Holiday, RuleSet, StoredFile
from wuli.base.core.records import Record

from . import build


def events() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, name FROM core_holidayevent ORDER BY pgh_id DESC")
        return cursor.fetchall()


def raw(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_keys_are_uuid7_and_grow() -> None:
    keys = [Record._meta.pk.get_default() for _each in range(3)]
    assert keys == sorted(keys)
    assert {key.version for key in keys} == {7}
    assert isinstance(keys[0], uuid.UUID)


@pytest.mark.django_db
def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten() -> None:
    seen_by_both = build.day()
    build.day(name="建县纪念日", seen_version=seen_by_both.version)
    with pytest.raises(Conflict):
        build.day(name="别的名字", seen_version=seen_by_both.version)
    entry = Holiday.objects.get(pk=seen_by_both.pk)
    assert (entry.name, entry.version) == ("建县纪念日", 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(race: object) -> None:
    seen = build.day()
    outcome = race(build.day, each={"name": ["甲", "乙"]}, seen_version=seen.version)
    assert outcome[Conflict] == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_new_day_at_once_one_is_told(race: object) -> None:
    outcome = race(build.day, each={"name": ["甲", "乙"]})
    assert outcome[Conflict] == 1


@pytest.mark.django_db
def test_birth_change_and_end_are_all_kept() -> None:
    entry = build.day()
    build.day(name="改名", seen_version=1)
    Holiday.objects.filter(pk=entry.pk).delete()
    assert [label for label, _name in events()[:2]] == ["delete", "update"]
    assert ("insert", "县庆") in events()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_holidayevent SET name = '假的'",
        "DELETE FROM core_holidayevent",
        "TRUNCATE core_holidayevent",
        "UPDATE core_reveal SET purpose = '别的'",
        "DELETE FROM core_reveal",
        "TRUNCATE core_reveal",
        "TRUNCATE core_auditseal",
        "TRUNCATE core_storedfile CASCADE",
    ],
)
def test_what_the_audit_keeps_cannot_be_changed(statement: str, officer: object) -> None:
    build.day()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_reveal (model, record, field, purpose, at, user_id)"
            " VALUES ('people.person', gen_random_uuid(), 'phone', '核对', now(), %s)",
            [officer.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(Error, match=r"append only|Cannot (update|delete)"):
        raw(statement)


@pytest.mark.django_db
def test_a_version_of_a_rule_cannot_be_rewritten_or_removed() -> None:
    with pytest.raises(Error, match="Cannot"):
        raw("UPDATE core_ruleset SET params = '{}'")
    with pytest.raises(Error, match="Cannot"):
        raw("DELETE FROM core_ruleset")
    assert RuleSet.objects.exists()


@pytest.mark.django_db
def test_password_hashes_and_sealed_values_stay_out_of_the_events() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_name LIKE '%%event'"
            " AND column_name IN ('password', 'phone', 'id_number', 'bank_account')"
        )
        assert cursor.fetchall() == []


def test_stored_files_have_no_way_to_be_edited() -> None:
    assert "version" not in {field.name for field in StoredFile._meta.fields}
