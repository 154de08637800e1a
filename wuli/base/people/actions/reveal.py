"""Reading a sealed value of a person in clear."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, require
from wuli.base.core.actions.reveal import reveal
from wuli.base.core.errors import Invalid

from ..models import Person
from .capabilities import REVEAL

SEALED = {"id_number": _("证件号码"), "phone": _("手机号"), "bank_account": _("银行账号")}
MASKS = {"id_number": "id_mask", "phone": "phone_mask", "bank_account": "bank_mask"}


@action("people.reveal")
def reveal_person(*, actor: Actor, person: Person, field: str, purpose: str, at: datetime) -> str:
    """The identity number, phone or bank account in clear, for a stated purpose that is kept for good."""
    require(actor, REVEAL, person.home)
    if field not in SEALED:
        raise Invalid({"field": [_("没有这一项。")]})
    if not getattr(person, MASKS[field]):  # nothing is read, so no reading is kept
        raise Invalid({"field": [_("没有登记%(what)s。") % {"what": SEALED[field]}]})
    return reveal(
        actor=actor, record=person, field=field, purpose=purpose, capability=REVEAL, org=person.home, at=at
    )
