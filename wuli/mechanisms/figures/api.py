"""The API of figures: the same indicators, values and rows as on the pages."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query

from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.errors import Missing
from wuli.base.orgs.models import Org

from .actions import may_see, record_baseline, seen_by, withdraw_baseline
from .api_reports import router as reports
from .asking import Asking, find_unit
from .cards import FigureCard
from .columns import columns_of
from .exchange.api import router as exchange
from .models import Baseline
from .reading import known_indicator
from .schemas import (
    Asked,
    BaselineIn,
    BaselineOut,
    BaselineWithdrawIn,
    ChildrenOut,
    FigureOut,
    IndicatorOut,
    RowsAsked,
    RowsOut,
    rows_out,
)
from .targets.api import router as targets
from .times import parse_range

router = Router()
router.add_router("", targets)
router.add_router("/reports", reports)
router.add_router("", exchange)


@router.get("/indicators", response=list[IndicatorOut], summary="Indicators whose figures the caller may see")
def list_indicators(request: ApiRequest) -> list[IndicatorOut]:
    """Everything that is counted, with its meaning, unit and version."""
    org = find_unit(request.auth, "", timezone.localdate(request.at))
    return [IndicatorOut.of(each) for each in seen_by(request.auth, org)]


@router.get("/{uuid:org}/{code}", response=FigureOut, summary="A figure at a unit")
def get_figure(request: ApiRequest, org: UUID, code: str, asked: Query[Asked]) -> FigureOut:
    """One number with its period, unit, version, and whether it is still being recomputed."""
    return FigureOut.of(_card(request, org, code, asked).figure)


@router.get("/{uuid:org}/{code}/children", response=ChildrenOut, summary="A figure by the units below")
def list_children(request: ApiRequest, org: UUID, code: str, asked: Query[Asked]) -> ChildrenOut:
    """The figure and that of each unit directly below, the largest first."""
    card = _card(request, org, code, asked)
    return ChildrenOut(
        whole=FigureOut.of(card.figure), children=[FigureOut.of(figure) for _org, figure in card.children]
    )


@router.get("/{uuid:org}/{code}/rows", response=RowsOut, summary="The records behind a figure")
def list_rows(request: ApiRequest, org: UUID, code: str, asked: Query[RowsAsked]) -> RowsOut:
    """The rows that the caller may see, the latest first; the others are only counted."""
    card = _card(request, org, code, asked)
    return rows_out(card, columns_of(card.base), asked)


@router.get("/baselines", response=list[BaselineOut], summary="Head-counts from outside")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_baselines(request: ApiRequest) -> QuerySet[Baseline]:
    """The entries that the caller may see, the newest first."""
    return Baseline.objects.visible_to(request.auth)


@router.post("/baselines", response={201: BaselineOut}, summary="Enter a head-count from outside")
def enter_baseline(request: ApiRequest, told: BaselineIn) -> Baseline:
    """From its first day on it takes the place of the entry before it."""
    fields = told.dict()
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=fields.pop("org"))
    return record_baseline(actor=request.auth, org=org, **fields)


@router.post("/baselines/{uuid:pk}/withdraw", response=BaselineOut, summary="Take a head-count back")
def take_baseline_back(request: ApiRequest, pk: UUID, told: BaselineWithdrawIn) -> Baseline:
    """The entry before it is used again."""
    entry = get_object_or_404(Baseline.objects.visible_to(request.auth), pk=pk)
    return withdraw_baseline(
        actor=request.auth, baseline=entry, reason=told.reason, seen_version=told.seen_version
    )


def _card(request: ApiRequest, org: UUID, code: str, asked: Asked) -> FigureCard:
    declared = known_indicator(code)
    today = timezone.localdate(request.at)
    unit = find_unit(request.auth, str(org), today)
    if not may_see(request.auth, declared, unit):
        raise Missing()
    when = parse_range(asked.period, today)
    return FigureCard(declared, Asking(request.auth, unit, when, asked.reading.value, today, asked.line))
