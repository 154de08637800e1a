"""People over the API: the same querysets and actions as the pages, sealed values as masks."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Status

from wuli.base.core.api import ApiRequest, CursorPagination, paginate
from wuli.base.orgs.models import Org

from . import actions
from .api_register import router
from .models import CodeUse, Membership, Person, PersonTag, PostTerm, Transfer
from .schemas import (
    AnswerIn,
    CodeIn,
    CodeOut,
    JoinIn,
    LeaveIn,
    MembershipOut,
    PersonFilter,
    PersonIn,
    PersonOut,
    ReceiveIn,
    RevealIn,
    RevealOut,
    TagIn,
    TagOut,
    TermOut,
    TransferIn,
    TransferOut,
)  # fmt: skip
from .unions import unions_to_join


def _person(request: ApiRequest, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.auth).select_related("home"), pk=pk)


def _unit(request: ApiRequest, pk: UUID, capability: str) -> Org:
    return get_object_or_404(Org.objects.visible_to(request.auth, capability), pk=pk)


def _transfer(request: ApiRequest, pk: UUID) -> Transfer:
    found = Transfer.objects.visible_to(request.auth).select_related("person", "from_org", "to_org")
    return get_object_or_404(found, pk=pk)


@router.get("/persons", response=list[PersonOut], summary="Persons the caller may see, by name")
@paginate(CursorPagination, ordering=("name_key", "id"), page_size=50)
def list_persons(request: ApiRequest, filters: Query[PersonFilter]) -> QuerySet[Person]:
    return filters.narrow(Person.objects.visible_to(request.auth).standing())


@router.get("/persons/{uuid:pk}", response=PersonOut, summary="One person, masked")
def get_person(request: ApiRequest, pk: UUID) -> Person:
    return _person(request, pk)


@router.post("/persons", response={201: PersonOut}, summary="Register a person at a union")
def register(request: ApiRequest, told: PersonIn) -> Status:
    org = _unit(request, told.org_id, actions.REGISTER.code)
    facts = told.dict(exclude={"org_id"})
    return Status(201, actions.register_person(actor=request.auth, org=org, at=request.at, **facts))


@router.get("/persons/{uuid:pk}/memberships", response=list[MembershipOut], summary="A person's memberships")
def list_memberships(request: ApiRequest, pk: UUID) -> QuerySet[Membership]:
    return _person(request, pk).memberships.order_by("-valid")


@router.post("/persons/{uuid:pk}/join", response={201: MembershipOut}, summary="Admit a person to a union")
def join(request: ApiRequest, pk: UUID, told: JoinIn) -> Status:
    person, org = _person(request, pk), _unit(request, told.org_id, actions.ADMIT.code)
    facts = told.dict(exclude={"org_id"})
    joined = actions.join_union(
        actor=request.auth, person=person, org=org, at=request.at, source="api", **facts
    )
    return Status(201, joined)


@router.post("/memberships/{uuid:pk}/leave", response={200: MembershipOut}, summary="End a membership")
def leave(request: ApiRequest, pk: UUID, told: LeaveIn) -> Membership:
    held = get_object_or_404(
        Membership.objects.visible_to(request.auth).select_related("org", "person"), pk=pk
    )
    return actions.leave_union(actor=request.auth, membership=held, at=request.at, **told.dict())


@router.get("/persons/{uuid:pk}/tags", response=list[TagOut], summary="A person's worker tags")
def list_tags(request: ApiRequest, pk: UUID) -> QuerySet[PersonTag]:
    person = _person(request, pk)
    tags = person.tags.order_by("-valid")
    hardship = request.auth.has_perm(actions.VIEW_HARDSHIP.code, person.home)
    return tags if hardship else tags.exclude(tag="hardship")


@router.post("/persons/{uuid:pk}/tag", response={201: TagOut}, summary="Tag a person, with the source")
def tag(request: ApiRequest, pk: UUID, told: TagIn) -> Status:
    return Status(201, actions.tag_person(actor=request.auth, person=_person(request, pk), **told.dict()))


@router.post("/persons/{uuid:pk}/reveal", response={200: RevealOut}, summary="Read a sealed value; logged")
def reveal(request: ApiRequest, pk: UUID, told: RevealIn) -> dict[str, str]:
    person = _person(request, pk)
    value = actions.reveal_person(actor=request.auth, person=person, at=request.at, **told.dict())
    return {"value": value}


@router.get(
    "/transfers", response=list[TransferOut], summary="Transfers of the caller's unions, newest first"
)
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_transfers(request: ApiRequest) -> QuerySet[Transfer]:
    return Transfer.objects.visible_to(request.auth)


@router.post("/persons/{uuid:pk}/transfer", response={201: TransferOut}, summary="Ask for a transfer")
def transfer(request: ApiRequest, pk: UUID, told: TransferIn) -> Status:
    person = _person(request, pk)
    to_org = get_object_or_404(unions_to_join(timezone.localdate(request.at)), pk=told.to_org_id)
    asked = actions.ask_transfer(
        actor=request.auth, person=person, to_org=to_org, reason=told.reason, at=request.at
    )
    return Status(201, asked)


@router.post("/transfers/{uuid:pk}/release", response={200: TransferOut}, summary="The old union lets go")
def release(request: ApiRequest, pk: UUID, told: AnswerIn) -> Transfer:
    return actions.release_transfer(actor=request.auth, transfer=_transfer(request, pk), **told.dict())


@router.post("/transfers/{uuid:pk}/receive", response={200: TransferOut}, summary="The new union receives")
def receive(request: ApiRequest, pk: UUID, told: ReceiveIn) -> Transfer:
    found = _transfer(request, pk)
    return actions.receive_transfer(actor=request.auth, transfer=found, at=request.at, **told.dict())


@router.post("/transfers/{uuid:pk}/refuse", response={200: TransferOut}, summary="Either union says no")
def refuse(request: ApiRequest, pk: UUID, told: AnswerIn) -> Transfer:
    return actions.refuse_transfer(actor=request.auth, transfer=_transfer(request, pk), **told.dict())


@router.get("/terms", response=list[TermOut], summary="Terms in posts, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_terms(request: ApiRequest) -> QuerySet[PostTerm]:
    return PostTerm.objects.visible_to(request.auth)


@router.post("/codes/use", response={201: CodeOut}, summary="Use a scanned member code, once")
def use_code(request: ApiRequest, told: CodeIn) -> Status:
    org = _unit(request, told.org_id, actions.USE_CODE.code)
    used: CodeUse = actions.use_member_code(
        actor=request.auth, code=told.code, place=told.place, at=request.at, org=org
    )
    return Status(201, used)
