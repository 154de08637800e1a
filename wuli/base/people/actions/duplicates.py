"""Duplicates 疑似同一人: proposed by rule, merged or rejected by an officer, taken apart again.

A merge re-points every foreign key to a person in the whole house, found from the models, so that an app
that comes later is included. Locks both persons in the order of their keys.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, require
from wuli.base.core.errors import Conflict, Invalid

from ..models import Duplicate, Membership, Person
from .capabilities import MERGE
from .repoint import repoint, repoint_back
from .twins import join_twins, part_twins


class MergedFurther(Conflict):
    """The person that was kept has since become part of another merge."""

    code = "people.merged_further"
    message = _("%(name)s后来又并入了别人，先撤销那一次。")


PROPOSE = """
    SELECT DISTINCT ON (l, r) l, r, why FROM (
        SELECT least(a.id, b.id) AS l, greatest(a.id, b.id) AS r,
            CASE WHEN a.phone_bidx = b.phone_bidx THEN 'both' ELSE 'birth' END AS why, 1 AS weight
        FROM people_person a JOIN people_person b ON b.name = a.name AND b.born_on = a.born_on AND b.id > a.id
            AND (right(b.phone_mask, 4) = right(a.phone_mask, 4) OR a.phone_mask = '' OR b.phone_mask = '')
        WHERE a.merged_into_id IS NULL AND b.merged_into_id IS NULL
        UNION ALL
        SELECT least(a.id, b.id), greatest(a.id, b.id), 'phone', 2
        FROM people_person a JOIN people_person b ON b.phone_bidx = a.phone_bidx AND b.id > a.id
            AND (b.initials = a.initials OR b.born_on = a.born_on OR similarity(a.name, b.name) > 0.3)
        WHERE a.merged_into_id IS NULL AND b.merged_into_id IS NULL
    ) pairs
    WHERE NOT EXISTS (SELECT 1 FROM people_duplicate d WHERE d.left_id = l AND d.right_id = r)
    ORDER BY l, r, weight
