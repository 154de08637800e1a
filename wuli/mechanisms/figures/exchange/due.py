"""What waits in the exchange: what is to be checked, to be sent, was sent back, or was refused here."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from wuli.base.core.desk import DueItem
from wuli.base.orgs.scope import orgs_within

from ..actions.exchange_in import RECEIVE
from ..actions.exchange_out import CHECK, PUBLISH
from ..models import IncomingPackage, Outcome, Publication
from .shown import period_words

MOST = 30


def due(user: Any, at: datetime) -> Iterable[DueItem]:
    """The oldest first, each kind on its own."""
    yield from _to_check(user)
    yield from _to_send(user)
    yield from _sent_back(user)
    yield from _refused(user)


def _to_check(user: Any) -> Iterator[DueItem]:
    waiting = Publication.objects.filter(state="draft", org__in=orgs_within(user, CHECK.code))
    for each in (
        waiting.exclude(made_by=user.pk).select_related("peer", "org", "made_by").order_by("pk")[:MOST]
    ):
        yield _publication(each, _("等您复核"), _("去复核"))


def _to_send(user: Any) -> Iterator[DueItem]:
    waiting = Publication.objects.filter(state="ready", org__in=orgs_within(user, PUBLISH.code))
    for each in waiting.select_related("peer", "org", "made_by").order_by("pk")[:MOST]:
        yield _publication(each, each.last_trouble or _("签了名，还没有发出"), _("去发出"))


def _sent_back(user: Any) -> Iterator[DueItem]:
    later = Publication.objects.filter(
        peer=OuterRef("peer"), period=OuterRef("period"), reading=OuterRef("reading"), pk__gt=OuterRef("pk")
    ).exclude(state="withdrawn")
    back = Publication.objects.filter(state="refused", org__in=orgs_within(user, PUBLISH.code))
    for each in back.exclude(Exists(later)).select_related("peer", "org", "made_by").order_by("pk")[:MOST]:
        yield _publication(each, _("对方退回了"), _("看原因"))


def _publication(each: Publication, detail: str, step: str) -> DueItem:
    told = {"peer": each.peer, "period": period_words(each.period)}
    return DueItem(
        glyph="报", title=_("报给%(peer)s：%(period)s") % told,
        detail=detail, org_name=str(each.org), owner=str(each.made_by or ""), due_at=None,
        url=each.get_absolute_url(), step=step, kind="figures", tone="ju",
    )  # fmt: skip


def _refused(user: Any) -> Iterator[DueItem]:
    """Refused packages of known senders after which the sender has sent nothing good."""
    better = IncomingPackage.objects.filter(
        peer=OuterRef("peer"), outcome=Outcome.ACCEPTED, pk__gt=OuterRef("pk")
    )
    refused = IncomingPackage.objects.filter(
        outcome=Outcome.REFUSED, peer__isnull=False, org__in=orgs_within(user, RECEIVE.code)
    )
    newest = refused.exclude(Exists(better)).order_by("peer", "-pk").distinct("peer")
    for each in newest.select_related("peer", "org")[:MOST]:
        yield DueItem(
            glyph="收", title=_("%(peer)s的上报退回了") % {"peer": each.peer},
            detail=each.get_fault_display(),
            org_name=str(each.org), owner="", due_at=None, url=each.get_absolute_url(), step=_("看原因"),
            kind="figures", tone="ju",
        )  # fmt: skip
