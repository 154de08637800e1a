"""Looking after peers 对接单位 and their public keys."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.orgs.models import Org

from ..exchange.signing import read_public_key
from ..models import Direction, Peer, PeerKey

MANAGE = Capability("figures.manage_peers", _("管理对接单位和公钥"), roles={"chair", "system_admin"})
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class PeerTaken(Conflict):
    """One peer of a code and direction at a time."""

    code = "figures.peer_taken"
    message = _("代号 %(code)s 在这个方向上已经登记过。")
    cure = _("先停用原来的，再登记新的。")


class KeyTaken(Conflict):
    """A number of a key is given once."""

    code = "figures.key_taken"
    message = _("第 %(number)s 号钥匙已经登记过，编号不能再用。")


@action("figures.register_peer")
def register_peer(
    *, actor: Actor, org: Org, code: str, name: str, direction: str, from_on: date, uscc: str = "",
    address: str = "", token: str = "", public: str = "", key_number: int = 1,
) -> Peer:  # fmt: skip
    """Enter a federation that sends figures to `org`, or to which `org` sends them, from a day on.

    A sender needs its public key: nothing of it is taken in otherwise. Raises PeerTaken, Invalid.
    """
    require(actor, MANAGE, org)
    if code == settings.FEDERATION:
        raise Invalid({"code": [_now("%(code)s 是我们自己的代号。") % {"code": code}]})
    if direction == Direction.DOWN and not public.strip():
        raise Invalid({"public": [_now("下级要登记公钥，才能认出它的包。")]})
    _check_address(address)
    with refused_as(peer_once_at_a_time=PeerTaken(code=code)):
        peer = Peer.objects.create(
            code=code, name=name, direction=direction, org=org, uscc=uscc, address=address,
            token=token or None, valid=DateRange(from_on, None),
        )  # fmt: skip
    if public.strip():
        add_peer_key(actor=actor, peer=peer, number=key_number, public=public, from_on=from_on)
    return peer


def _check_address(address: str) -> None:
    """Figures travel under https; in clear only inside one machine."""
    parts = urlsplit(address)
    if address and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise Invalid({"address": [_now("接收地址要以 https:// 开头。")]})


@action("figures.change_peer_address")
def change_peer_address(*, actor: Actor, peer: Peer, address: str, token: str, seen_version: int) -> Peer:
    """Where packages for the peer go, and the token it gave us; an empty token keeps the one there is."""
    require(actor, MANAGE, peer.org)
    _check_address(address)
    held = peer.claim_edit(seen_version)
    held.address = address
    if token:
        held.token = token
    held.save(update_fields=["address", "token"])
    return held


@action("figures.end_peer")
def end_peer(*, actor: Actor, peer: Peer, reason: str, last_on: date, seen_version: int) -> Peer:
    """Exchange nothing with the peer after `last_on`; what came stays. Conflict when it has ended."""
    require(actor, MANAGE, peer.org)
    held = peer.claim_edit(seen_version)
    if held.valid.upper is not None:
        raise Conflict()
    if last_on < held.valid.lower:
        raise Invalid({"last_on": [_now("不能早于开始的那天。")]})
    held.valid = DateRange(held.valid.lower, last_on + timedelta(days=1))
    held.ended_because = reason
    held.save(update_fields=["valid", "ended_because"])
    return held


@action("figures.add_peer_key")
def add_peer_key(*, actor: Actor, peer: Peer, number: int, public: str, from_on: date) -> PeerKey:
    """Enter a public key of the peer under the peer's own number for it. Invalid for what is no key."""
    require(actor, MANAGE, peer.org)
    try:
        raw = read_public_key(public)
    except ValueError as error:
        raise Invalid({"public": [_now("公钥是对方页面上那 44 个字符，请整段粘贴。")]}) from error
    with refused_as(peer_key_number_once=KeyTaken(number=number)):
        return PeerKey.objects.create(
            peer=peer, number=number, public=raw, from_on=from_on, entered_by_id=actor.pk
        )


@action("figures.retire_peer_key")
def retire_peer_key(*, actor: Actor, key: PeerKey, reason: str, at: datetime) -> PeerKey:
    """Take in nothing more that this key signed, whatever day it names. Conflict when it is retired."""
    require(actor, MANAGE, key.peer.org)
    held = PeerKey.objects.select_for_update().get(pk=key.pk)
    if held.retired_at:
        raise Conflict()
    held.retired_at, held.retired_because = at, reason
    held.save(update_fields=["retired_at", "retired_because"])
    return held
