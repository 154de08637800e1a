"""What units offer to the shells: menu, search, and grants that are about to end."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core import rules
from wuli.base.core.desk import DueItem, DueSource, Found, MenuEntry, SearchSource, offer

from .actions import GRANT, VIEW, VIEW_GRANTS
from .codes import OrgKind
from .models import Employer, RoleGrant
from .rule_kinds import GRANT_LIFE
from .tree import search


def _units(user: Any, words: str, limit: int) -> Iterable[Found]:
    for org in search(user, words, limit):
        yield Found(org.glyph, org.name, str(OrgKind(org.kind).label), org.get_absolute_url())


def _employers(user: Any, words: str, limit: int) -> Iterable[Found]:
    found = Employer.objects.visible_to(user).filter(name__icontains=words).select_related("org")
    for employer in found.order_by("name_key", "pk")[:limit]:
        yield Found("企", employer.name, employer.org.name, reverse("orgs:employer", args=[employer.pk]))


def _ending_grants(user: Any, at: datetime) -> Iterable[DueItem]:
    today = timezone.localdate(at)
    warned = rules.each(GRANT_LIFE.code, "warned", "org__region__code", today)
    soon = ExpressionWrapper(Value(today) + F("warned"), output_field=DateField())
    grants = RoleGrant.objects.visible_to(user, GRANT.code).in_force(today).annotate(warned=warned)
    ending = grants.filter(valid__endswith__lte=soon).exclude(user=user).select_related("user", "org")
    for grant in ending.order_by("valid")[:50]:
        yield DueItem(
            glyph="权",
            title=_now("%(user)s的“%(role)s”授权快到期") % {"user": grant.user.name, "role": grant.role_name},
            detail=_now("不续就不能再办%(org)s的事") % {"org": grant.org.name},
            org_name=grant.org.name,
            owner=user.name,
            due_at=timezone.make_aware(datetime.combine(grant.valid.upper, time.min)),
            url=reverse("orgs:org-grants", args=[grant.org_id]),
            step=_now("续期"),
            kind="orgs.grant_ending",
            tone="ju",
        )


offer(
    MenuEntry("orgs.tree", _("组织"), "orgs:tree", "hierarchy", "registers", order=10, capability=VIEW.code),
    MenuEntry(
        "orgs.employers",
        pgettext_lazy("orgs", "用人单位"),
        "orgs:employers",
        "building-factory",
        "registers",
        15,
        capability=VIEW.code,
    ),
    MenuEntry("orgs.grants", _("授权"), "orgs:grants", "key", "settings", 20, capability=VIEW_GRANTS.code),
    SearchSource("orgs.units", _("单位"), _units, order=10),
    SearchSource("orgs.employers", pgettext_lazy("orgs", "用人单位"), _employers, order=30),
    DueSource("orgs.grants", _("授权到期"), _ending_grants, capability=GRANT.code),
)
