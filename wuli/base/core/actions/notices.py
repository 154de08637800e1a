"""Reading notices: each user their own."""

from datetime import datetime

from wuli.base.core.errors import Missing
from wuli.base.core.models import Notice

from .kernel import Actor, action


@action("core.read_notice")
def read_notice(*, actor: Actor, notice: Notice, at: datetime) -> Notice:
    """Mark `notice` as read at `at`; a second reading keeps the first time. Missing for anybody else's."""
    require_own(actor, notice)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
    notice.refresh_from_db()
    return notice


@action("core.read_all_notices")
def read_all_notices(*, actor: Actor, at: datetime) -> int:
    """Mark every unread notice of `actor` as read; says how many there were."""
    require_account(actor)
    return Notice.objects.visible_to(actor).unread().update(read_at=at)


def require_account(actor: Actor) -> None:
    """Pass anybody with an account; the platform itself reads no notices."""
    if actor.pk is None:
        raise Missing()


def require_own(actor: Actor, notice: Notice) -> None:
    """Pass the user whom `notice` was written for; to anybody else it does not exist."""
    if notice.user_id != actor.pk:
        raise Missing()
