"""The audit for officers: who, what, when, why, before and after; each within what they may see."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from wuli.base.core import audit
from wuli.base.core.actions import Capability, action, because, require
from wuli.base.core.actions.reveal import reveal
from wuli.base.core.actions.tokens import issue_token
from wuli.base.core.errors import Invalid, NotAllowed
from wuli.base.core.models import AuditEntry, Reveal

RENAME = Capability("tests.rename", "给单位改名", roles={"officer"})
READ = Capability("tests.read_clear", "看手机号", roles={"officer"})
Org = apps.get_model("orgs.Org")
User = get_user_model()


@action("tests.rename_unit")
def rename(*, actor: Any, org: Any, name: str) -> None:
    """Rename a unit."""
    require(actor, RENAME, org)
    Org.objects.filter(pk=org.pk).update(name=name)


@pytest.fixture
def renamed(officer: Any, federation: Any) -> AuditEntry:
    """The town was renamed by its officer, and the other town by the county's."""
    from tests import people

    with because("区划调整"):
        rename(actor=officer, org=federation.town, name="东坎新城总工会")
    rename(
        actor=people.officer(federation.county, "县里的周"), org=federation.other_town, name="五汛新镇总工会"
    )
    return AuditEntry.objects.of_action("tests.rename_unit").by(officer.pk).get()


@pytest.fixture
def auditor(federation: Any) -> Any:
    """吴, the audit administrator of the whole federation."""
    from tests import people

    return people.officer(federation.county, "吴审", role="audit_admin")


def text(client: Any, address: str) -> str:
    return client.get(address).content.decode()


def test_the_list_tells_who_did_what_where_and_why(
    renamed: Any, officer: Any, federation: Any, client_for: Any
) -> None:
    page = text(client_for(officer), "/audit/")
    for words in ("陈明", "给单位改名", str(federation.town), "区划调整", "组织"):
        assert words in page
    assert "县里的周" not in page


def test_what_people_do_for_themselves_has_a_name(officer: Any, client_for: Any, auditor: Any) -> None:
    issue_token(
        actor=officer,
        name="报表",
        scopes=["orgs.read"],
        days=1,
        known_scopes={"orgs.read"},
        at=timezone.now(),
    )
    page = text(client_for(auditor), "/audit/")
    assert "发接口令牌" in page
    assert "core.issue_token" not in page


def test_an_officer_sees_the_entries_of_the_units_below_only(
    renamed: Any, colleague: Any, neighbour: Any, auditor: Any, client_for: Any
) -> None:
    assert client_for(colleague).get(renamed.get_absolute_url()).status_code == 200
    assert client_for(neighbour).get(renamed.get_absolute_url()).status_code == 404
    assert "陈明" not in text(client_for(neighbour), "/audit/")
    seen = text(client_for(auditor), "/audit/")
    assert "陈明" in seen
    assert "县里的周" in seen


def test_members_and_officers_without_the_capability_see_no_audit(client_for: Any, federation: Any) -> None:
    from tests import people

    leader = people.officer(federation.county, "县领导", role="leader")
    assert client_for(leader).get("/audit/").status_code == 403
    member = User.objects.create_user("member1", name="会员", kind="member")
    assert client_for(member).get("/audit/").status_code == 404


def test_an_entry_shows_before_and_after(renamed: Any, officer: Any, client_for: Any) -> None:
    page = text(client_for(officer), renamed.get_absolute_url())
    assert "东坎街道总工会" in page
    assert "东坎新城总工会" in page
    assert "tests.rename_unit" in page


