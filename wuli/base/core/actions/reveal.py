"""Reading a sealed value in clear: who, what, what for, kept for good."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..errors import Invalid
from ..models.audit import Reveal
from ..secrets import SealedField
from .kernel import Actor, Capability, action, because, require

SHORTEST_PURPOSE = 4


@action("core.reveal")
def reveal(
    *,
    actor: Actor,
    record: Any,
    field: str,
    purpose: str,
    capability: Capability,
    org: Any = None,
    at: datetime | None = None,
) -> str:
    """The clear value of the sealed `field` of `record`; the reading is logged in the same transaction.

    The caller has found `record` by `visible_to`; `capability` at `org` is what reading takes. Refuses
    without a purpose 用途 of at least four characters.
    """
    require(actor, capability, org)
    purpose = purpose.strip()
    if len(purpose) < SHORTEST_PURPOSE:
        raise Invalid({"purpose": [_("写明用途，至少四个字，例如“核对补贴发放名单”")]})
    if not isinstance(record._meta.get_field(field), SealedField):
        raise TypeError(f"{field} is not sealed")
    with because(purpose):
        Reveal.objects.create(
            user_id=actor.pk,
            model=record._meta.label_lower,
            record=record.pk,
            field=field,
            purpose=purpose[:200],
            org_id=getattr(org, "pk", org),
            at=at or timezone.now(),
        )
    return getattr(record, field) or ""
