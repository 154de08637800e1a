"""The pages of units: what an officer sees and does, and what a neighbour does not find."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.people import client_for
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import NewOrg, close_org, found_many, move_org
from wuli.base.orgs.models import Employer, Org, RoleGrant
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MOVED = date(2024, 3, 1)


@pytest.fixture
def town() -> Org:
    """正红镇."""
    return build.town()


@pytest.fixture
def client(town: Org) -> Client:
    """陈, who keeps the units of the town."""
    return client_for(build.officer_at(town))


def change(org: Org, code: str) -> str:
    """Address of a change."""
    return reverse("orgs:change", args=[org.pk, code])


def do(client: Client, url: str, told: dict[str, Any]) -> Any:
    """Fill in, see the effect, confirm."""
    shown = client.post(url, told)
    assert shown.status_code == 200, shown.content.decode()
    return client.post(url, told | {"confirmed": "1"})


def test_the_tree_opens_at_the_officers_own_unit(client: Client, town: Org) -> None:
    build.union(town, "红星厂工会")
    build.union(build.town("东坎"), "东坎厂工会")
    page = client.get(reverse("orgs:tree")).content.decode()
    assert "正红镇" in page
    assert "红星厂工会" in page
    assert "东坎厂工会" not in page


def test_the_tree_of_a_past_day_has_its_places_and_names(town: Org) -> None:
    other = build.town("东坎镇")
    village = build.union(town, "友谊村工会", kind="V")
    move_org(actor=SYSTEM, org=village, to=other, on=MOVED)
    client = client_for(build.officer_at(town.parent_edges.get().parent))
    before = client.get(town.get_absolute_url(), {"on": "2024-02-29"}).content.decode()
    assert "友谊村工会" in before
    assert "友谊村工会" not in client.get(town.get_absolute_url()).content.decode()
    assert (
        client.get(reverse("orgs:tree"), {"on": "2999-99-99", "line": "x", "page": "-3"}).status_code == 200
    )


def test_the_industrial_line_begins_at_the_sector_unions(client: Client, town: Org) -> None:
    head = build.union(town, "纺织集团工会", kind="6")
    inside = build.union(town, "分厂工会", industrial_parent=head)
    page = client.get(head.get_absolute_url(), {"line": "industrial"}).content.decode()
    assert page.count(f"{inside.pk}/?line=industrial") == 1
    tops = client.get(reverse("orgs:tree"), {"line": "industrial"}).content.decode()
    assert "纺织集团工会" in tops


def test_five_thousand_children_come_a_page_at_a_time(client: Client, town: Org, queries: Any) -> None:
    head = build.union(town, "大集团工会", kind="6")

    def add(start: int, n: int) -> None:
        batch = [
            NewOrg(parent=head.pk, name=f"第{i}分厂工会", kind="1", form="4", founded_on=date(2010, 1, 1))
            for i in range(start, start + n)
        ]
        found_many(actor=SYSTEM, batch=batch)

    add(0, 3)
    client.get(head.get_absolute_url())
    with queries() as few:
        client.get(head.get_absolute_url())
    add(3, 5000)
    client.get(head.get_absolute_url())  # a minute may have passed, and the sign-in is noted again
    with queries() as many:
        page = client.get(head.get_absolute_url())
    assert len(few) == len(many) <= 60
    assert page.content.decode().count("分厂工会") < 60
    assert "再看 4,953 家" in page.content.decode()
    with queries() as branch:
        more = client.get(reverse("orgs:children", args=[head.pk]), {"page": "2"})
    assert more.content.decode().count("<li") == 51
    assert len(branch) <= 14
    found = client.get(reverse("orgs:find"), {"q": "第4321"}, headers={"HX-Request": "true"})
    assert "第4321分厂工会" in found.content.decode()


def test_units_are_found_by_name_initials_and_code(client: Client, town: Org) -> None:
    build.union(town, "润禾食品工会", uscc="81320922MC0000001M")
    for words in ["润禾", "rhsp", "81320922"]:
        page = client.get(reverse("orgs:find"), {"q": words})
        assert "润禾食品工会" in page.content.decode()
    hits = client.get(reverse("orgs:pick"), {"q": "rhsp"}).json()["hits"]
    assert [hit["name"] for hit in hits] == ["润禾食品工会"]


def test_founding_shows_its_effect_before_it_is_done(client: Client, town: Org) -> None:
    told = {"name": "江苏润禾食品有限公司工会委员会", "kind": "1", "form": "4", "founded_on": "2020-05-01"}
    shown = client.post(change(town, "found"), told).content.decode()
    assert "现在还没有改" in shown
    assert "0 → <b>1</b>" in shown
    assert not Org.objects.filter(name=told["name"]).exists()
    done = client.post(change(town, "found"), told | {"confirmed": "1"})
    made = Org.objects.get(name=told["name"])
    assert (done.status_code, done["Location"]) == (303, made.get_absolute_url())


def test_a_refusal_stands_in_the_form_with_its_cure(client: Client, town: Org) -> None:
    told = {
        "name": "甲工会",
        "kind": "1",
        "form": "4",
        "founded_on": "2020-05-01",
        "uscc": "91110000600037341L",
    }
    answer = client.post(change(town, "found"), told)
    assert answer.status_code == 422
    assert "一般以81开头" in answer.content.decode()


def test_every_change_can_be_done_on_the_page(town: Org) -> None:
    county = town.parent_edges.get().parent
    client = client_for(build.officer_at(county))
    a, b = (
        build.union(town, "甲厂工会", kind="2", form="5"),
        build.union(town, "乙厂工会", kind="2", form="5"),
    )
    branch = build.union(a, "一分会", kind="8", form="6")
    other = build.town("东坎镇")
    day = {"on": "2024-03-01"}
    version = {"seen_version": 1}
    assert client.post(change(a, "rename"), day | version | {"name": "甲公司工会"}).status_code == 303
    told = day | {"line": "territorial", "to": "", "to_words": "东坎镇总工会"}
    assert do(client, change(b, "move"), told).status_code == 303
    assert (
        do(client, change(b, "move"), told | {"to_words": "正红镇总工会", "on": "2024-03-02"}).status_code
        == 303
    )
    part = {"name": "东片联合工会", "kind": "2", "form": "5", "children": [str(branch.pk)], "seen_version": 2}
    assert do(client, change(a, "split"), day | part).status_code == 303
    new = Org.objects.get(name="东片联合工会")
    assert do(client, change(a, "merge"), {"on": "2024-03-03", "orgs": [str(b.pk)]}).status_code == 303
    told = {"on": "2024-03-04", "ground": "mistake", "seen_version": 1, "children_to": str(a.pk)}
    assert do(client, change(new, "close"), told).status_code == 303
    new.refresh_from_db()
    assert (
        do(client, change(new, "reopen"), {"reason": "撤错了", "seen_version": new.version}).status_code
        == 303
    )
    facts = {"kind": "2", "form": "5", "rank": 10, "seen_version": new.version + 1, "address": "人民路1号"}
    assert client.post(change(new, "correct"), facts).status_code == 303
    new.refresh_from_db()
    assert (new.address, new.closed_on) == ("人民路1号", None)
    history = client.get(reverse("orgs:history", args=[a.pk])).content.decode()
    for line in ["改名为甲公司工会", "拆分出东片联合工会", "乙厂工会并入"]:
        assert line in history
    assert other in Org.objects.all()


def test_a_unit_is_split_into_two_and_closed_in_one_step(client: Client, town: Org) -> None:
    joint = build.union(town, "老联合工会", kind="2", form="5")
    east, west = build.employer(joint, "东厂"), build.employer(joint, "西厂")
    told = {"on": "2024-03-01", "kind": "2", "form": "5", "seen_version": 1, "close_old": "on"}
    told |= {"name": "东片联合工会", "employers": [str(east.pk)], "employers_2": [str(west.pk)]}
    nameless = client.post(change(joint, "split"), told)
    assert nameless.status_code == 422
    assert "写上新单位的全称" in nameless.content.decode()
    assert do(client, change(joint, "split"), told | {"name_2": "西片联合工会"}).status_code == 303
    assert {firm.org.name for firm in Employer.objects.all()} == {"东片联合工会", "西片联合工会"}
    joint.refresh_from_db()
    assert (joint.closed_on, joint.closed_ground) == (date(2024, 3, 1), "split")


def test_forms_offer_only_kinds_that_may_stand_there(client: Client, town: Org) -> None:
    union = build.union(town)
    for code in ["split", "correct", "merge"]:
        page = client.get(change(union, code)).content.decode()
        assert '<option value="2"' in page
        assert '<option value="P"' not in page


def test_a_page_from_before_the_closing_says_who_closed_it_and_keeps_what_was_typed(
    client: Client, town: Org
) -> None:
    union = build.union(town)
    told = {"on": "2024-03-04", "ground": "mistake", "seen_version": 1, "note": "写了很久的说明"}
    assert do(client, change(union, "close"), told).status_code == 303
    answer = client.post(change(union, "close"), told)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ["已经由陈明在", "从2024年3月4日起", "写了很久的说明"]:
        assert words in page
    assert client.get(change(union, "move")).status_code == 409
    stranger = client_for(build.officer_at(town, "leader"))
    assert stranger.post(change(union, "close"), told).status_code == 404


def test_two_units_become_a_new_one_and_a_founding_day_is_corrected(client: Client, town: Org) -> None:
    a, b = build.union(town, "甲厂工会"), build.union(town, "乙厂工会")
    told = {"on": "2024-03-01", "orgs": [str(b.pk)], "name": "甲乙联合工会", "kind": "2", "form": "5"}
    done = do(client, change(a, "merge"), told)
    new = Org.objects.get(name="甲乙联合工会")
    assert (done.status_code, done["Location"]) == (303, new.get_absolute_url())
    assert set(Org.objects.exclude(lifetime__upper_inf=True)) == {a, b}
    c = build.union(town, "丙厂工会")
    day = {"founded_on": "2005-04-01", "reason": "批复上的日期", "seen_version": c.version}
    assert client.post(change(c, "founding"), day).status_code == 303
    assert Org.objects.get(pk=c.pk).opened_on == date(2005, 4, 1)
    assert client.post(change(c, "founding"), day).status_code == 422


def test_the_second_of_two_editors_is_told(client: Client, town: Org) -> None:
    told = {"on": "2024-03-01", "seen_version": 1, "name": "正红镇工会联合会"}
    assert client.post(change(town, "rename"), told).status_code == 303
    second = client.post(change(town, "rename"), told | {"name": "别的名字"})
    assert second.status_code == 422
    assert "刚被别人改过" in second.content.decode()


def test_employers_are_entered_corrected_and_covered(client: Client, town: Org) -> None:
    a, b = (
        build.union(town, "甲联合工会", kind="2", form="5"),
        build.union(town, "乙联合工会", kind="2", form="5"),
    )
    told = {
        "name": "金穗粮油门市部",
        "size_class": "small_micro",
        "staff_count": 6,
        "covered_from": "2020-01-01",
    }
    assert client.post(reverse("orgs:employer-add", args=[a.pk]), told).status_code == 303
    firm = Employer.objects.get()
    assert "金穗粮油门市部" in client.get(a.get_absolute_url()).content.decode()
    told = {"name": "金穗粮油店", "size_class": "small_micro", "seen_version": 1}
    assert client.post(reverse("orgs:employer-correct", args=[firm.pk]), told).status_code == 303
    told = {"org": str(b.pk), "on": "2024-03-01"}
    assert client.post(reverse("orgs:employer-cover", args=[firm.pk]), told).status_code == 303
    told = {"answers": str(town.pk), "on": "2024-05-01"}
    assert client.post(reverse("orgs:employer-uncover", args=[firm.pk]), told).status_code == 303
    page = client.get(reverse("orgs:employer", args=[firm.pk])).content.decode()
    for words in ["金穗粮油店", "甲联合工会", "乙联合工会", "正红镇总工会"]:
        assert words in page


def test_lists_ask_as_often_for_fifty_as_for_one(client: Client, town: Org, queries: Any) -> None:
    union = build.union(town)
    build.employer(union)
    urls = [reverse(f"orgs:{name}") for name in ["list", "employers", "grants", "export", "employer-export"]]
    few = []
    for url in urls:
        client.get(url)
        with queries() as seen:
            assert client.get(url).status_code == 200
        few.append(len(seen))
    for number in range(50):
        build.employer(build.union(town))
        build.officer_at(union, name=f"干事{number}")
    for url, count in zip(urls, few, strict=True):
        with queries() as seen:
            client.get(url)
        assert len(seen) == count, url


def test_the_list_below_a_unit_is_kept_in_its_export(client: Client, town: Org) -> None:
    village = build.union(town, "友谊村工会", kind="V")
    build.union(village, "友谊厂工会")
    query = {"under": str(village.pk), "kind": "1"}
    page = client.get(reverse("orgs:list"), query).content.decode()
    assert "友谊厂工会" in page
    assert "正红镇总工会</a>" not in page
    sheet = b"".join(client.get(reverse("orgs:export"), query).streaming_content)  # type: ignore[attr-defined]
    import io

    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["友谊厂工会"]


def test_grants_are_given_and_taken_back_on_the_page(town: Org) -> None:
    admin, user = build.officer_at(town, "security_admin"), build.officer_at(build.town("东坎"), name="李芳")
    client = client_for(admin)
    told = {
        "user": str(user.pk),
        "role": "officer",
        "reason": "调入",
        "since": TODAY,
        "until": TODAY + timedelta(300),
    }
    assert client.post(reverse("orgs:grant-add", args=[town.pk]), told).status_code == 303
    grant = RoleGrant.objects.get(user=user, org=town)
    who = reverse("orgs:org-grants", args=[build.union(town).pk])
    assert "李芳" in client.get(who, {"can": "orgs.move"}).content.decode()
    assert "李芳" not in client.get(who, {"can": "orgs.grant"}).content.decode()
    assert "李芳" in client.get(reverse("orgs:pick-officer"), {"q": "李"}).json()["hits"][0]["name"]
    revoke = reverse("orgs:grant-revoke", args=[grant.pk])
    assert client.get(revoke).status_code == 200
    assert client.post(revoke, {"reason": "又调走了"}).status_code == 303
    assert "李芳" not in client.get(who).content.decode()
    mine = client_for(user).get(reverse("orgs:my-grants")).content.decode()
    assert "已收回" in mine


def test_a_neighbour_finds_nothing_at_any_address(town: Org) -> None:
    union = build.union(town)
    firm = build.employer(union)
    grant = RoleGrant.objects.get(pk=build.officer_at(union).grants.get().pk)
    neighbour = client_for(build.officer_at(build.town("东坎"), name="王强"))
    from wuli.base.orgs.changes import CHANGES
    from wuli.base.orgs.urls import urlpatterns

    seen = 0
    for pattern in urlpatterns:
        if "pk" not in str(pattern.pattern) or "slug:step" in str(pattern.pattern):
            continue  # steps are only posted; tests/test_scope_matrix.py walks them
        for record in [union, firm, grant]:
            for code in CHANGES if pattern.name == "change" else [None]:
                args = [record.pk, code] if code else [record.pk]
                url = reverse(f"orgs:{pattern.name}", args=args)
                assert neighbour.get(url).status_code == 404, url
                seen += 1
    assert seen > 40
    for url, query in [("orgs:list", "q"), ("orgs:employers", "q"), ("orgs:find", "q"), ("orgs:pick", "q")]:
        page = neighbour.get(reverse(url), {query: union.name}).content.decode()
        assert f"/orgs/{union.pk}" not in page
    assert (
        neighbour.get(reverse("orgs:list"), {"under": str(town.pk)}).content.decode().count(union.name) == 0
    )


def test_what_an_officer_may_not_do_is_not_there(town: Org) -> None:
    leader = client_for(build.officer_at(town, "leader"))
    assert leader.get(town.get_absolute_url()).status_code == 200
    assert leader.get(change(town, "move")).status_code == 404
    assert leader.get(reverse("orgs:org-grants", args=[town.pk])).status_code == 404
    assert leader.get(reverse("orgs:grant-add", args=[town.pk])).status_code == 404
    assert client_for(build.officer_at(town)).get(reverse("orgs:pick-officer")).status_code == 404


def test_a_closed_unit_has_a_page_and_can_only_be_reopened(client: Client, town: Org) -> None:
    union = build.union(town)
    close_org(actor=SYSTEM, org=union, on=TODAY, ground="mistake", seen_version=1)
    page = client.get(union.get_absolute_url()).content.decode()
    assert "登记错了" in page
    assert "最上一级" not in page
    for offered in ("登记任职", "登记会员", "登记用人单位"):
        assert offered not in page
    assert client.get(change(union, "move")).status_code == 409
    assert client.get(change(union, "reopen")).status_code == 200
