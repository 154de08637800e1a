"""Founding, naming, placing and correcting units 组织. History is closed off, never re-pointed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Invalid, NotAllowed

from .. import closure, errors, naming
from ..codes import Line
from ..models import Division, Org, OrgName
from . import _founding, _places
from ._founding import NewOrg
from .capabilities import CORRECT, FOUND, MOVE, RENAME

CORRECTABLE = frozenset(
    [
        *("short_name", "kind", "form", "uscc", "region_id", "approval_no", "approved_on", "term_years"),
        *("address", "contact_phone", "women_committee", "audit_committee", "supervision_committee"),
        *("legal_person", "rank", "tile_x", "tile_y"),
    ]
)


@action("orgs.found")
def found_org(
    *,
    actor: Actor,
    parent: Org | None,
    name: str,
    kind: str,
    form: str,
    founded_on: date,
    industrial_parent: Org | None = None,
    uscc: str = "",
    region: str = "",
    short_name: str = "",
    joined_on: date | None = None,
    reason: str = "",
    document_no: str = "",
    **facts: Any,
) -> Org:
    """Found a unit 建会 under `parent`, and under `industrial_parent` on the second line.

    `joined_on` is for a unit older than its upper one: the day from which it stands there. Only the
    platform itself founds a unit under nobody. Refuses wrong kinds and forms, days before either unit
    was there or not yet come, codes that are wrong or taken, and a second unit of the name. Locks the tree.
    """
    for upper in filter(None, [parent, industrial_parent]):
        require(actor, FOUND, upper)
    _only_system_founds_roots(actor, [parent])
    closure.lock_tree()
    new = NewOrg(
        parent=parent.pk if parent else None,
        industrial_parent=industrial_parent.pk if industrial_parent else None,
        name=name.strip(),
        short_name=short_name.strip(),
        kind=kind,
        form=form,
        founded_on=founded_on,
        joined_on=joined_on,
        uscc=_founding.rules.clean_credit_code(uscc) or None,
        region=region or None,
        reason=reason,
        document_no=document_no,
        facts=facts,
    )
    return _founding.found([new], today=timezone.localdate())[0]


@action("orgs.found_many")
def found_many(*, actor: Actor, batch: Sequence[NewOrg]) -> list[Org]:
    """Found all units of `batch` or none; new ones may stand under new ones. For files and the demo.

    Asks permission at each unit outside the batch under which one is to stand. Raises Invalid with
    `fields["<row>.<field>"]` for every fault. Locks the tree.
    """
    _require_at_uppers(actor, batch)
    _only_system_founds_roots(actor, [new.parent for new in batch])
    closure.lock_tree()
    return _founding.found(batch, today=timezone.localdate())


def _require_at_uppers(actor: Actor, batch: Sequence[NewOrg]) -> None:
    within = {new.key for new in batch}
    outside = {upper for new in batch for _line, upper in new.places} - within
    for upper in Org.objects.filter(pk__in=outside):
        require(actor, FOUND, upper)


def _only_system_founds_roots(actor: Actor, parents: Sequence[Any]) -> None:
    if None in parents and not getattr(actor, "is_system", False):
        raise NotAllowed(what=FOUND.name)


@action("orgs.rename")
def rename_org(
    *,
    actor: Actor,
    org: Org,
    name: str,
    on: date,
    seen_version: int,
    short_name: str = "",
    reason: str = "",
) -> Org:
    """Give the unit a new name 更名 from the day `on`; the old one stays for the days before.

    A second renaming on the same day replaces the first. Refuses the same name, a day before the present
    name or the founding, a closed unit, the name of another unit beside it. Locks the tree, then the unit.
    """
    require(actor, RENAME, org)
    closure.lock_tree()
    org = org.claim_edit(seen_version)
    _places.must_be_open(org)
    _places.must_be_a_day_of(org, on)
    name, short_name = name.strip(), short_name.strip()
    if not name:
        raise errors.NameMissing()
    if (name, short_name) == (org.name, org.short_name):
        raise errors.SameName(name=name)
    if name != org.name:
        _must_differ_beside(org, name)
    present = org.names.get(valid__endswith=None)
    if on < present.valid.lower:
        raise errors.ChangedLater(name=org, since=present.valid.lower)
    if on == present.valid.lower:
        OrgName.objects.filter(pk=present.pk).delete()
    else:
        OrgName.objects.filter(pk=present.pk).update(valid=_places.days(present.valid.lower, on))
    OrgName.objects.create(
        org=org, name=name, short_name=short_name, valid=_places.days(on, None), reason=reason
    )
    return _write(org, name=name, short_name=short_name, **_sounds(name))


def _must_differ_beside(org: Org, name: str) -> None:
    for edge in _places.standing_edges([org]).filter(line=Line.TERRITORIAL).select_related("parent"):
        _places.names_must_be_free([name], edge.parent, [org])


def _sounds(name: str) -> dict[str, str]:
    return {"name_key": naming.name_key(name), "initials": naming.initials(name)}


@action("orgs.move")
def move_org(
    *,
    actor: Actor,
    org: Org,
    to: Org | None,
    on: date,
    line: str = Line.TERRITORIAL,
    reason: str = "",
    document_no: str = "",
) -> Org:
    """Put the unit, with all that stands below it, under `to` from the day `on` 改隶属, on one line.

    `to=None` takes it off the industrial line; by place it always stands somewhere. A move on the day of
    the last one corrects that one. Refuses circles, wrong kinds, days before the last change, closed
    units, the place where it stands, one where its name is taken. Needs the capability at both ends.
    Locks the tree.
    """
    require(actor, MOVE, org)
    if to:
        require(actor, MOVE, to)
    closure.lock_tree()
    fresh = Org.objects.in_bulk([unit.pk for unit in (org, to) if unit])
    org, to = fresh[org.pk], to and fresh[to.pk]
    _places.must_be_open(org)
    _places.must_be_a_day_of(org, on)
    _places.place([org], to, line=line, on=on, reason=reason, document_no=document_no)
    closure.refresh([org])
    return org


@action("orgs.correct")
def correct_org(*, actor: Actor, org: Org, seen_version: int, **facts: Any) -> Org:
    """Correct facts of a unit that were never right or have simply changed; see CORRECTABLE.

    Names and places have histories and verbs of their own. Refuses a kind that cannot stand where the
    unit stands or above what stands below it, a wrong form, code, region or term, an approval to come.
    Locks the unit.
    """
    require(actor, CORRECT, org)
    unknown = facts.keys() - CORRECTABLE
    if unknown:
        raise Invalid(fields={name: [] for name in sorted(unknown)})
    if "kind" in facts:
        closure.lock_tree()
    org = org.claim_edit(seen_version)
    _check_facts(org, facts)
    with refused_as(orgs_org_uscc_key=errors.CreditCodeTaken(uscc=facts.get("uscc"))):
        return _write(org, **facts)


def _check_facts(org: Org, facts: dict[str, Any]) -> None:
    """Raise the first fault of the corrected facts; cleans the credit code in place."""
    if "uscc" in facts:
        facts["uscc"] = _founding.rules.clean_credit_code(facts["uscc"] or "") or None
    if facts.get("uscc"):
        for fault in _founding.code_faults(facts["uscc"], set()):
            raise fault
    if facts.get("region_id") and not Division.objects.filter(pk=facts["region_id"]).exists():
        raise errors.UnknownRegion(region=facts["region_id"])
    # What an older record says otherwise stays until somebody changes it.
    changed = {name: value for name, value in facts.items() if value != getattr(org, name)}
    for _field, fault in _founding.fact_faults(changed, timezone.localdate()):
        raise fault
    kind, form = facts.get("kind", org.kind), facts.get("form", org.form)
    for fault in _founding.form_faults(kind, form):
        raise fault
    if kind != org.kind:
        _places.must_fit_its_places(org, kind)
    if "short_name" in facts:
        OrgName.objects.filter(org=org, valid__endswith=None).update(short_name=facts["short_name"])


def _write(org: Org, **columns: Any) -> Org:
    Org.objects.filter(pk=org.pk).update(**columns)
    return Org.objects.get(pk=org.pk)
