"""The exchange over the API: where a federation below delivers its packages, and what became of ours."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.errors import Missing

from ..actions.exchange_in import receive_package
from ..models import IncomingPackage, Outcome, Publication, ReceivedValue
from .places import receiving_unit
from .schemas import PackageIn, PublicationOut, ReceiptOut, ReceivedOut

router = Router()


@router.post(
    "/exchange/packages", response={200: ReceiptOut, 201: ReceiptOut}, summary="Deliver a signed package"
)
def deliver_package(request: ApiRequest, told: PackageIn) -> tuple[int, IncomingPackage]:
    """201: taken in. 200: taken in before, or refused: `outcome`, `fault` and `why` say which and why."""
    unit = receiving_unit(request.auth, timezone.localdate(request.at))
    if unit is None:
        raise Missing()
    package = receive_package(actor=request.auth, org=unit, text=request.body, at=request.at, via="api")
    return (201 if package.outcome == Outcome.ACCEPTED else 200), package


@router.get("/exchange/packages", response=list[ReceiptOut], summary="Packages that arrived, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_packages(request: ApiRequest) -> QuerySet[IncomingPackage]:
    """With the answer that each was given."""
    return IncomingPackage.objects.visible_to(request.auth)


@router.get(
    "/exchange/packages/{uuid:pk}/figures", response=list[ReceivedOut], summary="Figures of a package"
)
@paginate(CursorPagination, ordering=("-id",), page_size=200)
def list_received(request: ApiRequest, pk: UUID) -> QuerySet[ReceivedValue]:
    """By unit and indicator, with both sums of a rate."""
    package = get_object_or_404(IncomingPackage.objects.visible_to(request.auth), pk=pk)
    return package.values.select_related("unit", "definition", "package")


@router.get(
    "/exchange/publications", response=list[PublicationOut], summary="What we published, newest first"
)
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_publications(request: ApiRequest) -> QuerySet[Publication]:
    """With state and answer."""
    return Publication.objects.visible_to(request.auth).select_related("peer")


@router.get("/exchange/publications/{uuid:pk}/package", response=PackageIn, summary="A package of ours")
def get_package(request: ApiRequest, pk: UUID) -> HttpResponse:
    """As it was signed, byte for byte; 404 before it is checked."""
    found = Publication.objects.visible_to(request.auth).exclude(envelope=None).select_related("envelope")
    publication = get_object_or_404(found, pk=pk)
    return HttpResponse(publication.envelope.text, content_type="application/json")  # type: ignore[union-attr]
