"""Role grants: who gives what to whom, for how long, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from tests.people import client_for
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.rules import set_rule
from wuli.base.core.errors import NotAllowed
from wuli.base.core.models.audit import VIEW_AUDIT
from wuli.base.core.reach import holds_at_top
from wuli.base.orgs import errors
from wuli.base.orgs.actions import found_org, grant_role, revoke_role
from wuli.base.orgs.models import Division, Org, RoleGrant
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_a_security_admin_grants_below_and_not_beside_or_above() -> None:
    town, other = build.town(), build.town("东坎")
    admin = build.officer_at(town, "security_admin")
    user = build.officer_at(other)
    grant = grant_role(actor=admin, user=user, role="officer", org=build.union(town))
    assert grant.valid.upper == TODAY + timedelta(days=366)
    assert user.has_perm("orgs.move", grant.org)
    for org in [other, town.parent_edges.get().parent]:
        with pytest.raises(NotAllowed):
            grant_role(actor=admin, user=user, role="officer", org=org)


def test_how_long_a_grant_may_run_is_a_dated_rule() -> None:
    Division.objects.create(code="320922", name="滨海县", level=6)
    town = build.town(region="320922")
    user, told = build.officer_at(town), {"params": {"days": 180, "warned": 15}, "source": "县总工会授权办法"}
    days = {"valid_from": TODAY, "today": TODAY}
    set_rule(actor=SYSTEM, org=town, code="orgs.grant_life", region="320922", **told, **days)
    grant = grant_role(actor=SYSTEM, user=user, role="chair", org=town)
    assert grant.valid.upper == TODAY + timedelta(days=180)
    with pytest.raises(errors.GrantTooLong):
        grant_role(actor=SYSTEM, user=user, role="leader", org=town, until=TODAY + timedelta(days=181))


def test_an_officer_grants_nothing_and_nobody_grants_themselves() -> None:
    town = build.town()
    officer, admin = build.officer_at(town), build.officer_at(town, "security_admin")
    with pytest.raises(NotAllowed):
        grant_role(actor=officer, user=admin, role="chair", org=town)
    with pytest.raises(errors.OwnGrant):
        grant_role(actor=admin, user=admin, role="officer", org=town)
    with pytest.raises(errors.UnknownRole):
        grant_role(actor=admin, user=officer, role="emperor", org=town)


def test_three_kinds_of_administrators_are_three_persons() -> None:
    town = build.town()
    admin = build.officer_at(town, "system_admin")
    with pytest.raises(errors.AdminsApart):
        build.grant(admin, build.union(town), "audit_admin")
    build.grant(admin, town, "officer")
    with pytest.raises(errors.AlreadyGranted):
        build.grant(admin, town, "officer")


def test_a_grant_has_an_end_and_not_a_far_one() -> None:
    town = build.town()
    user = build.officer_at(town)
    with pytest.raises(errors.GrantTooLong):
        build.grant(user, town, "chair", until=TODAY + timedelta(days=400))
    with pytest.raises(errors.GrantBackwards):
        build.grant(user, town, "chair", since=TODAY, until=TODAY)


def test_taking_back_works_at_once_and_keeps_the_days_it_held() -> None:
    town = build.town()
    admin = build.officer_at(town, "security_admin")
    user = build.officer_at(town, since=TODAY - timedelta(days=20), until=TODAY + timedelta(days=20))
    today = build.grant(user, town, "chair")
    old = user.grants.get(role="officer")
    for grant in [old, today]:
        revoke_role(actor=admin, grant=grant, reason="调走了")
    assert not user.has_perm("orgs.view", town)
    assert list(Org.objects.visible_to(user)) == []
    old.refresh_from_db()
    assert (old.valid.upper, old.revoked_by, old.revoked_reason) == (TODAY, admin, "调走了")
    with pytest.raises(errors.OwnGrant):
        revoke_role(actor=admin, grant=admin.grants.get(), reason="")


def test_a_grant_follows_the_subtree_as_it_is_now() -> None:
    from wuli.base.orgs.actions import move_org

    town, other = build.town(), build.town("东坎")
    officer, neighbour = build.officer_at(town), build.officer_at(other)
    union = build.union(town)
    move_org(actor=SYSTEM, org=union, to=other, on=TODAY)
    assert union not in Org.objects.visible_to(officer)
    assert union in Org.objects.visible_to(neighbour)


def test_the_county_is_the_top_though_it_stands_under_a_city_whose_people_work_elsewhere() -> None:
    city = build.county("盐城市总工会", kind="C")
    facts = {"kind": "X", "form": "1", "founded_on": TODAY - timedelta(days=90)}
    county = found_org(actor=SYSTEM, parent=city, name="滨海县总工会", **facts)
    town = build.town("界牌", county, founded_on=TODAY)
    auditor, of_town = build.officer_at(county, "audit_admin"), build.officer_at(town, "audit_admin")
    assert holds_at_top(auditor, VIEW_AUDIT)
    assert not holds_at_top(of_town, VIEW_AUDIT)
    RoleGrant.objects.filter(user=auditor).update(valid=DateRange(TODAY - timedelta(days=9), TODAY))
    assert not holds_at_top(of_town, VIEW_AUDIT)  # nobody rises because the grants above have ended
    of_city = build.officer_at(city, "audit_admin")
    grant_role(actor=SYSTEM, user=auditor, role="audit_admin", org=county)
    assert holds_at_top(of_city, VIEW_AUDIT)
    assert not holds_at_top(auditor, VIEW_AUDIT)


def test_who_sees_grants_but_may_not_give_them_is_offered_no_way_to_take_them_back() -> None:
    town = build.town()
    address = reverse("orgs:grant-revoke", args=[build.officer_at(town).grants.get().pk])
    for role, offered in (("audit_admin", False), ("security_admin", True)):
        page = client_for(build.officer_at(town, role)).get(reverse("orgs:grants")).content.decode()
        assert (address in page) == offered, role
