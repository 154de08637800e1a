"""Pages of figures: the leader's board, one figure opened, the catalogue, the tiles."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wuli.base.core.errors import Missing
from wuli.base.core.excel.export import answer
from wuli.base.core.lists import officer_list
from wuli.base.core.tables import Listing, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org

from ..actions import ARRANGE, SET, arrange_tiles, may_see
from ..asking import Asking
from ..cards import FigureCard, split_of
from ..catalogue import entries
from ..columns import columns_of, record_path
from ..forms import TilesForm
from ..leader.board import Board
from ..quality import Quality
from ..reading import known_indicator
from ..rows import THEN
from ..sheets import ROWS
from ..targets.progress import progress


@officer_page
@require_GET
def board(request: OfficerRequest) -> HttpResponse:
    shown = Board.of(replace(Asking.of(request), line=Line.TERRITORIAL), request.GET, request.at)
    told = {
        "board": shown,
        "asking": shown.asking,
        "may_arrange": request.user.has_perm(ARRANGE.code, shown.asking.org),
        "may_set": request.user.has_perm(SET.code, shown.asking.org),
        "read_at": request.at,
    }
    return render(request, "figures/board.html", told)


@officer_list("figures:figure")
def rows_behind(request: OfficerRequest, org: UUID, code: str) -> Listing:
    """The rows behind a figure, as far as its reader may see them."""
    return _listed(request, _card(request, org, code))


def _listed(request: OfficerRequest, card: FigureCard) -> Listing:
    listing = list_of(request, card.rows, columns=columns_of(card.base), export="rows.xlsx")
    listing.name, listing.key = f"figures:figure:{card.base.code}", record_path(card.base)
    listing.total = card.counts["seen"]
    return listing


@officer_page
@require_GET
def figure(request: OfficerRequest, org: UUID, code: str) -> HttpResponse:
    card = _card(request, org, code)
    told = {"card": card, "asking": card.asking, "rows": _listed(request, card)}
    return render(request, "figures/figure.html", told)


@officer_page
@require_GET
def figure_week(request: OfficerRequest, org: UUID, code: str) -> HttpResponse:
    """What a figure changed within a week, for a page that does not wait for it."""
    card = _card(request, org, code)
    asking = card.asking
    found = progress([card.declared], [asking.org], asking.when, asking.today, reading=asking.reading)
    return render(request, "figures/leader/_week.html", {"one": found[code, asking.org.pk]})


@officer_page
@require_GET
def figure_rows(request: OfficerRequest, org: UUID, code: str) -> HttpResponse:
    return answer(request.user, ROWS, request.GET.dict() | {"org": str(org), "code": code})


def _card(request: OfficerRequest, org: UUID, code: str) -> FigureCard:
    declared = known_indicator(code)
    asking = Asking.of(request, org=org)
    if not may_see(request.user, declared, asking.org):
        raise Missing()
    card = FigureCard(declared, asking)
    card.split = split_of(card.base, request.GET.get("split", ""))
    return card


@officer_page
@require_GET
def catalogue(request: OfficerRequest) -> HttpResponse:
    asking = Asking.of(request)
    words = request.GET.get("q", "").strip()
    return render(
        request,
        "figures/catalogue.html",
        {"entries": entries(asking, words), "asking": asking, "words": words},
    )


@officer_page
@require_GET
def quality(request: OfficerRequest) -> HttpResponse:
    """What should be looked at in the records behind the figures."""
    shown = Quality(replace(Asking.of(request), reading=THEN, line=Line.TERRITORIAL))
    rows = [
        (_("记得晚的"), shown.late), (_("没有佐证的"), shown.unproven), (_("数不进去的"), shown.uncountable),
    ]  # fmt: skip
    told = {"quality": shown, "asking": shown.asking, "quality_rows": rows}
    return render(request, "figures/quality.html", told)


@officer_page
@require_http_methods(["GET", "POST"])
def tiles(request: OfficerRequest) -> HttpResponse:
    asking = Asking.of(request)
    if not request.user.has_perm(ARRANGE.code, asking.org):
        raise Missing()
    units: list[Org] = asking.children
    form = TilesForm(request.POST or None, units=units)
    if form.is_bound and form.apply(arrange_tiles, actor=request.user, org=asking.org):
        return see_other(request, f"/figures/?org={asking.org.pk}")
    told = {"form": form, "asking": asking, "title": _("排方格图")}
    return render(request, "figures/tiles.html", told, status=422 if form.errors else 200)
