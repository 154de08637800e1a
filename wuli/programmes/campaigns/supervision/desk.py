"""What supervision puts on the table: a line of the menu, what waits for one's unit, a unit's open items."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.desk import Debt, DebtSource, DueItem, DueSource, Found, MenuEntry, OrgPanel, SearchSource
from wuli.base.orgs.models import OrgClosure, RoleGrant
from wuli.base.orgs.roles import roles_with

from ..actions.capabilities import VIEW
from ..actions.supervision import ANSWER, SUPERVISE
from ..models import Supervision, SupervisionProof


def own_units(user: Any, capability: str) -> Any:
    """The units at which the user was given `capability` itself: theirs to do, not only to see."""
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(
        user=user, role__in=roles_with(capability)
    )
    return grants.values("org")


def due(user: Any, at: datetime) -> Iterable[DueItem]:
    """Items that wait for an answer of one's own units, or for their judgement."""
    items = Supervision.objects.visible_to(user).select_related("org", "with_org", "person")
    mine = own_units(user, ANSWER.code)
    asked = items.filter(Q(org__in=mine) | Q(with_org__in=mine), state__in=["asked", "returned"])
    for item in asked.order_by("due_at")[:50]:
        yield _asked(item, _now("答复"))
    judged = items.filter(state="answered", asked_by__in=own_units(user, SUPERVISE.code))
    for item in judged.order_by("due_at")[:50]:
        yield _asked(item, _now("审核"))


def _asked(item: Supervision, step: str) -> DueItem:
    return DueItem(
        glyph="督",
        title=item.title,
        detail=str(item.get_state_display()),
        org_name=str(item.org),
        owner=item.person.name if item.person else "",
        due_at=item.due_at,
        url=item.get_absolute_url(),
        step=step,
        kind="supervision",
        tone="hu",
    )


def debts(user: Any, org: Any, at: datetime) -> Iterable[Debt]:
    """Open items of a unit and everything below it, whoever is to act; those due first come first."""
    below = OrgClosure.objects.filter(ancestor=org, standing=True).values("descendant")
    items = Supervision.objects.visible_to(user).open().filter(org__in=below)
    for item in items.select_related("org", "person").order_by("due_at", "pk")[:50]:
        yield Debt(
            org_pk=item.org_id, org_name=str(item.org), title=item.title,
            owner=item.person.name if item.person else "", due_at=item.due_at, late=item.is_late(at),
            state=item.get_state_display(), url=item.get_absolute_url(), code=item.indicator,
        )  # fmt: skip


def ask_at(user: Any, org: Any) -> str:
    """Where a unit is asked by hand, for whoever may."""
    return reverse("campaigns:supervision-ask") if user.has_perm(SUPERVISE.code, org) else ""


def count(user: Any) -> int:
    """How many items are open in the user's units."""
    return Supervision.objects.visible_to(user).open().count()


def find(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Items by title or unit."""
    hits = Supervision.objects.visible_to(user).filter(
        Q(title__icontains=words) | Q(org__name__icontains=words)
    )
    for item in hits.select_related("org").order_by("-opened_on")[:limit]:
        yield Found("督", item.title, f"{item.org} · {item.get_state_display()}", item.get_absolute_url())


def org_panel(user: Any, org: Any, on: date) -> dict[str, Any] | None:
    """What a unit is being asked."""
    items = Supervision.objects.visible_to(user).open().filter(org=org).order_by("due_at")
    return {"items": items[:5]} if items else None


def may_have_proof(user: Any, file: Any) -> bool:
    """Evidence opens for those who see the item."""
    return SupervisionProof.objects.visible_to(user).filter(file=file).exists()


OFFERS = (
    MenuEntry("supervision", _("督办"), "campaigns:supervisions", "flag", "work", 30, VIEW.code, count),
    DueSource("supervision", _("督办"), due, VIEW.code),
    DebtSource("supervision", debts, ask_at),
    SearchSource("supervision", _("督办"), find, 72),
    OrgPanel("supervision", _("在办的督办"), "campaigns/_supervision_panel.html", org_panel, 72),
)