def test_changes_outside_ones_reach_are_counted_but_not_shown(
    officer: Any, federation: Any, client_for: Any, auditor: Any
) -> None:
    @action("tests.rename_two")
    def rename_two(*, actor: Any) -> None:
        require(actor, RENAME, federation.town)
        Org.objects.filter(pk=federation.town.pk).update(name="甲镇工会")
        Org.objects.filter(pk=federation.other_town.pk).update(name="乙镇工会")

    rename_two(actor=officer)
    address = AuditEntry.objects.of_action("tests.rename_two").get().get_absolute_url()
    page = text(client_for(officer), address)
    assert "甲镇工会" in page
    assert "乙镇工会" not in page
    assert "还有 1 条" in page
    assert "乙镇工会" in text(client_for(auditor), address)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=陈", True),
        ("person=王", False),
        ("action=tests.rename", True),
        ("action=orgs.move", False),
        ("since=2020-01-01&until=2099-01-01", True),
        ("since=2099-01-01", False),
        ("until=2020-01-01", False),
        ("record={town}", True),
        ("record={other}", False),
    ],
)
def test_entries_are_found_by_person_action_day_and_record(
    renamed: Any, officer: Any, federation: Any, client_for: Any, query: str, found: bool
) -> None:
    asked = query.format(town=federation.town.pk, other=federation.other_town.pk)
    assert ("区划调整" in text(client_for(officer), f"/audit/?{asked}")) == found


def test_the_history_of_a_record_is_for_who_may_see_the_record(
    renamed: Any, federation: Any, officer: Any, neighbour: Any, auditor: Any, client_for: Any
) -> None:
    address = f"/audit/record/orgs.org/{federation.town.pk}/"
    page = text(client_for(officer), address)
    assert "东坎新城总工会" in page
    assert "用途：区划调整" in page
    assert client_for(neighbour).get(address).status_code == 404
    assert client_for(auditor).get(address).status_code == 200


@pytest.mark.parametrize("label", ["orgs.none", "core.numbercounter", "auth.permission", "x"])
def test_what_is_not_tracked_has_no_history(
    label: str, auditor: Any, client_for: Any, federation: Any
) -> None:
    assert client_for(auditor).get(f"/audit/record/{label}/{federation.town.pk}/").status_code == 404


def test_a_model_without_visible_to_can_be_registered(officer: Any, federation: Any, client_for: Any) -> None:
    Edge = apps.get_model("orgs.ParentEdge")
    edge = Edge.objects.get(child=federation.town)
    address = f"/audit/record/orgs.parentedge/{edge.pk}/"
    known = dict(audit._shown)
    audit._shown.clear()
    try:
        assert client_for(officer).get(address).status_code == 404
        audit.shown_to(Edge, lambda user: Edge.objects.filter(child__in=Org.objects.visible_to(user)))
        assert client_for(officer).get(address).status_code == 200
    finally:
        audit._shown.clear()
        audit._shown.update(known)


def test_secrets_and_keys_are_never_shown(officer: Any, auditor: Any, client_for: Any) -> None:
    officer.set_password("another-Password-2026")
    officer.phone, officer.phone_bidx, officer.phone_mask = "13905110000", b"0123456789abcdef", "139****0000"
    officer.save()
    page = text(client_for(auditor), f"/audit/record/accounts.user/{officer.pk}/")
    assert "139****0000" in page
    assert "（不显示）" in page
    for secret in ("13905110000", "md5$", "0123456789abcdef"):
        assert secret not in page


def test_the_list_asks_as_often_for_fifty_entries_as_for_one(
    renamed: Any, officer: Any, federation: Any, client_for: Any, queries: Any
) -> None:
    client = client_for(officer)
    client.get("/audit/")
    with queries() as few:
        client.get("/audit/")
    for n in range(50):
        rename(actor=officer, org=federation.town, name=f"第{n}次改名")
    with queries() as many:
        client.get("/audit/")
    assert len(many) == len(few)
    with queries() as short:
        client.get(f"/audit/record/orgs.org/{federation.other_town.pk}/")
    with queries() as long:
        client.get(f"/audit/record/orgs.org/{federation.town.pk}/")
    assert len(long) <= len(short) + 12


def test_pages_of_the_list_can_be_turned(
    renamed: Any, officer: Any, federation: Any, client_for: Any
) -> None:
    for n in range(40):
        rename(actor=officer, org=federation.town, name=f"第{n}次改名")
    client = client_for(officer)
    assert "区划调整" not in text(client, "/audit/")
    assert "区划调整" in text(client, "/audit/?page=2")


