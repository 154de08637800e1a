"""Takes a whole import back: memberships and tags it made, facts it changed, persons nobody knew before."""

# ruff: noqa: S608 - statements are joined from constants of this file, values are parameters

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import RuleBroken

from .models import RosterImport


class RosterTouched(RuleBroken):
    """Something else has happened to these people since; taking them out would lose it."""

    code = "people.roster_touched"
    message = _("这批里有 %(people)s 人入册后又办过别的事，整批撤回会丢掉那些记录。")
    cure = _("什么都没有撤。请逐个办理退会或转会。")


def take_back(roster: RosterImport) -> int:
    """Undo everything the import did, or nothing; says how many rows. Raises RosterTouched."""
    told = {"batch": roster.pk, "source": roster.source}
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, told)
        touched = cursor.fetchone()[0]
        if touched:
            raise RosterTouched(people=touched)
        try:
            with transaction.atomic():
                for sql in (DELETE_TAGS, DELETE_MEMBERSHIPS, PUT_BACK, DELETE_PERSONS):
                    cursor.execute(sql, told)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except IntegrityError as error:
            raise RosterTouched(people=_("一些")) from error
        cursor.execute(MARK_UNDONE, told)
        return cursor.rowcount


ENTERED = "s.batch = %(batch)s AND s.state = 'entered'"

TOUCHED = f"""
SELECT count(*) FROM core_stagedrow s JOIN people_person p ON p.id = coalesce(s.match, s.subject)
LEFT JOIN people_membership m ON m.id = s.subject
WHERE {ENTERED} AND (
    p.version <> coalesce((s.outcome->'before'->>'version')::int, 1)
    OR p.merged_into_id IS NOT NULL
    OR m.version > 1 OR NOT upper_inf(m.valid)
    OR (s.match IS NULL AND (
        EXISTS (SELECT FROM people_membership o WHERE o.person_id = p.id AND o.id <> s.subject)
        OR EXISTS (SELECT FROM people_persontag t WHERE t.person_id = p.id AND t.source <> %(source)s))))
"""

DELETE_TAGS = "DELETE FROM people_persontag WHERE source = %(source)s"

DELETE_MEMBERSHIPS = "DELETE FROM people_membership WHERE source = %(source)s"

PUT_BACK = f"""
UPDATE people_person p SET
    phone = decode(b.phone, 'base64'), phone_bidx = decode(b.phone_bidx, 'base64'),
    phone_mask = b.phone_mask, bank_account = decode(b.bank_account, 'base64'),
    bank_bidx = decode(b.bank_bidx, 'base64'), bank_mask = b.bank_mask, nation = b.nation,
    education = b.education, political = b.political, marital = b.marital, skill = b.skill, job = b.job,
    work_started_on = b.work_started_on, employer_id = b.employer_id, home_id = b.home_id,
    version = p.version + 1
FROM core_stagedrow s, jsonb_to_record(s.outcome->'before') AS b(
    phone text, phone_bidx text, phone_mask text, bank_account text,
    bank_bidx text, bank_mask text, nation text, education text,
    political text, marital text, skill text, job text, work_started_on date, employer_id uuid, home_id uuid)
WHERE {ENTERED} AND p.id = s.match AND s.outcome ? 'before'
"""

DELETE_PERSONS = f"""
DELETE FROM people_person p USING core_stagedrow s
WHERE {ENTERED} AND s.match IS NULL AND p.id = s.subject
"""

MARK_UNDONE = f"UPDATE core_stagedrow s SET state = 'undone' WHERE {ENTERED}"
