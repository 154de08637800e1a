"""Mainland mobile numbers: one spelling, one blind index, one mask."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid
from wuli.base.core.secrets import blind

_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise_phone(text: str) -> str:
    """The eleven digits of a mobile number, from any customary spelling (+86, spaces, full-width digits).

    Raises Invalid on `phone` when it is no mainland mobile number.
    """
    plain = unicodedata.normalize("NFKC", text or "")
    digits = re.sub(r"[\s\-().·]", "", plain)
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    if not _MOBILE.fullmatch(digits):
        raise Invalid({"phone": [_("手机号是 11 位数字，以 1 开头。请再看一眼。")]})
    return digits


def phone_index(phone: str, label: str = "user.phone") -> bytes:
    """Blind index of a number as typed; `label` is that of the sealed field beside it."""
    return blind(label, normalise_phone(phone))


def phone_mask(phone: str) -> str:
    """138****4071."""
    digits = normalise_phone(phone)
    return f"{digits[:3]}****{digits[-4:]}"
