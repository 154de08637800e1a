"""Where things of the exchange stand for a viewer."""

from datetime import date
from typing import Any

from wuli.base.orgs.models import Org

from ..actions.exchange_in import RECEIVE
from ..asking import highest_unit


def receiving_unit(user: Any, today: date) -> Org | None:
    """The highest unit at which `user` may receive; packages of unknown senders are kept there."""
    return highest_unit(user, RECEIVE.code, today)
