"""Pages of the exchange: the tree of our own and received figures, peers and their keys."""

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from wuli.base.core.said import span_days
from wuli.base.core.tables import Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org

from ..actions.exchange_out import PUBLISH
from ..actions.exchange_peers import (
    MANAGE,
    add_peer_key,
    change_peer_address,
    end_peer,
    register_peer,
    retire_peer_key,
)
from ..asking import Asking
from ..exchange.forms import AddressForm, EndPeerForm, KeyForm, PeerForm, RetireKeyForm
from ..exchange.shown import period_words
from ..exchange.signing import fingerprint, own_public_keys, read_public_key
from ..exchange.tree import Tree, periods_told
from ..models import Direction, Peer, PeerKey
from ..times import parse_range

COLUMNS = [
    Column(_("对接单位"), "name", link=Peer.get_absolute_url, sort="name", phone="wide"),
    Column(_("代号"), "code", sort="code"),
    Column(_("方向"), lambda p: p.get_direction_display()),
    Column(_("本方单位"), "org"),
    Column(_("起止"), "valid", show=span_days, phone="off"),
    Column(_("状态"), lambda p: state_of(p)),
]


def state_of(peer: Peer) -> str:
    """In force, not yet, or ended; as a badge."""
    today = timezone.localdate()
    if peer.valid.upper and peer.valid.upper <= today:
        return badge("pause", _("已停用"))
    return badge("info", _("还没到")) if peer.valid.lower > today else badge("ok", _("对接中"))


@require_GET
@officer_page
def tree(request: OfficerRequest) -> HttpResponse:
    """Our own units and the received ones in one tree, for the latest stretch that was told."""
    asking = Asking.of(request)
    told = periods_told(asking.org, asking.today)
    if told and not request.GET.get("period") and not request.GET.get("from"):
        asking = replace(asking, when=parse_range(told[0], asking.today))
    shown = Tree(asking, request.GET.get("indicator", ""))
    periods = [(code, parse_range(code, asking.today).words) for code in told[:8]]
    return render(request, "figures/exchange/tree.html", {"tree": shown, "asking": asking, "told": periods})


@require_GET
@officer_page
def peers(request: OfficerRequest) -> HttpResponse:
    """Everybody with whom figures are exchanged, and what they need to know of us."""
    found = Peer.objects.visible_to(request.user).select_related("org").order_by("direction", "name")
    keys = [(number, key, fingerprint(read_public_key(key))) for number, key in own_public_keys().items()]
    told = {
        "peers": list_of(request, found, columns=COLUMNS),
        "may_manage": request.user.has_perm(MANAGE.code),
        "own_code": settings.FEDERATION,
        "own_keys": keys,
        "delivery": request.build_absolute_uri("/api/v1/figures/exchange/packages"),
    }
    return render(request, "figures/exchange/peers.html", told)


@require_http_methods(["GET", "POST"])
@officer_page
def peer_new(request: OfficerRequest) -> HttpResponse:
    """Enter a peer."""
    orgs = Org.objects.visible_to(request.user, MANAGE.code).open_on(timezone.localdate(request.at))
    start = {"from_on": timezone.localdate(request.at), "direction": request.GET.get("direction", "up")}
    form = PeerForm(request.POST or None, orgs=orgs, initial=start)
    if form.is_bound and form.apply(register_peer, actor=request.user):
        return see_other(request, form.result)
    told = {"form": form, "title": _("登记对接单位")}
    return render(request, "figures/exchange/form.html", told, status=422 if form.errors else 200)


def seen_peer(request: OfficerRequest, pk: UUID) -> Peer:
    """The peer, if the viewer may see it; else 404."""
    return get_object_or_404(Peer.objects.visible_to(request.user).select_related("org"), pk=pk)


@require_GET
@officer_page
def peer(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One peer with its keys and the last packages."""
    found = seen_peer(request, pk)
    up = found.direction == Direction.UP
    packages = found.publications if up else found.packages
    in_force = Peer.objects.in_force(timezone.localdate(request.at)).filter(pk=pk).exists()
    told = {
        "peer": found, "state": state_of(found), "up": up, "keys": found.keys.order_by("number"),
        "packages": [(each, period_words(each.period)) for each in packages.order_by("-pk")[:10]],
        "in_force": in_force,
        "may_manage": request.user.has_perm(MANAGE.code, found.org),
        "may_publish": up and in_force and request.user.has_perm(PUBLISH.code, found.org),
    }  # fmt: skip
    return render(request, "figures/exchange/peer.html", told)


@require_http_methods(["GET", "POST"])
@officer_page
def peer_address(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Where packages for the peer go."""
    found = seen_peer(request, pk)
    form = AddressForm(request.POST or None, record=found)
    if form.is_bound and form.apply(change_peer_address, actor=request.user, peer=found):
        return see_other(request, found)
    told = {"form": form, "title": _("改接收地址"), "peer": found}
    return render(request, "figures/exchange/form.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def peer_key_add(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One more public key of the peer, before it begins to use it."""
    found = seen_peer(request, pk)
    form = KeyForm(request.POST or None, initial={"from_on": timezone.localdate(request.at)})
    if form.is_bound and form.apply(add_peer_key, actor=request.user, peer=found):
        return see_other(request, found)
    told = {"form": form, "title": _("登记公钥"), "peer": found}
    return render(request, "figures/exchange/form.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def peer_key_retire(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Trust a key no more."""
    keys = PeerKey.objects.filter(peer__in=Peer.objects.visible_to(request.user)).select_related("peer__org")
    key = get_object_or_404(keys, pk=pk)
    form = RetireKeyForm(request.POST or None)
    if form.is_bound and form.apply(retire_peer_key, actor=request.user, key=key, at=request.at):
        return see_other(request, key.peer)
    told = {"form": form, "title": _("停用公钥"), "peer": key.peer}
    return render(request, "figures/exchange/form.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def peer_end(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Exchange nothing more with the peer."""
    found = seen_peer(request, pk)
    start = {"seen_version": found.version, "last_on": timezone.localdate(request.at)}
    form = EndPeerForm(request.POST or None, initial=start)
    if form.is_bound and form.apply(end_peer, actor=request.user, peer=found):
        return see_other(request, found)
    told = {"form": form, "title": _("停用对接"), "peer": found}
    return render(request, "figures/exchange/form.html", told, status=422 if form.errors else 200)
