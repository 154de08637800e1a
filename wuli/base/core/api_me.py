"""What a caller of the API can learn and do about itself: who it is, its tokens, closing one."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Schema

from .actions.tokens import revoke_token
from .api import ApiRequest, CursorPagination, Router, paginate
from .models.tokens import ApiToken

router = Router()


class MeOut(Schema):
    """The account behind the call."""

    id: UUID
    username: str
    name: str
    kind: str
    language: str


class TokenOut(Schema):
    """A token of the caller; its clear text is never told again."""

    id: UUID
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@router.get("/me", response=MeOut, summary="The account behind this call")
def get_me(request: ApiRequest) -> object:
    """The caller."""
    return request.auth


@router.get("/tokens", response=list[TokenOut], summary="The caller's own tokens, newest first")
@paginate(CursorPagination)
def list_tokens(request: ApiRequest) -> QuerySet[ApiToken]:
    """Also revoked and expired ones."""
    return ApiToken.objects.owned_by(request.auth)


@router.post("/tokens/{uuid:pk}/revoke", response=TokenOut, summary="Close one of the caller's tokens")
def revoke(request: ApiRequest, pk: UUID) -> ApiToken:
    """At once; closing it again changes nothing."""
    token = get_object_or_404(ApiToken.objects.owned_by(request.auth), pk=pk)
    return revoke_token(actor=request.auth, token=token, at=request.at)
