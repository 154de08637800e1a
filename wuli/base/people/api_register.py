"""Correcting the register over the API: facts, retirement, tags, posts, duplicates, member codes."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Status

from wuli.base.core.api import ApiRequest, CursorPagination, paginate
from wuli.base.orgs.models import Org

from . import actions
from . import schemas_register as schemas
from .api_roster import router
from .models import Duplicate, Membership, Person, PersonTag, PostTerm
from .schemas import MembershipOut, PersonOut, TagOut, TermOut


def _person(request: ApiRequest, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.auth).select_related("home"), pk=pk)


def _pair(request: ApiRequest, pk: UUID) -> Duplicate:
    pairs = Duplicate.objects.visible_to(request.auth)
    return get_object_or_404(pairs.select_related("left__home", "right__home"), pk=pk)


@router.post("/persons/{uuid:pk}/correct", response=PersonOut, summary="Correct facts of a person")
def correct(request: ApiRequest, pk: UUID, told: schemas.PersonCorrectIn) -> Person:
    """Only the facts that are sent; sex and birth follow the number."""
    changes = told.dict(exclude_unset=True)
    return actions.correct_person(actor=request.auth, person=_person(request, pk), at=request.at, **changes)


@router.post("/memberships/{uuid:pk}/retire", response=MembershipOut, summary="Note that a member retired")
def retire(request: ApiRequest, pk: UUID, told: schemas.RetireIn) -> Membership:
    """The membership ends as retired, and the person bears the tag from that day on."""
    held = get_object_or_404(
        Membership.objects.visible_to(request.auth).select_related("org", "person"), pk=pk
    )
    return actions.retire_member(actor=request.auth, membership=held, at=request.at, **told.dict())


@router.post("/tags/{uuid:pk}/end", response=TagOut, summary="End a worker tag on a day")
def end_tag(request: ApiRequest, pk: UUID, told: schemas.EndTagIn) -> PersonTag:
    """The days it held stay on record."""
    tag = get_object_or_404(PersonTag.objects.visible_to(request.auth).select_related("person__home"), pk=pk)
    return actions.untag_person(actor=request.auth, tag=tag, ended_on=told.ended_on)


@router.post("/tags", response={201: schemas.TaggedOut}, summary="Tag many persons at once")
def tag_many(request: ApiRequest, told: schemas.TagManyIn) -> Status:
    """All of them or none; who bears the tag already is not counted."""
    values = told.dict(exclude={"persons"})
    people = list(Person.objects.visible_to(request.auth).filter(pk__in=told.persons).select_related("home"))
    if len(people) < len(set(told.persons)):
        raise Http404
    return Status(201, {"people": actions.tag_many(actor=request.auth, people=people, **values)})


@router.post("/terms", response={201: TermOut}, summary="Record who took a post")
def appoint(request: ApiRequest, told: schemas.TermIn) -> Status:
    """A chair only while there is none."""
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=told.org_id)
    person = _person(request, told.person_id)
    values = told.dict(exclude={"org_id", "person_id"}) | {"party_post": told.party_post or ""}
    return Status(201, actions.appoint(actor=request.auth, person=person, org=org, **values))


@router.post("/terms/{uuid:pk}/end", response=TermOut, summary="Record that somebody left a post")
def end_term(request: ApiRequest, pk: UUID, told: schemas.EndTermIn) -> PostTerm:
    """Before the term was over."""
    terms = PostTerm.objects.visible_to(request.auth).select_related("person", "org")
    return actions.end_term(actor=request.auth, term=get_object_or_404(terms, pk=pk), **told.dict())


@router.get("/duplicates", response=list[schemas.DuplicateOut], summary="Pairs that may be one person")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_duplicates(request: ApiRequest) -> QuerySet[Duplicate]:
    """Those to judge, and those that were."""
    return Duplicate.objects.visible_to(request.auth)


@router.post("/duplicates", response={201: schemas.DuplicateOut}, summary="Put two records side by side")
def pair(request: ApiRequest, told: schemas.PairIn) -> Status:
    """By hand, where no rule has proposed it."""
    people = Person.objects.visible_to(request.auth, actions.MERGE.code).standing()
    found = people.select_related("home").in_bulk([told.one, told.other])
    if len(found) < len({told.one, told.other}):
        raise Http404
    one, other = found[told.one], found[told.other]
    return Status(201, actions.pair_persons(actor=request.auth, one=one, other=other))


@router.post("/duplicates/{uuid:pk}/merge", response=PersonOut, summary="Make the two one")
def merge(request: ApiRequest, pk: UUID, told: schemas.MergeIn) -> Person:
    """`winner` is the record that is kept."""
    found = _pair(request, pk)
    winner = {found.left_id: found.left, found.right_id: found.right}.get(told.winner)
    if winner is None:
        raise Http404
    return actions.merge_persons(
        actor=request.auth, duplicate=found, winner=winner, seen_version=told.seen_version, at=request.at
    )


@router.post("/duplicates/{uuid:pk}/reject", response=schemas.DuplicateOut, summary="Say that they are two")
def reject(request: ApiRequest, pk: UUID, told: schemas.SeenIn) -> Duplicate:
    """It is not proposed again."""
    return actions.reject_duplicate(
        actor=request.auth, duplicate=_pair(request, pk), seen_version=told.seen_version, at=request.at
    )


@router.post("/duplicates/{uuid:pk}/undo", response=schemas.DuplicateOut, summary="Take a merge apart")
def undo_merge(request: ApiRequest, pk: UUID, told: schemas.SeenIn) -> Duplicate:
    """What was moved goes back."""
    return actions.undo_merge(
        actor=request.auth, duplicate=_pair(request, pk), seen_version=told.seen_version
    )


@router.post("/persons/{uuid:pk}/stop-code", response={204: None}, summary="Stop a lost member code")
def stop_code(request: ApiRequest, pk: UUID, told: schemas.StopCodeIn) -> Status:
    """No code of this person works until it is allowed again."""
    actions.stop_code(actor=request.auth, person=_person(request, pk), reason=told.reason, at=request.at)
    return Status(204, None)


@router.post("/persons/{uuid:pk}/allow-code", response={204: None}, summary="Let a member code work again")
def allow_code(request: ApiRequest, pk: UUID) -> Status:
    """After it was stopped."""
    actions.allow_code(actor=request.auth, person=_person(request, pk), at=request.at)
    return Status(204, None)
