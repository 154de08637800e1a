"""Which unions one can belong to."""

from datetime import date

from django.db.models import QuerySet

from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Org


def unions_to_join(on: date) -> QuerySet[Org]:
    """Unions open on the day `on` that have members of their own: not the federations above them."""
    return (
        Org.objects.open_on(on)
        .exclude(kind__in=[OrgKind.PROVINCE, OrgKind.CITY, OrgKind.COUNTY])
        .order_by("name_key")
    )
