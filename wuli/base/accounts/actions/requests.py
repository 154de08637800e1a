"""Requests about one's own data, and their answers."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core import rules
from wuli.base.core.actions import Actor, action, refused_as
from wuli.base.core.errors import Conflict, Invalid

from ..errors import AskedAlready
from ..models import PrivacyRequest, User
from ..permission import ANSWER_PRIVACY, OWN_ACCOUNT, require_for, require_own_or
from ..rule_kinds import PRIVACY_ANSWER
from .closing import close_own_account


@action("accounts.ask_about_data")
def ask_about_data(*, actor: Actor, user: User, kind: str, detail: str = "", at: datetime) -> PrivacyRequest:
    """Ask for a copy, a correction, a deletion or an explanation; the answer is due by a dated rule.

    Raises AskedAlready while the same request is open.
    """
    require_own_or(actor, OWN_ACCOUNT, user)
    if kind == PrivacyRequest.Kind.CORRECT and not detail.strip():
        raise Invalid({"detail": [_("请写明哪一项不对，应该是什么。")]})
    on = timezone.localdate(at)
    rule = rules.at(PRIVACY_ANSWER.code, None, on)
    with refused_as(privacy_request_one_open_per_kind=AskedAlready()):
        return PrivacyRequest.objects.create(
            user=user,
            kind=kind,
            detail=detail.strip() or None,
            asked_at=at,
            due_on=on + timedelta(days=rule.value),
            rule_source=rule.source,
            ruleset=rule.ruleset_id,
        )


@action("accounts.withdraw_privacy_request")
def withdraw_privacy_request(*, actor: Actor, request: PrivacyRequest) -> None:
    """Take one's own request back while it is open."""
    require_own_or(actor, OWN_ACCOUNT, request.user)
    request.move_to(PrivacyRequest.State.WITHDRAWN)


@action("accounts.answer_privacy_request")
def answer_privacy_request(
    *, actor: Actor, request: PrivacyRequest, granted: bool, answer: str, at: datetime
) -> None:
    """Answer a request with reasons 答复 (第五十条: a refusal gives its reasons).

    Granting a deletion closes and empties the account. Nobody answers their own request.
    """
    require_for(actor, ANSWER_PRIVACY, request.user)
    if not answer.strip():
        raise Invalid({"answer": [_("请写答复。不同意的，要写明理由。")]})
    request = PrivacyRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request.pk)
    state = PrivacyRequest.State.GRANTED if granted else PrivacyRequest.State.REFUSED
    if actor.pk == request.user_id or not request.may_move_to(state):
        raise Conflict()
    request.answer, request.answered_at, request.state = answer.strip(), at, state
    request.answered_by_id = actor.pk
    request.save(update_fields=["answer", "answered_at", "answered_by", "state"])
    if granted and request.kind == PrivacyRequest.Kind.DELETE:
        close_own_account(actor=actor, user=request.user)
