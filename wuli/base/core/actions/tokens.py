"""Issuing and revoking one's own API tokens. A token never reaches further than its owner."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import rules
from ..errors import Invalid, Missing
from ..models.tokens import ApiToken, KeptAnswer, token_digest
from ..rule_kinds import TOKEN_LIFE
from .kernel import action, own_steps

START = "wuli_"


own_steps(
    {
        "core.issue_token": _("发接口令牌"),
        "core.revoke_token": _("收回接口令牌"),
        "core.choose_columns": _("选名单的列"),
        "core.start_job": _("开始后台任务"),
        "core.cancel_job": _("停下后台任务"),
        "core.retry_job": _("再办一次后台任务"),
    }
)


@action("core.issue_token")
def issue_token(
    *, actor: Any, name: str, scopes: Iterable[str], days: int, known_scopes: Iterable[str], at: datetime
) -> tuple[ApiToken, str]:
    """Make a token 接口令牌 that acts as `actor` within `scopes` for `days`; its clear text is told once.

    Refuses scopes that the API does not know, and lives longer than the rule allows.
    """
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(known_scopes):
        raise Invalid(fields={"scopes": [_("请至少选一个范围，只能选列出的范围。")]})
    longest = rules.at(TOKEN_LIFE.code, None, timezone.localdate(at)).value
    if not 1 <= days <= longest:
        raise Invalid(fields={"days": [_("有效期为 1 至 %(longest)s 天。") % {"longest": longest}]})
    clear = START + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=actor,
        name=name,
        digest=token_digest(clear),
        hint=clear[:10],
        scopes=wanted,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    return token, clear


@action("core.revoke_token")
def revoke_token(*, actor: Any, token: ApiToken, at: datetime) -> ApiToken:
    """Close a token of one's own at once; revoking it again changes nothing. Missing for anybody else's."""
    _require_own(actor, token)
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
    token.refresh_from_db()
    return token


@action("core.forget_answers")
def forget_answers(*, actor: Any, at: datetime) -> int:
    """Delete kept answers older than a day; for the nightly job only."""
    _require_system(actor)
    return KeptAnswer.stale(at).delete()[0]


def _require_own(actor: Any, token: ApiToken) -> None:
    if token.user_id != actor.pk:
        raise Missing()


def _require_system(actor: Any) -> None:
    if not getattr(actor, "is_system", False):
        raise Missing()