"""
REASONS = {
    "both": _("同名，同一天出生，手机号相同"),
    "birth": _("同名，同一天出生，手机尾号不冲突"),
    "phone": _("同一个手机号，姓名相近或同一天出生"),
}


@action("people.propose_duplicates")
def propose_duplicates(*, actor: Actor) -> int:
    """Propose every pair that looks like one person and was not judged before; gives how many are new.

    An officer's run proposes only pairs of whom both are within reach.
    """
    require(actor, MERGE)
    with connection.cursor() as cursor:
        cursor.execute(PROPOSE)
        pairs = cursor.fetchall()
    if not getattr(actor, "is_system", False):
        known = {key for left, right, _why in pairs for key in (left, right)}
        mine = set(
            Person.objects.visible_to(actor, MERGE.code).filter(pk__in=known).values_list("pk", flat=True)
        )
        pairs = [pair for pair in pairs if pair[0] in mine and pair[1] in mine]
    rows = [Duplicate(left_id=left, right_id=right, reason=why) for left, right, why in pairs]
    return len(Duplicate.objects.bulk_create(rows, ignore_conflicts=True))


@action("people.pair")
def pair_persons(*, actor: Actor, one: Person, other: Person) -> Duplicate:
    """Put two persons side by side for judging, found by an officer rather than by rule."""
    require(actor, MERGE, one.home)
    require(actor, MERGE, other.home)
    if one.pk == other.pk:
        raise Invalid({"other": [_("选的是同一条记录。")]})
    left, right = sorted((one, other), key=lambda person: person.pk)
    pair, _made = Duplicate.objects.get_or_create(left=left, right=right, defaults={"reason": "officer"})
    return pair


@action("people.merge")
def merge_persons(
    *, actor: Actor, duplicate: Duplicate, winner: Person, seen_version: int, at: datetime
) -> Person:
    """Merge 合并 the pair into `winner`: everything that points to the other points to the winner from now.

    What would then be there twice (two attendances of one session) is set aside. All of it is kept, so that
    `undo_merge` puts it back. Memberships of one union that overlap become one; the account moves along.
    Raises BothMembers when memberships of different unions overlap in time.
    """
    _require_both(actor, duplicate)
    duplicate = duplicate.claim_edit(seen_version)
    left, right = _locked(duplicate)
    if winner.pk not in (left.pk, right.pk):
        raise Invalid({"winner": [_("留下的只能是这两人中的一个。")]})
    kept, lost = (left, right) if winner.pk == left.pk else (right, left)
    if kept.merged_into_id or lost.merged_into_id:
        raise Conflict()
    joined = join_twins(kept, lost)
    duplicate.move_to(Duplicate.State.MERGED)
    moved = {
        "rows": repoint(lost.pk, kept.pk),
        "joined": joined,
        "home": str(kept.home_id or ""),
        "account": _move_account(kept, lost),
    }
    Person.objects.filter(pk=lost.pk).update(merged_into=kept)
    _settle_home(kept)
    Duplicate.objects.filter(pk=duplicate.pk).update(winner=kept, moved=moved, decided_at=at)
    kept.refresh_from_db()
    return kept


@action("people.undo_merge")
def undo_merge(*, actor: Actor, duplicate: Duplicate, seen_version: int) -> Duplicate:
    """Take a merge apart 撤销合并: what was moved goes back, what came later stays with the one kept."""
    _require_both(actor, duplicate)
    duplicate = duplicate.claim_edit(seen_version)
    left, right = _locked(duplicate)
    duplicate.move_to(Duplicate.State.PROPOSED)
    kept, lost = (left, right) if duplicate.winner_id == left.pk else (right, left)
    if kept.merged_into_id:
        raise MergedFurther(name=kept.name)
    Person.objects.filter(pk=lost.pk).update(merged_into=None)
    repoint_back(duplicate.moved["rows"], lost.pk, kept.pk)
    part_twins(duplicate.moved.get("joined", []), kept.name)
    _move_account_back(duplicate.moved.get("account", ""), lost, kept)
    home = duplicate.moved["home"]
    Person.objects.filter(pk=kept.pk).update(home=UUID(home) if home else None)
    _settle_home(kept)
    Duplicate.objects.filter(pk=duplicate.pk).update(winner=None, moved={}, decided_at=None)
    duplicate.refresh_from_db()
    return duplicate


@action("people.reject_duplicate")
def reject_duplicate(*, actor: Actor, duplicate: Duplicate, seen_version: int, at: datetime) -> Duplicate:
    """Say that the two are not one person 不是同一人; the pair is not proposed again."""
    _require_both(actor, duplicate)
    duplicate = duplicate.claim_edit(seen_version)
    duplicate.move_to(Duplicate.State.REJECTED)
    Duplicate.objects.filter(pk=duplicate.pk).update(decided_at=at)
    return duplicate


def _require_both(actor: Actor, duplicate: Duplicate) -> None:
    require(actor, MERGE, duplicate.left.home)
    require(actor, MERGE, duplicate.right.home)


def _locked(duplicate: Duplicate) -> tuple[Person, Person]:
    keys = [duplicate.left_id, duplicate.right_id]
    left, right = Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return left, right


def _move_account(kept: Person, lost: Person) -> str:
    """The account one signs in with follows the person, unless the kept record has one of its own."""
    if lost.user_id is None or kept.user_id is not None:
        return ""
    user = lost.user_id
    Person.objects.filter(pk=lost.pk).update(user=None)
    Person.objects.filter(pk=kept.pk).update(user=user)
    return str(user)


def _move_account_back(user: str, lost: Person, kept: Person) -> None:
    owner = UUID(user) if user else None
    if owner and Person.objects.filter(pk=kept.pk, user=owner).update(user=None):
        Person.objects.filter(pk=lost.pk, user=None).update(user=owner)


def _settle_home(person: Person) -> None:
    latest = Membership.objects.filter(person=person).order_by("-valid").first()
    if latest is not None:
        Person.objects.filter(pk=person.pk).update(home=latest.org_id)
