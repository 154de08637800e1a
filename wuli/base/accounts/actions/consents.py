"""Giving and withdrawing consent, each one call."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from wuli.base.core.actions import Actor, action, refused_as, require

from ..errors import TextMovedOn
from ..models import Consent, ConsentText, User
from ..permission import OWN_ACCOUNT, PUBLISH_TEXTS, require_own_or


@action("accounts.give_consent")
def give_consent(
    *, actor: Actor, user: User, text: ConsentText, at: datetime, channel: str = Consent.Channel.WEB
) -> Consent:
    """Agree to `text` 同意; an older version agreed to before is closed at the same instant.

    Agreeing twice to one version is once. Raises TextMovedOn when a newer wording is in force.
    """
    require_own_or(actor, OWN_ACCOUNT, user)
    in_force = ConsentText.objects.in_force(timezone.localdate(at)).values_list("pk", flat=True)
    if text.pk not in set(in_force):
        raise TextMovedOn(title=text.title)
    standing = Consent.objects.in_force().filter(user=user, purpose=text.purpose).first()
    if standing is not None and standing.text_id == text.pk:
        return standing
    if standing is not None:
        Consent.objects.filter(pk=standing.pk, withdrawn_at=None).update(withdrawn_at=at)
    with refused_as(consent_one_in_force=TextMovedOn(title=text.title)):
        return Consent.objects.create(
            user=user,
            text=text,
            purpose=text.purpose,
            version=text.version,
            text_digest=text.digest,
            given_at=at,
            channel=channel,
        )


@action("accounts.give_required_consents")
def give_required_consents(
    *, actor: Actor, user: User, at: datetime, channel: str = Consent.Channel.WEB
) -> list[Consent]:
    """Agree to every text without which the service cannot be used."""
    require_own_or(actor, OWN_ACCOUNT, user)
    texts = [t for t in ConsentText.objects.in_force(timezone.localdate(at)) if t.required]
    return [give_consent(actor=actor, user=user, text=t, at=at, channel=channel) for t in texts]


@action("accounts.withdraw_consent")
def withdraw_consent(*, actor: Actor, user: User, purpose: str, at: datetime) -> int:
    """Withdraw 撤回 the consent for `purpose` (个人信息保护法 第十五条); withdrawing twice is once.

    What was done before stays lawful. Returns how many consents ended.
    """
    require_own_or(actor, OWN_ACCOUNT, user)
    return Consent.objects.in_force().filter(user=user, purpose=purpose).update(withdrawn_at=at)


@action("accounts.publish_consent_text")
def publish_consent_text(*, actor: Actor, purpose: str, **words: Any) -> ConsentText:
    """Publish the next version of the text for `purpose`; who agreed to the old one is asked again."""
    require(actor, PUBLISH_TEXTS)
    newest = ConsentText.objects.filter(purpose=purpose).aggregate(Max("version"))["version__max"] or 0
    return ConsentText.objects.create(purpose=purpose, version=newest + 1, **words)
