"""The API of figures: the same indicators, values and rows as on the pages."""

from uuid import UUID

from django.utils import timezone
from ninja import Query

from wuli.base.core.api import ApiRequest, Router
from wuli.base.core.errors import Missing

from .actions import may_see, seen_by
from .asking import Asking, find_unit
from .cards import FigureCard, columns_of
from .reading import known_indicator
from .schemas import Asked, ChildrenOut, FigureOut, IndicatorOut, RowsAsked, RowsOut, rows_out
from .targets.api import router as targets
from .times import parse_range

router = Router()
router.add_router("", targets)


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


def _card(request: ApiRequest, org: UUID, code: str, asked: Asked) -> FigureCard:
    declared = known_indicator(code)
    today = timezone.localdate(request.at)
    unit = find_unit(request.auth, str(org), today)
    if not may_see(request.auth, declared, unit):
        raise Missing()
    when = parse_range(asked.period, today)
    return FigureCard(declared, Asking(request.auth, unit, when, asked.reading.value, today))
