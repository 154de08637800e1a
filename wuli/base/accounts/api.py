"""Accounts and data requests for programs: the same querysets and actions as the pages."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Status

from wuli.base.core.actions import because
from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate

from .actions import answer_privacy_request, deactivate_account, open_account, reactivate_account
from .models import PrivacyRequest, User
from .permission import MANAGE_ACCOUNTS
from .schemas import (
    AccountFilter,
    AccountOut,
    AnswerIn,
    OpenIn,
    PrivacyRequestFilter,
    PrivacyRequestOut,
    ReasonIn,
)
from .units import units_for

router = Router()


@router.get("/accounts", response=list[AccountOut], summary="Accounts the caller manages, and their own")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_accounts(request: ApiRequest, filters: Query[AccountFilter]) -> QuerySet[User]:
    return filters.filter(User.objects.visible_to(request.auth))


@router.post("/accounts", response={201: AccountOut}, summary="Open an account")
def open_one(request: ApiRequest, told: OpenIn) -> Status[User]:
    """For an officer or a member of a unit within reach; a password must be changed at the first sign-in."""
    org = get_object_or_404(units_for(request.auth, MANAGE_ACCOUNTS.code), pk=told.org)
    values = told.dict(exclude={"org"}, exclude_unset=True)
    return Status(201, open_account(actor=request.auth, org=org, **values))


@router.get("/accounts/{uuid:pk}", response=AccountOut, summary="One account")
def get_account(request: ApiRequest, pk: UUID) -> User:
    return get_object_or_404(User.objects.visible_to(request.auth), pk=pk)


@router.post("/accounts/{uuid:pk}/deactivate", response=AccountOut, summary="Close an account")
def deactivate(request: ApiRequest, pk: UUID, told: ReasonIn) -> User:
    user = get_object_or_404(User.objects.visible_to(request.auth), pk=pk)
    with because(told.reason):
        deactivate_account(actor=request.auth, user=user, reason=told.reason)
    return user


@router.post("/accounts/{uuid:pk}/reactivate", response=AccountOut, summary="Reopen an account")
def reactivate(request: ApiRequest, pk: UUID, told: ReasonIn) -> User:
    user = get_object_or_404(User.objects.visible_to(request.auth), pk=pk)
    with because(told.reason):
        reactivate_account(actor=request.auth, user=user, reason=told.reason)
    return user


@router.get(
    "/privacy-requests", response=list[PrivacyRequestOut], summary="Data requests to answer, and one's own"
)
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_privacy_requests(
    request: ApiRequest, filters: Query[PrivacyRequestFilter]
) -> QuerySet[PrivacyRequest]:
    return filters.filter(PrivacyRequest.objects.visible_to(request.auth))


@router.post(
    "/privacy-requests/{uuid:pk}/answer", response=PrivacyRequestOut, summary="Answer a data request"
)
def answer(request: ApiRequest, pk: UUID, told: AnswerIn) -> PrivacyRequest:
    asked = get_object_or_404(PrivacyRequest.objects.visible_to(request.auth).select_related("user"), pk=pk)
    answer_privacy_request(actor=request.auth, request=asked, at=request.at, **told.dict())
    asked.refresh_from_db()
    return asked
