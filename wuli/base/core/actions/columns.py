"""Choosing the columns of a list: each user for their own eyes."""

from collections.abc import Sequence

from ..models import ColumnChoice
from .kernel import Actor, action
from .notices import require_account


@action("core.choose_columns")
def choose_columns(*, actor: Actor, listing: str, columns: Sequence[str]) -> None:
    """Show `actor` these columns of the list behind its first one, in this order; none: as declared.

    A habit of the eye, not a record of the federation: kept once a user and list, without history.
    """
    require_account(actor)
    if columns:
        ColumnChoice.objects.update_or_create(
            user_id=actor.pk, listing=listing, defaults={"columns": list(columns)}
        )
    else:
        ColumnChoice.objects.filter(user_id=actor.pk, listing=listing).delete()
