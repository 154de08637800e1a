"""The next steps at the right of a person's page: only those that can be taken now, by this officer."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .actions import ADMIT, CORRECT, MERGE, TAG, TRANSFER
from .models import Membership, Person


@dataclass(frozen=True)
class Step:
    """A verb, its address, and whether it is the next thing to do."""

    name: str | Promise
    url: str
    kind: str = "plain"


def steps_for(user: Any, person: Person, held: Membership | None) -> list[Step]:
    """What may be done to the person, in the order of use."""
    may = {cap.code: user.has_perm(cap.code, person.home) for cap in (ADMIT, CORRECT, MERGE, TAG, TRANSFER)}
    steps = []
    if held is None and may[ADMIT.code]:
        steps.append(Step(_("办入会"), reverse("people:join", args=[person.pk]), "primary"))
    if held is not None and may[TRANSFER.code]:
        steps.append(Step(_("办转会"), reverse("people:transfer-ask", args=[person.pk])))
    if held is not None and may[ADMIT.code]:
        steps.append(Step(_("办退休"), reverse("people:retire", args=[held.pk])))
        steps.append(Step(_("办退会"), reverse("people:leave", args=[held.pk])))
    if may[TAG.code]:
        steps.append(Step(_("打标签"), reverse("people:tag", args=[person.pk])))
    if may[CORRECT.code]:
        steps.append(Step(_("更正资料"), reverse("people:correct", args=[person.pk])))
    if may[MERGE.code]:
        steps.append(Step(_("和另一条是同一人"), reverse("people:pair", args=[person.pk]), "quiet"))
    return steps
