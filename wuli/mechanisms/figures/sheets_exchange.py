"""Excel sheets of the exchange: what went out and what came in."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.export import SheetOut, offer_sheet
from wuli.base.core.said import moment

from .exchange.shown import period_words
from .models import IncomingPackage, Publication


def publication_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Publication]:
    """Publications the user may see, as on the page."""
    found = Publication.objects.visible_to(user).select_related("peer", "org", "made_by", "approved_by")
    return (found.filter(state=query["state"]) if query.get("state") else found).order_by("-pk")


def arrival_rows(user: Any, query: Mapping[str, str]) -> QuerySet[IncomingPackage]:
    """Arrivals the user may see, as on the page."""
    found = IncomingPackage.objects.visible_to(user).select_related("peer", "received_by")
    return (found.filter(outcome=query["outcome"]) if query.get("outcome") else found).order_by("-pk")


PUBLICATIONS = offer_sheet(
    SheetOut(
        "figures.publications",
        _("上报"),
        (
            (_("报给谁"), lambda p: p.peer.name),
            (_("单位"), lambda p: p.org.name),
            (_("时间"), lambda p: period_words(p.period)),
            (_("第几号"), lambda p: p.serial),
            (_("状态"), lambda p: p.get_state_display()),
            (_("做的人"), lambda p: str(p.made_by or "")),
            (_("复核人"), lambda p: str(p.approved_by or "")),
            (_("发出时间"), lambda p: moment(p.sent_at)),
            (_("对方的答复"), lambda p: p.answer),
            (_("校验码"), lambda p: p.sha256),
        ),
        publication_rows,
    )
)
ARRIVALS = offer_sheet(
    SheetOut(
        "figures.arrivals",
        _("收到的上报"),
        (
            (_("来自"), lambda p: str(p.peer or p.sender)),
            (_("时间"), lambda p: period_words(p.period)),
            (_("第几号"), lambda p: p.serial),
            (_("收到时间"), lambda p: moment(p.created_at)),
            (_("结果"), lambda p: p.get_outcome_display()),
            (_("为什么退回"), lambda p: p.why),
            (_("校验码"), lambda p: p.sha256),
        ),
        arrival_rows,
    )
)
