"""The registers through the browser: what an officer sees, and what a neighbour does not."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.people import officer as officer_of
from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid
from wuli.base.core.excel import export
from wuli.base.core.jobs import run_job
from wuli.base.core.models import Job, Reveal
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.actions import ask_transfer, leave_union, link_account, pair_persons, reveal_person
from wuli.base.people.models import Duplicate, Membership, Person, PersonTag, PostTerm, Transfer

from . import build


@pytest.fixture
def desk(client_for, officer):
    return client_for(officer)


def test_the_list_finds_by_name_initials_number_and_phone(federation, desk):
    build.member(federation.union, "欧阳娜娜", id_number=build.valid_id(7), phone="13800001234")
    build.member(federation.union, "李芳")
    for words in ["娜娜", "oynn", build.valid_id(7), "138 0000 1234"]:
        page = desk.get("/people/", {"q": words}).content.decode()
        assert "欧阳娜娜" in page, words
        assert "李芳" not in page, words


def test_the_list_shows_masks_and_takes_as_many_queries_for_fifty_as_for_one(federation, desk, queries):
    someone = build.member(federation.union, phone="13800001234")
    desk.get("/people/")  # what is read once and kept
    with queries() as few:
        page = desk.get("/people/").content.decode()
    assert someone.id_number not in page
    assert "138****1234" in page
    for number in range(30):
        build.member(federation.union, f"王{chr(0x4E00 + number)}")
    with queries() as many:
        desk.get("/people/")
    assert len(many) == len(few), "\n".join(q["sql"][:130] for q in many)
    assert len(few) <= 12


def test_a_wide_reach_lists_the_same_people_in_the_same_order(federation, officer, neighbour, monkeypatch):
    for name in ["赵一", "白二", "陈三"]:
        build.member(federation.union, name)
    build.member(federation.other_union, "安四")
    narrow = [list(Person.objects.listed_for(user).order_by("name_key")) for user in (officer, neighbour)]
    monkeypatch.setattr("wuli.base.people.models.WIDE_REACH", 1)
    wide = [list(Person.objects.listed_for(user).order_by("name_key")) for user in (officer, neighbour)]
    assert wide == narrow
    assert [person.name for person in wide[0]] == ["白二", "陈三", "赵一"]


@pytest.mark.parametrize(
    "query",
    [{"standing": "member"}, {"standing": "retired"},
     {"standing": "ended"}, {"standing": "none"},
     {"tag": "migrant"}, {"sex": "1"}, {"q": "a%_b"},
     {"joined_from": "2020-01-01", "joined_to": "2021-01-01"}],
)  # fmt: skip
def test_every_filter_answers(federation, desk, query):
    build.member(federation.union)
    assert desk.get("/people/", query).status_code == 200


def test_an_officer_registers_and_admits_in_one_form(federation, desk):
    told = {
        "org": federation.union.pk,
        "name": "赵敏",
        "id_number": build.valid_id(),
        "joined_on": "2024-05-01",
    }
    answer = desk.post("/people/register/", told)
    person = Person.objects.get(name="赵敏")
    assert (answer.status_code, answer["Location"]) == (303, f"/people/{person.pk}/")
    assert Membership.objects.get(person=person).joined_on == date(2024, 5, 1)
    page = desk.get(f"/people/{person.pk}/").content.decode()
    assert "滨海纺织厂工会" in page


def test_a_wrong_check_digit_stands_under_its_field(federation, desk):
    told = {"org": federation.union.pk, "name": "赵敏", "id_number": "110105194912310021"}
    answer = desk.post("/people/register/", told)
    assert answer.status_code == 422
    assert "应是 X" in answer.content.decode()
    assert not Person.objects.filter(name="赵敏").exists()


def test_a_refused_admission_registers_nobody(federation, desk):
    told = {
        "org": federation.union.pk,
        "name": "赵敏",
        "id_number": build.valid_id(),
        "joined_on": "2001-05-01",
    }
    assert desk.post("/people/register/", told).status_code == 422
    assert not Person.objects.filter(name="赵敏").exists()


def test_reading_a_number_in_clear_takes_a_purpose_and_is_kept(federation, desk, officer):
    person = build.member(federation.union)
    address = f"/people/{person.pk}/reveal/id_number/"
    assert person.id_number not in desk.get(address).content.decode()
    assert desk.post(address, {"purpose": "看"}).status_code == 422
    page = desk.post(address, {"purpose": "核对补贴名单"}).content.decode()
    assert person.id_number in page
    kept = Reveal.objects.get()
    assert (kept.user, kept.field, kept.purpose) == (officer, "id_number", "核对补贴名单")


def test_what_is_not_there_is_not_read(federation, desk, officer):
    person = build.member(federation.union)
    address = f"/people/{person.pk}/reveal/bank_account/"
    assert desk.get(address).status_code == 404
    assert desk.post(address, {"purpose": "核对补贴名单"}).status_code == 404
    told = {"actor": officer, "person": person, "purpose": "核对补贴名单", "at": timezone.now()}
    with pytest.raises(Invalid):
        reveal_person(field="bank_account", **told)
    assert not Reveal.objects.exists()


def test_the_member_reads_which_number_was_read(federation, officer, client_for):
    user = member_account("陈志强", phone="13800001234")
    person = link_account(actor=SYSTEM, user=user, person=build.member(federation.union))
    told = {"actor": officer, "person": person, "purpose": "核对补贴名单", "at": timezone.now()}
    reveal_person(field="id_number", **told)
    assert f"{officer.name} · 证件号码" in client_for(user).get("/people/me/").content.decode()


def test_officer_and_member_see_the_same_last_day(federation, officer, desk, client_for):
    user = member_account("陈志强", phone="13800001234")
    person = link_account(actor=SYSTEM, user=user, person=build.member(federation.union))
    leave_union(
        actor=officer, membership=build.membership(person), left_on=date(2025, 3, 1), seen_version=1,
        at=timezone.now(),
    )  # fmt: skip
    for page in (desk.get(f"/people/{person.pk}/"), client_for(user).get("/people/me/")):
        assert "2020年5月1日至2025年2月28日，退会" in page.content.decode()
    roll = desk.get("/people/").content.decode()
    assert "到 2025年2月28日" in roll
    assert "2025年3月1日" not in roll


def test_who_may_not_register_is_not_asked_to(federation, client_for):
    leader = client_for(officer_of(federation.town, "周领", role="leader"))
    page = leader.get("/people/").content.decode()
    assert "基层工会登记后" in page
    assert "登记一位" not in page
    assert leader.get("/people/register/").status_code == 403


def test_two_officers_correct_one_person_and_the_second_is_told(federation, desk, client_for, colleague):
    person = build.member(federation.union)
    told = {"seen_version": 1, "name": "陈志坚", "sex": "1"}
    assert desk.post(f"/people/{person.pk}/correct/", told).status_code == 303
    second = client_for(colleague).post(f"/people/{person.pk}/correct/", told | {"name": "陈大"})
    assert second.status_code == 422
    person.refresh_from_db()
    assert (person.name, person.name_key) == ("陈志坚", "chen zhi jian")


@time_machine.travel("2026-03-01T17:00:00Z", tick=False)
def test_at_one_in_the_morning_it_is_today_here(federation, client_for):
    desk = client_for(officer_of(federation.town, "夜班"))
    held = build.membership(build.member(federation.union))
    page = desk.get(f"/people/memberships/{held.pk}/leave/").content.decode()
    assert 'value="2026-03-02"' in page


def test_leaving_retiring_tagging_through_their_forms(federation, desk):
    person = build.member(federation.union)
    held = build.membership(person)
    assert desk.post(
        f"/people/{person.pk}/tag/", {"tag": "migrant", "from_on": "2024-01-01", "source": "摸底"}
    )
    tag = PersonTag.objects.get()
    assert desk.post(f"/people/tags/{tag.pk}/end/", {"ended_on": "2024-06-01"}).status_code == 303
    assert desk.get(f"/people/memberships/{held.pk}/retire/").status_code == 200
    gone = desk.post(
        f"/people/memberships/{held.pk}/leave/", {"seen_version": 1, "left_on": "2024-06-01", "ended": "left"}
    )
    assert gone.status_code == 303
    assert "退会" in desk.get(f"/people/{person.pk}/").content.decode()
    assert (
        desk.post(
            f"/people/{person.pk}/join/", {"org": federation.union.pk, "joined_on": "2024-06-01"}
        ).status_code
        == 303
    )


def test_bulk_tagging_and_the_sheet(federation, desk):
    people = [build.member(federation.union, name) for name in ["赵一", "钱二"]]
    picked = {"step": "tag", "pick": [p.pk for p in people]}
    assert desk.post("/people/bulk/", picked).status_code == 200
    desk.post("/people/bulk/", picked | {"tag": "outdoor", "from_on": "2024-01-01", "source": "摸底"})
    assert PersonTag.objects.filter(tag="outdoor").count() == 2
    sheet = desk.get("/people/export/")
    assert sheet.status_code == 200
    body = b"".join(sheet.streaming_content)
    assert [row[0] for row in read_back(body)] == ["姓名", "钱二", "赵一"]
    picked = desk.post("/people/bulk/", {"step": "export", "pick": [people[0].pk, "nonsense"]})
    assert [row[0] for row in read_back(b"".join(picked.streaming_content))] == ["姓名", "赵一"]
    nobody = desk.post("/people/bulk/", {"step": "export", "pick": ["nonsense"]})
    assert len(read_back(b"".join(nobody.streaming_content))) == 1


def read_back(data):
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_a_large_register_is_written_by_a_worker_with_the_filters_kept(federation, desk, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 1)
    for name in ["赵一", "赵二", "钱三"]:
        build.member(federation.union, name)
    asked = desk.get("/people/export/", {"q": "赵"})
    assert asked.status_code == 303
    job = Job.objects.get(kind="core.export")
    assert asked["Location"] == job.get_absolute_url()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == ("done", 2)


def test_who_may_look_but_not_export_is_refused(federation, client_for):
    leader = client_for(orgs.officer_at(federation.town, "leader"))
    assert leader.get("/people/").status_code == 200
    assert leader.get("/people/export/").status_code == 403


def test_a_neighbour_finds_nothing_of_this_town(federation, client_for, neighbour):
    person = build.member(federation.union, phone="13800001234")
    term = build.chair(federation.union, person=person)
    held, other = build.membership(person), build.person(federation.union, "李芳")
    pair = pair_persons(actor=SYSTEM, one=person, other=other)
    tag = PersonTag.objects.create(person=person, tag="migrant", valid=(date(2023, 1, 1), None), source="t")
    client = client_for(neighbour)
    hidden = [
        f"/people/{person.pk}/", f"/people/{person.pk}/correct/", f"/people/{person.pk}/reveal/phone/",
        f"/people/{person.pk}/join/", f"/people/{person.pk}/tag/", f"/people/{person.pk}/transfer/",
        f"/people/{person.pk}/stop-code/", f"/people/memberships/{held.pk}/leave/",
        f"/people/posts/{term.pk}/end/",
        f"/people/duplicates/{pair.pk}/", f"/people/tags/{tag.pk}/end/",
        f"/people/orgs/{federation.union.pk}/appoint/", f"/people/{person.pk}/pair/",
    ]  # fmt: skip
    assert {address: client.get(address).status_code for address in hidden} == dict.fromkeys(hidden, 404)
    for words in ["陈志强", "13800001234", person.id_number]:
        assert str(person.pk) not in client.get("/people/", {"q": words}).content.decode()
        assert client.get("/people/pick/", {"q": words}).json() == {"hits": []}


def test_a_member_is_no_officer(federation, client_for):
    user = member_account("陈志强", phone="13800001234")
    assert client_for(user).get("/people/").status_code == 404


def test_posts_are_recorded_and_ended_and_the_gap_is_listed(federation, desk):
    person = build.member(federation.union)
    assert "东坎街道总工会" in desk.get("/people/posts/").content.decode()
    told = {"person": person.pk, "title": "chair", "selection": "elected", "tenure": "full_time",
            "from_on": "2023-09-01", "until": "2028-09-01", "party_post": "org_commissioner"}  # fmt: skip
    answer = desk.post(f"/people/orgs/{federation.town.pk}/appoint/", told)
    assert answer.status_code == 303
    assert "没有主席" in desk.get("/people/posts/").content.decode()
    again = desk.post(f"/people/orgs/{federation.town.pk}/appoint/", told)
    assert again.status_code == 422
    assert "陈志强" in again.content.decode()
    term = PostTerm.objects.get()
    assert "陈志强" in desk.get(f"/orgs/{federation.town.pk}/").content.decode()
    ended = {"seen_version": 1, "ended_on": "2025-01-01", "note": "调离，已征得同意"}
    assert desk.post(f"/people/posts/{term.pk}/end/", ended).status_code == 303


def test_a_transfer_goes_over_the_desks_and_the_phone(federation, desk, client_for, neighbour):
    user = member_account("陈志强", phone="13800001234")
    person = build.member(federation.union)
    link_account(actor=SYSTEM, user=user, person=person)
    asked = desk.post(
        f"/people/{person.pk}/transfer/", {"to_org": federation.other_union.pk, "reason": "换了单位"}
    )
    transfer = Transfer.objects.get()
    assert asked["Location"] == f"/people/transfers/{transfer.pk}/"
    there, phone = client_for(neighbour), client_for(user)
    assert desk.post(f"/people/transfers/{transfer.pk}/release/", {"answer": ""}).status_code == 303
    early = there.post(f"/people/transfers/{transfer.pk}/receive/", {"effective_on": timezone.localdate()})
    assert early.status_code == 422
    assert "本人还没有同意" in early.content.decode()
    assert "我同意转会" in phone.get(f"/people/me/transfers/{transfer.pk}/").content.decode()
    phone.post(f"/people/me/transfers/{transfer.pk}/answer/", {"step": "agree"})
    assert "陈志强" in there.get("/people/transfers/", {"way": "in"}).content.decode()
    done = there.post(f"/people/transfers/{transfer.pk}/receive/", {"effective_on": timezone.localdate()})
    assert done.status_code == 303
    person.refresh_from_db()
    assert person.home == federation.other_union
    assert [m.org for m in person.memberships.order_by("valid")] == [federation.union, federation.other_union]


def test_a_refused_transfer_says_who_refused_and_why(federation, desk, client_for, neighbour):
    user = member_account("陈志强", phone="13800001234")
    person = link_account(actor=SYSTEM, user=user, person=build.member(federation.union))
    asked = {"actor": SYSTEM, "person": person, "to_org": federation.other_union, "reason": "换了单位"}
    transfer = ask_transfer(at=timezone.now(), **asked)
    address = f"/people/transfers/{transfer.pk}/"
    there, phone = client_for(neighbour), client_for(user)
    assert f"/people/{person.pk}/" not in there.get(address).content.decode()  # not theirs to see yet
    assert f"/people/{person.pk}/" in desk.get(address).content.decode()
    mine = phone.get(f"/people/me/transfers/{transfer.pk}/").content.decode()
    assert "两家工会看得到" in mine
    assert "本人看得到" not in mine
    phone.post(f"/people/me/transfers/{transfer.pk}/answer/", {"answer": "我没有换单位"})
    page = there.get(address).content.decode()
    assert "本人为什么不同意" in page
    assert "我没有换单位" in page
    assert "等本人同意" not in page
    again = ask_transfer(at=timezone.now(), **asked)
    refused = {"answer": "手续不全"}
    assert there.post(f"/people/transfers/{again.pk}/refuse/", refused).status_code == 303
    assert "转入方为什么不同意" in desk.get(f"/people/transfers/{again.pk}/").content.decode()


def test_duplicates_are_judged_on_the_page(federation, desk):
    one, other = build.member(federation.union), build.person(federation.union)
    desk.post(f"/people/{one.pk}/pair/", {"other": other.pk})
    pair = Duplicate.objects.get()
    assert f"/people/duplicates/{pair.pk}/" in desk.get("/people/duplicates/").content.decode()
    assert "是不是同一人" in desk.get(f"/people/duplicates/{pair.pk}/").content.decode()
    merged = desk.post(f"/people/duplicates/{pair.pk}/merge/", {"winner": one.pk, "seen_version": 1})
    assert merged.status_code == 303
    assert desk.get(f"/people/{other.pk}/")["Location"] == f"/people/{one.pk}/"
    assert "撤销合并" in desk.get(f"/people/duplicates/{pair.pk}/").content.decode()
    pair.refresh_from_db()
    assert desk.post(f"/people/duplicates/{pair.pk}/undo/", {"seen_version": pair.version}).status_code == 303
    assert desk.get(f"/people/{other.pk}/").status_code == 200


def test_the_transfers_of_one_and_of_many_take_the_same_queries(federation, desk, queries):
    def asks(name):
        person = build.member(federation.union, name)
        ask_transfer(
            actor=SYSTEM, person=person, to_org=federation.other_union, reason="换单位", at=timezone.now()
        )

    asks("赵一")
    desk.get("/people/transfers/")  # what is read once and kept
    with queries() as few:
        desk.get("/people/transfers/")
    for number in range(20):
        asks(f"钱{chr(0x4E00 + number)}")
    with queries() as many:
        desk.get("/people/transfers/")
    assert len(many) == len(few), "\n".join(q["sql"][:130] for q in many)


def test_a_day_before_joining_is_told_at_its_field(client_for, officer, federation):
    held = build.member(federation.union).memberships.get()
    desk = client_for(officer)
    for step, field in (("leave", "left_on"), ("retire", "retired_on")):
        told = {field: "1990-01-01", "ended": "left", "seen_version": held.version}
        answer = desk.post(f"/people/memberships/{held.pk}/{step}/", told)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
