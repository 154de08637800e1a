"""Giving and withdrawing consent, each one call."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid

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
def publish_consent_text(
    *, actor: Actor, purpose: str, valid_from: date, at: datetime, **words: Any
) -> ConsentText:
    """Publish the next version of the text for `purpose`; who agreed to the old one is asked again.

    It is in force from `valid_from`, today at the earliest: nobody agreed yesterday to words of today.
    Raises Invalid for a day that is past or before the version it follows, or the same words again, and
    Conflict when two people publish at once.
    """
    require(actor, PUBLISH_TEXTS)
    words = {name: _plain(value) for name, value in words.items()}
    newest = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    if valid_from < timezone.localdate(at):
        raise Invalid({"valid_from": [_("填今天或以后的日期。")]})
    if newest is not None and valid_from < newest.valid_from:
        told = {"n": newest.version, "day": newest.valid_from}
        raise Invalid({"valid_from": [_("第 %(n)s 版从 %(day)s 起用，新版不能比它早。") % told]})
    if newest is not None and all(getattr(newest, name) == value for name, value in words.items()):
        raise Invalid({"text_zh": [_("和第 %(n)s 版一个字没变，不用再发布。") % {"n": newest.version}]})
    version = newest.version + 1 if newest else 1
    with refused_as(consent_text_once_per_version=Conflict()):
        return ConsentText.objects.create(purpose=purpose, version=version, valid_from=valid_from, **words)


def _plain(value: Any) -> Any:
    """Browsers end lines in their own way; the words are the same."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
