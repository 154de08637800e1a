"""What an identity paper and a phone number say, as pure functions: check digit, birth, sex, masks.

GB 11643-1999. Retired county codes are not refused: people keep the number they were born with.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid

from .codes import IdType, Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
RESIDENCE_PREFIXES = ("81", "82", "83")  # Hong Kong, Macao, Taiwan residents
OLDEST_BIRTH_YEAR = 1900

_DIGIT_WORTH = [{str(d): d * weight for d in range(10)} for weight in WEIGHTS]
_NOISE = re.compile(r"[\s\u200b\ufeff\-‐–—]+")
_OLD_FOREIGN = re.compile(r"[A-Z]{3}\d{12}")
_MOBILE = re.compile(r"1[3-9]\d{9}")


class BadIdNumber(Invalid):
    """An ID number that cannot be right; `reason` is length, characters, birth, future or check_digit."""

    code = "people.bad_id_number"
    reasons = {
        "length": (_("证件号码是 18 位，这里是 %(length)s 位。"), _("看证件原件补齐。")),
        "characters": (_("证件号码里有不该有的字符。"), _("只能是数字，最后一位可以是 X。")),
        "birth": (_("证件号码里的出生日期不存在。"), _("第 7 到 14 位是出生日期，请对照原件。")),
        "future": (_("证件号码里的出生日期还没有到。"), _("第 7 到 14 位是出生日期，请对照原件。")),
        "check_digit": (
            _("证件号码最后一位对不上：按前 17 位算应为 %(expected)s，不是 %(found)s。"),
            _("多半有一位抄错，请对照原件。"),
        ),
    }

    def __init__(self, reason: str, **params: object) -> None:
        self.reason = reason
        self.message: str | Promise = self.reasons[reason][0]  # type: ignore[misc]
        self.cure: str | Promise = self.reasons[reason][1]  # type: ignore[misc]
        super().__init__(**params)
        self.fields = {"id_number": [str(self)]}


class BadPhone(Invalid):
    """A mobile number that cannot be right; `reason` is length or characters."""

    code = "people.bad_phone"
    reasons = {
        "length": (_("手机号是 11 位，这里是 %(length)s 位。"), _("补齐，或者先空着，本人以后自己补。")),
        "characters": (_("这不是中国大陆的手机号。"), _("手机号是 11 位数字，以 13 到 19 开头。")),
    }

    def __init__(self, reason: str, **params: object) -> None:
        self.reason = reason
        self.message: str | Promise = self.reasons[reason][0]  # type: ignore[misc]
        self.cure: str | Promise = self.reasons[reason][1]  # type: ignore[misc]
        super().__init__(**params)
        self.fields = {"phone": [str(self)]}


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What a valid ID number says. Birth and sex are derived, never asked twice."""

    number: str
    id_type: str
    born_on: date | None
    sex: str


def id_check_digit(first_17: str) -> str:
    """The 18th character that belongs to `first_17` digits."""
    return CHECK_DIGITS[sum([worth[digit] for worth, digit in zip(_DIGIT_WORTH, first_17, strict=True)]) % 11]


def normalise_id_number(text: str) -> str:
    """Upper case, half width, no blanks; the 15 digits of the first-generation card become 18.

    Two spellings of one number give one text, which is what its blind index is made of.
    """
    number = text if text.isascii() else unicodedata.normalize("NFKC", text)
    number = _NOISE.sub("", number).upper()
    if len(number) == 15 and number.isdigit():
        long = f"{number[:6]}19{number[6:]}"
        return long + id_check_digit(long)
    return number


def parse_id_number(text: str, *, today: date) -> IdNumber:
    """What the ID number `text` says; raises BadIdNumber with the reason.

    Accepts resident cards, residence permits of Hong Kong, Macao and Taiwan people (81, 82, 83) and
    foreign permanent-resident cards (18 digits from 9, or the older three letters and 12 digits).
    """
    number = normalise_id_number(text)
    if _OLD_FOREIGN.fullmatch(number):
        return IdNumber(number, IdType.FOREIGN.value, None, Sex.UNKNOWN.value)
    if len(number) != 18:
        raise BadIdNumber("length", length=len(number))
    body, last = number[:17], number[17]
    if not (body.isascii() and body.isdigit() and last in "0123456789X"):
        raise BadIdNumber("characters")
    born_on = _birth(number[6:14])
    if born_on is None or born_on.year < OLDEST_BIRTH_YEAR:
        raise BadIdNumber("birth")
    if born_on > today:
        raise BadIdNumber("future")
    expected = id_check_digit(body)
    if last != expected:
        raise BadIdNumber("check_digit", expected=expected, found=last)
    sex = Sex.MALE.value if number[16] in "13579" else Sex.FEMALE.value
    return IdNumber(number, _id_type(number), born_on, sex)


@lru_cache(maxsize=50_000)
def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _id_type(number: str) -> str:
    if number.startswith(RESIDENCE_PREFIXES):
        return IdType.HK_MO_TW.value
    return IdType.FOREIGN.value if number[0] == "9" else IdType.RESIDENT.value


def normalise_phone(text: str) -> str:
    """Eleven digits of a mainland mobile number, without +86 and blanks; raises BadPhone."""
    phone = text if text.isascii() else unicodedata.normalize("NFKC", text)
    phone = _NOISE.sub("", phone)
    for prefix in ("+86", "0086"):
        phone = phone.removeprefix(prefix)
    if len(phone) == 13 and phone.startswith("86"):
        phone = phone[2:]
    if not (phone.isascii() and phone.isdigit()):
        raise BadPhone("characters")
    if len(phone) != 11:
        raise BadPhone("length", length=len(phone))
    if not _MOBILE.fullmatch(phone):
        raise BadPhone("characters")
    return phone


def mask_id_number(number: str) -> str:
    """320922********0017: region and last four stay, the rest is hidden."""
    return f"{number[:6]}{'*' * max(len(number) - 10, 4)}{number[-4:]}" if len(number) > 10 else "****"


def mask_phone(phone: str) -> str:
    """138****0017."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def mask_name(name: str) -> str:
    """欧阳＊＊ or 王＊芳: enough for its bearer to know it, not for a stranger."""
    if len(name) <= 2:
        return name[:1] + "＊" * (len(name) - 1)
    return f"{name[0]}{'＊' * (len(name) - 2)}{name[-1]}"