@pytest.fixture
def with_phone(officer: Any) -> Any:
    """The officer's account with a sealed number."""
    officer.phone, officer.phone_bidx, officer.phone_mask = "13905110000", b"0123456789abcdef", "139****0000"
    officer.save()
    return officer


def read(actor: Any, record: Any, org: Any, purpose: str = "核对补贴名单") -> str:
    return reveal(actor=actor, record=record, field="phone", purpose=purpose, capability=READ, org=org)


def test_reading_in_clear_is_kept_with_its_purpose(
    with_phone: Any, colleague: Any, federation: Any, client_for: Any, auditor: Any, neighbour: Any
) -> None:
    assert read(colleague, User.objects.get(pk=with_phone.pk), federation.town) == "13905110000"
    kept = Reveal.objects.get()
    assert (kept.user, kept.record, kept.field, kept.purpose) == (
        colleague, with_phone.pk, "phone", "核对补贴名单",
    )  # fmt: skip
    for viewer in (colleague, with_phone, auditor):
        assert "核对补贴名单" in text(client_for(viewer), "/audit/reveals/")
    assert "核对补贴名单" not in text(client_for(neighbour), "/audit/reveals/")
    assert "13905110000" not in text(client_for(auditor), "/audit/reveals/")
    history = text(client_for(auditor), f"/audit/record/accounts.user/{with_phone.pk}/")
    assert "核对补贴名单" in history


@pytest.mark.parametrize("purpose", ["", "  ", "看看", "   看看  "])
def test_without_a_purpose_nothing_is_read(with_phone: Any, federation: Any, purpose: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(with_phone, with_phone, federation.town, purpose)
    assert "purpose" in refused.value.fields
    assert not Reveal.objects.exists()


def test_who_may_not_read_reads_nothing(with_phone: Any, neighbour: Any, federation: Any) -> None:
    with pytest.raises(NotAllowed):
        read(neighbour, with_phone, federation.town)


def test_what_is_not_sealed_is_not_revealed(with_phone: Any, federation: Any) -> None:
    with pytest.raises(TypeError):
        reveal(
            actor=with_phone,
            record=with_phone,
            field="name",
            purpose="核对名单",
            capability=READ,
            org=federation.town,
        )


def test_what_one_action_wrote_twice_is_one_change(officer: Any, federation: Any) -> None:
    @action("tests.rename_twice")
    def twice(*, actor: Any) -> None:
        require(actor, RENAME, federation.town)
        Org.objects.filter(pk=federation.town.pk).update(name="先改成这个")
        Org.objects.filter(pk=federation.town.pk).update(name="最后是这个")

    before = federation.town.name
    twice(actor=officer)
    changes = audit.changes_of(AuditEntry.objects.of_action("tests.rename_twice").get(), officer)
    [change] = changes.seen
    assert [(old, new) for _name, old, new in change.differences] == [(before, "最后是这个")]
    assert changes.hidden == 0


def test_the_page_of_a_person_shows_its_last_changes(officer: Any, federation: Any, client_for: Any) -> None:
    from wuli.base.people.tests import build as people

    person = people.member(federation.union, "慕容清荷")
    page = text(client_for(officer), person.get_absolute_url())
    assert "改动记录" in page
    assert f"/audit/record/people.person/{person.pk}/" in page
    assert "慕容清荷" in text(client_for(officer), f"/audit/record/people.person/{person.pk}/")


def test_every_tracked_record_has_its_word_in_both_languages() -> None:
    from django.utils import translation

    tracked = [apps.get_model(label) for label in audit.event_models()]
    assert len(tracked) > 15
    wordless = [m._meta.label for m in tracked if "verbose_name" not in m._meta.original_attrs]
    assert not wordless, f"give each a verbose_name: officers read it on the audit page: {wordless}"
    for model in tracked:
        assert re.search(r"[\u3400-\u9fff]", str(model._meta.verbose_name)), model
        with translation.override("en"):
            assert not re.search(r"[\u3400-\u9fff]", str(model._meta.verbose_name)), model
