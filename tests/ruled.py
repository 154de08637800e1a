"""A place that sets its own rules: gives a unit its division, and lets it say what holds there from today."""

from typing import Any

from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.rules import set_rule
from wuli.base.orgs.actions import load_divisions
from wuli.base.orgs.models import Org

REGION = "320922103"


def placed(org: Org, region: str = REGION) -> Org:
    """The unit, in the division `region`."""
    load_divisions(actor=SYSTEM, within=region)
    Org.objects.filter(pk=org.pk).update(region=region)
    return Org.objects.get(pk=org.pk)


def ruled(org: Org, code: str, **params: Any) -> None:
    """What the place of a unit says of a rule from today on."""
    today = timezone.localdate()
    set_rule(
        actor=SYSTEM, org=org, code=code, region=str(org.region_id), params=params, valid_from=today,
        today=today, source="本地通知",
    )  # fmt: skip
