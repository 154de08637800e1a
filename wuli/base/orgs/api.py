"""Units, employers and grants over the API: the same querysets and actions as the pages."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query

from wuli.base.core.api import ApiRequest, CursorPagination, paginate

from . import actions, schemas
from .access import officers
from .actions.reshape import Part
from .api_sheets import router
from .codes import Line
from .models import Employer, Org, OrgClosure, RoleGrant


def _unit(request: ApiRequest, pk: UUID) -> Org:
    return get_object_or_404(Org.objects.visible_to(request.auth), pk=pk)


def _units(request: ApiRequest, *keys: UUID | None) -> list[Org | None]:
    """The units of `keys` by one query, None where there is no key; 404 when any is out of reach."""
    found = Org.objects.visible_to(request.auth).in_bulk([key for key in keys if key])
    if any(key and key not in found for key in keys):
        raise Http404
    return [found[key] if key else None for key in keys]


@router.get("/units", response=list[schemas.OrgOut], summary="Units the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_units(
    request: ApiRequest,
    filters: Query[schemas.OrgFilter],
    on: date | None = None,
    below: UUID | None = None,
    line: Line = Line.TERRITORIAL,
) -> QuerySet[Org]:
    """Units that existed on the day `on` (today), also only those at or below the unit `below`."""
    day = on or timezone.localdate()
    found = Org.objects.visible_to(request.auth).open_on(day)
    if below:
        found = found & Org.objects.below(_unit(request, below), on=day, line=line)
    return filters.filter(found)


@router.get("/units/{uuid:pk}", response=schemas.OrgOut, summary="One unit")
def get_unit(request: ApiRequest, pk: UUID) -> Org:
    """A unit by its key."""
    return _unit(request, pk)


@router.get("/units/{uuid:pk}/children", response=list[schemas.OrgOut], summary="Units directly below")
@paginate(CursorPagination, ordering=("name_key", "id"), page_size=50)
def list_children(
    request: ApiRequest, pk: UUID, on: date | None = None, line: Line = Line.TERRITORIAL
) -> QuerySet[Org]:
    """What stood directly below a unit on the day `on`, by the sound of the names."""
    day = on or timezone.localdate()
    return Org.objects.visible_to(request.auth) & Org.objects.children_of(
        _unit(request, pk), on=day, line=line
    )


@router.get("/units/{uuid:pk}/ancestors", response=list[schemas.PlaceOut], summary="Units above on a day")
def list_ancestors(
    request: ApiRequest, pk: UUID, on: date | None = None, line: Line = Line.TERRITORIAL
) -> list[dict[str, Any]]:
    """The units above, from the nearest to the top, as on the day `on`."""
    day = on or timezone.localdate()
    up = OrgClosure.objects.filter(descendant=_unit(request, pk), line=line, valid__contains=day, depth__gt=0)
    rows = up.select_related("ancestor").order_by("depth")
    return [{"org": row.ancestor, "depth": row.depth} for row in rows]


@router.post("/units", response={201: schemas.OrgOut}, summary="Found a unit")
def found(request: ApiRequest, told: schemas.FoundIn) -> Org:
    """Found a unit below another."""
    values = told.dict(exclude={"parent", "industrial_parent"})
    parent, industrial = _units(request, told.parent, told.industrial_parent)
    return actions.found_org(actor=request.auth, parent=parent, industrial_parent=industrial, **values)


@router.post("/units/{uuid:pk}/rename", response={200: schemas.OrgOut}, summary="Rename a unit from a day on")
def rename(request: ApiRequest, pk: UUID, told: schemas.RenameIn) -> Org:
    """Give a unit a new name."""
    return actions.rename_org(actor=request.auth, org=_unit(request, pk), **told.dict())


@router.post("/units/{uuid:pk}/move", response={200: schemas.OrgOut}, summary="Move a unit with its subtree")
def move(request: ApiRequest, pk: UUID, told: schemas.MoveIn) -> Org:
    """Put a unit with all below it under another from a day on."""
    values = told.dict(exclude={"to"})
    org, to = _units(request, pk, told.to)
    return actions.move_org(actor=request.auth, org=org, to=to, **values)


@router.post("/units/{uuid:pk}/close", response={200: schemas.OrgOut}, summary="Close a unit")
def close(request: ApiRequest, pk: UUID, told: schemas.CloseIn) -> Org:
    """Close a unit; its children go to `children_to`."""
    values = told.dict(exclude={"children_to"})
    org, children_to = _units(request, pk, told.children_to)
    return actions.close_org(actor=request.auth, org=org, children_to=children_to, **values)


@router.post("/units/{uuid:pk}/reopen", response={200: schemas.OrgOut}, summary="Take back a closing")
def reopen(request: ApiRequest, pk: UUID, told: schemas.ReopenIn) -> Org:
    """Take back a closing that was a mistake."""
    return actions.reopen_org(actor=request.auth, org=_unit(request, pk), **told.dict())


@router.post("/units/{uuid:pk}/split", response={201: list[schemas.OrgOut]}, summary="Split units off")
def split(request: ApiRequest, pk: UUID, told: schemas.SplitIn) -> list[Org]:
    """Found new units out of one, with the children and employers they take along."""
    parts = [Part(**part.dict()) for part in told.parts]
    values = told.dict(exclude={"parts"})
    return actions.split_org(actor=request.auth, org=_unit(request, pk), parts=parts, **values)


@router.post("/units/{uuid:pk}/merge", response={200: schemas.OrgOut}, summary="Merge units into this one")
def merge(request: ApiRequest, pk: UUID, told: schemas.MergeIn) -> Org:
    """Close the named units and give what they had to this one."""
    values = told.dict(exclude={"orgs"})
    into, *old = _units(request, pk, *told.orgs)
    return actions.merge_orgs(actor=request.auth, orgs=old, into=into, **values)


@router.post("/units/merge", response={201: schemas.OrgOut}, summary="Merge units into a new one")
def merge_anew(request: ApiRequest, told: schemas.MergeAnewIn) -> Org:
    """Found a unit where the first of `orgs` stands, give it what they had, and close them."""
    old = _units(request, *told.orgs)
    part = Part(name=told.name, kind=told.kind, form=told.form, uscc=told.uscc)
    values = told.dict(include={"on", "reason", "document_no"})
    return actions.merge_orgs(actor=request.auth, orgs=old, part=part, **values)


@router.post("/units/{uuid:pk}/correct", response={200: schemas.OrgOut}, summary="Correct a unit's facts")
def correct(request: ApiRequest, pk: UUID, told: schemas.CorrectIn) -> Org:
    """Only the facts that are sent; names, places and the founding day have operations of their own."""
    values = told.dict(exclude_unset=True)
    if "region" in values:
        values["region_id"] = values.pop("region") or None
    return actions.correct_org(actor=request.auth, org=_unit(request, pk), **values)


@router.post(
    "/units/{uuid:pk}/correct-founding", response={200: schemas.OrgOut}, summary="Correct the founding day"
)
def correct_founding(request: ApiRequest, pk: UUID, told: schemas.FoundingIn) -> Org:
    """What began with the founding begins with the corrected day; figures are counted anew."""
    return actions.correct_founding(actor=request.auth, org=_unit(request, pk), **told.dict())


@router.get("/employers", response=list[schemas.EmployerOut], summary="Employers the caller may see")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_employers(request: ApiRequest, filters: Query[schemas.EmployerFilter]) -> QuerySet[Employer]:
    """Employers, newest first."""
    return filters.filter(Employer.objects.visible_to(request.auth).select_related("org"))


@router.get("/employers/{uuid:pk}", response=schemas.EmployerOut, summary="One employer")
def get_employer(request: ApiRequest, pk: UUID) -> Employer:
    """An employer by its key."""
    return _employer(request, pk)


def _employer(request: ApiRequest, pk: UUID) -> Employer:
    return get_object_or_404(Employer.objects.visible_to(request.auth).select_related("org"), pk=pk)


@router.post("/employers", response={201: schemas.EmployerOut}, summary="Enter an employer")
def add_employer(request: ApiRequest, told: schemas.EmployerIn) -> Employer:
    """Enter an employer under a unit."""
    values = told.dict(exclude={"org"})
    return actions.add_employer(actor=request.auth, org=_unit(request, told.org), **values)


@router.post("/employers/{uuid:pk}/cover", response={200: schemas.EmployerOut}, summary="Cover an employer")
def cover(request: ApiRequest, pk: UUID, told: schemas.CoverIn) -> Employer:
    """Have a union cover an employer from a day on."""
    employer = _employer(request, pk)
    actions.cover_employer(actor=request.auth, employer=employer, org=_unit(request, told.org), on=told.on)
    employer.refresh_from_db()
    return employer


@router.post(
    "/employers/{uuid:pk}/uncover", response={200: schemas.EmployerOut}, summary="End an employer's cover"
)
def uncover(request: ApiRequest, pk: UUID, told: schemas.CoverIn) -> Employer:
    """From a day on no union covers it; `org` answers for it."""
    employer = _employer(request, pk)
    answers = _unit(request, told.org)
    return actions.uncover_employer(actor=request.auth, employer=employer, on=told.on, answers=answers)


@router.post(
    "/employers/{uuid:pk}/correct", response={200: schemas.EmployerOut}, summary="Correct an employer's facts"
)
def correct_employer(request: ApiRequest, pk: UUID, told: schemas.EmployerCorrectIn) -> Employer:
    """Only the facts that are sent."""
    values = told.dict(exclude_unset=True)
    return actions.correct_employer(actor=request.auth, employer=_employer(request, pk), **values)


@router.get("/grants", response=list[schemas.GrantOut], summary="Grants the caller may see")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_grants(request: ApiRequest, org: UUID | None = None) -> QuerySet[RoleGrant]:
    """Role grants at units of which the caller may see the grants, newest first."""
    found = RoleGrant.objects.visible_to(request.auth).select_related("user", "org")
    return found.filter(org=org) if org else found


@router.post("/grants", response={201: schemas.GrantOut}, summary="Give a role")
def give_role(request: ApiRequest, told: schemas.GrantIn) -> RoleGrant:
    """To an officer, at a unit and all below it, as long as the rule allows."""
    values = told.dict(exclude={"user", "org"})
    user, org = get_object_or_404(officers(), pk=told.user), _unit(request, told.org)
    return actions.grant_role(actor=request.auth, user=user, org=org, **values)


@router.post("/grants/{uuid:pk}/revoke", response={200: schemas.GrantOut}, summary="Take a role back")
def revoke_grant(request: ApiRequest, pk: UUID, told: schemas.RevokeIn) -> RoleGrant:
    """At once; the days it held stay on record."""
    seen = RoleGrant.objects.visible_to(request.auth).select_related("user", "org")
    return actions.revoke_role(actor=request.auth, grant=get_object_or_404(seen, pk=pk), reason=told.reason)
