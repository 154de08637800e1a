"""Sealed values: never in clear in the database, bound to their place, opened only when read."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from wuli.base.core import secrets
from wuli.base.core.models import Job
from wuli.base.core.secrets import AES_256_GCM, SM4_GCM, CannotOpen, Sealed, Sealer, blind, open_sealed, seal

User = get_user_model()
PHONE = "13905110000"


def raw_blob(pk: Any) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM core_job WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("algorithm", [AES_256_GCM, SM4_GCM])
def test_many_at_once_are_sealed_and_indexed_like_one(settings: Any, algorithm: int) -> None:
    settings.SEALING_ALGORITHM = algorithm
    sealer = Sealer()
    seal_one, blind_one = sealer.sealing("a.b"), sealer.blinding("a.b")
    blobs = [seal_one(PHONE.encode(), b"7"), seal_one(PHONE.encode(), b"7")]
    assert [open_sealed(blob, label="a.b", row=7) for blob in blobs] == [PHONE, PHONE]
    assert blobs[0] != blobs[1]
    with pytest.raises(CannotOpen):
        open_sealed(blobs[0], label="a.b", row=8)
    assert [blind_one("1"), blind_one("2"), blind_one("1")] == [blind("a.b", each) for each in "121"]


@given(st.text())
def test_what_is_sealed_comes_back(clear: str) -> None:
    assert open_sealed(seal(clear, label="a.b", row=1), label="a.b", row=1) == clear


@pytest.mark.parametrize("algorithm", [AES_256_GCM, SM4_GCM])
def test_both_ciphers_open_what_they_sealed_and_refuse_what_was_touched(
    settings: Any, algorithm: int
) -> None:
    settings.SEALING_ALGORITHM = algorithm
    blob = seal(PHONE, label="a.b", row=1)
    assert blob[1] == algorithm
    settings.SEALING_ALGORITHM = AES_256_GCM
    assert open_sealed(blob, label="a.b", row=1) == PHONE
    for place in range(len(blob)):
        touched = bytearray(blob)
        touched[place] ^= 1
        with pytest.raises(CannotOpen):
            open_sealed(bytes(touched), label="a.b", row=1)


@pytest.mark.parametrize(
    "place", [{"label": "a.c", "row": 1}, {"label": "a.b", "row": 2}, {"label": "a.b1", "row": ""}]
)
def test_a_blob_moved_elsewhere_cannot_be_opened(place: dict[str, Any]) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(seal(PHONE, label="a.b", row=1), **place)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\x01\x00\x01", b"\x09" * 60])
def test_rubbish_cannot_be_opened(blob: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(blob, label="a.b", row=1)


def test_the_blind_index_tells_only_whether_values_are_equal() -> None:
    assert blind("a.b", PHONE) == blind("a.b", PHONE)
    assert len({blind("a.b", PHONE), blind("a.c", PHONE), blind("a.b", PHONE[:-1])}) == 3
    assert len(blind("a.b", PHONE)) == 16


@pytest.mark.django_db
@pytest.mark.parametrize("bulk", [False, True])
def test_the_database_never_holds_it_in_clear(bulk: bool) -> None:
    job = Job(kind="tests", private=PHONE)
    if bulk:
        Job.objects.bulk_create([job])
    else:
        job.save()
    assert PHONE.encode() not in raw_blob(job.pk)
    assert job.private == Job.objects.get(pk=job.pk).private == PHONE


@pytest.mark.django_db
def test_a_list_that_does_not_show_it_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Job.objects.create(kind="tests", private=PHONE)
    opened: list[Any] = []
    real = secrets.open_sealed
    monkeypatch.setattr(secrets, "open_sealed", lambda *a, **k: opened.append(k) or real(*a, **k))
    [job] = Job.objects.all()
    assert opened == []
    assert (job.private, len(opened)) == (PHONE, 1)


@pytest.mark.django_db
def test_deferred_and_refreshed_values_are_read_right() -> None:
    pk = Job.objects.create(kind="tests", private=PHONE).pk
    deferred = Job.objects.defer("private").get(pk=pk)
    assert deferred.private == PHONE
    other = Job.objects.get(pk=pk)
    other.private = "13800000000"
    other.save()
    deferred.refresh_from_db()
    assert deferred.private == "13800000000"


@pytest.mark.django_db
def test_saving_without_reading_changes_nothing() -> None:
    pk = Job.objects.create(kind="tests", private=PHONE).pk
    before = raw_blob(pk)
    Job.objects.get(pk=pk).save()
    assert raw_blob(pk) == before


@pytest.mark.django_db
@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_value_is_nothing(empty: str | None) -> None:
    assert Job.objects.create(kind="tests", private=empty).private == empty
    assert Job.objects.get().private is None


@pytest.mark.django_db
def test_clear_text_is_refused_on_every_other_way() -> None:
    job = Job.objects.create(kind="tests", private=PHONE)
    with pytest.raises(TypeError, match="sealed"):
        Job.objects.update(private=PHONE)
    with pytest.raises(TypeError, match="sealed"):
        Job.objects.filter(private=PHONE).exists()
    with pytest.raises(TypeError, match="sealed"):
        Job.objects.bulk_update([job], ["private"])


@pytest.mark.django_db
def test_values_lists_give_the_blob() -> None:
    Job.objects.create(kind="tests", private=PHONE)
    assert isinstance(Job.objects.values_list("private", flat=True).get(), Sealed)


@pytest.mark.django_db
def test_validation_leaves_a_clear_text_a_text() -> None:
    user = User(username="chen", name="陈", phone="1390511000")
    user.set_unusable_password()
    user.clean_fields()
    assert user.phone == "1390511000"
