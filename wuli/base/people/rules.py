"""What can be told from a value alone: identity numbers, phones, accounts, names, their masks and keys.

GB 11643-1999 for residents, the same form for residence permits of Hong Kong, Macao and Taiwan residents
(region 81, 82, 83) and for permanent-resident cards of foreigners since 2023 (first digit 9).
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul
from typing import ClassVar, NamedTuple

from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from wuli.base.core.errors import Invalid
from wuli.base.core.secrets import blind

from .codes import IdType, Sex

_PLAIN_ID, _PLAIN_PHONE = re.compile(r"[0-9]{17}[0-9X]"), re.compile(r"1[3-9][0-9]{9}")  # as most are written
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
_ZEROS = ord("0") * sum(WEIGHTS)  # digits are weighed as bytes: rosters have 100,000 rows
PROVINCES = frozenset(  # GB/T 2260
    f"{n}" for first, last in [(11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71)]
    for n in range(first, last + 1)
)  # fmt: skip
PERMIT_REGIONS = frozenset({"81", "82", "83"})
PAPERS = {  # by the first two digits
    **dict.fromkeys(PROVINCES, IdType.RESIDENT),
    **dict.fromkeys(PERMIT_REGIONS, IdType.HK_MO_TW),
    **dict.fromkeys((f"9{n}" for n in range(10)), IdType.FOREIGN),
}
SEXES = {str(n): Sex.MALE if n % 2 else Sex.FEMALE for n in range(10)}  # by the 17th digit
_NOISE = re.compile(r"[\s\u200b\ufeff\-—‐‑–]+")
EARLIEST_BIRTH = date(1900, 1, 1)
YOUNGEST_HOLDER = 16  # of a permanent-resident card before 2023: tells the century of a two-digit year

# Surnames that sound unlike the same character elsewhere.
SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "盖": "ge", "任": "ren", "区": "ou",
    "朴": "piao", "翟": "zhai", "缪": "miao", "尉迟": "yu chi", "万俟": "mo qi", "洗": "xian", "纪": "ji",
    "燕": "yan", "覃": "qin", "乐": "yue", "员": "yun", "华": "hua", "宓": "fu", "逄": "pang",
}  # fmt: skip
COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 南宫 端木 百里 呼延 万俟 "  # noqa: SIM905
    "澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 轩辕 钟离 鲜于 闾丘 独孤 拓跋 赫连".split()
)


class BadValue(Invalid):
    """A value that cannot be right, with what is wrong about it and how to mend it; `field` is where."""

    code = "people.bad_value"
    field: ClassVar[str] = ""

    def __init__(self, **params: object) -> None:
        super().__init__(**params)
        self.fields = {self.field: [f"{self}{self.how_to_mend}"]}


class BadIdNumber(BadValue):
    """An identity number that no paper has; each fault is a class of its own, `reason` its short name."""

    code = "people.bad_id_number"
    field = "id_number"
    reason: ClassVar[str] = ""


class IdMissing(BadIdNumber):
    """No number was given."""

    reason = "missing"
    message = _("没有填证件号码。")
    cure = _("照证件填写，一位不少。")


class IdForm(BadIdNumber):
    """The number has a length or characters that no identity paper has."""

    reason = "length"
    message = _("证件号码有 %(length)s 位，不像任何一种证件。")
    cure = _("身份证和居住证 18 位（老证 15 位）；外国人永久居留证 18 位，老证是 3 个字母加 12 位数字。")


class IdScientific(BadIdNumber):
    """A spreadsheet turned the number into a float: its last digits are gone."""

    reason = "scientific"
    message = _("证件号码被表格软件改成了科学记数，后几位已经丢了。")
    cure = _("把这一列设为「文本」，再照证件重填。")


class IdRegion(BadIdNumber):
    """No province, permit or card has these first two digits."""

    reason = "region"
    message = _("证件号码开头 %(region)s 不是任何省份。")
    cure = _("照证件核对前两位。")


class IdBirth(BadIdNumber):
    """The birth date inside the number is no date, lies ahead, or nobody living has it."""

    reason = "birth"
    message = _("证件号码里的出生日期不对。")
    cure = _("照证件核对第 7 到 14 位。")


class IdCheckDigit(BadIdNumber):
    """The last character does not fit the others; one of them was mistyped."""

    reason = "check_digit"
    message = _("证件号码最后一位应是 %(should_be)s，现在是 %(given)s。")
    cure = _("多半有一位抄错或两位颠倒，照证件从头核对。")


class BadPhone(BadValue):
    """Not the number of a mobile phone."""

    code = "people.bad_phone"
    field = "phone"
    message = _("手机号不对：应是 1 开头的 11 位数字，现在有 %(length)s 位。")
    cure = _("境外号码前面加「+」和国家码，如 +852。")


class BadAccount(BadValue):
    """Not the number of a bank account."""

    code = "people.bad_account"
    field = "bank_account"
    message = _("银行账号应是 8 到 30 位数字。")
    cure = _("只填数字，不填开户行。")


class BadName(BadValue):
    """Not the name of a person."""

    code = "people.bad_name"
    field = "name"
    message = _("「%(name)s」不像人名。")
    cure = _("填证件上的姓名，少数民族姓名的间隔点用「·」。")


class IdNumber(NamedTuple):
    """What an identity number says. `checked` is False where the paper's form has no check digit."""

    number: str
    id_type: IdType
    born_on: date | None
    sex: Sex
    checked: bool


def id_check_digit(first_17: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[(sum(map(mul, first_17.encode("ascii"), WEIGHTS)) - _ZEROS) % 11]


def tidy(text: str) -> str:
    """Full-width letters and digits made half-width; blanks of every kind and dashes taken out."""
    text = text or ""
    return _NOISE.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def parse_id_number(text: str, today: date | None = None) -> IdNumber:
    """Read an identity number: paper, birth, sex; old 15-digit ones are brought to 18 digits.

    Raises a BadValue that names the fault. County codes that no longer exist are right (the holder keeps
    the number); births after `today` are not.
    """
    if _PLAIN_ID.fullmatch(text or ""):
        return _of_18(text, today)
    number = tidy(text).upper()
    if not number:
        raise IdMissing()
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]+", number):
        raise IdScientific()
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _of_18(number, today)
    if re.fullmatch(r"[0-9]{15}", number):
        return _of_15(number, today)
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return _of_old_foreign_card(number, today)
    raise IdForm(length=len(number))


def _of_18(number: str, today: date | None) -> IdNumber:
    id_type = _paper(number)
    born_on = _birth(number[6:14], today)
    should_be = id_check_digit(number[:17])
    if number[17] != should_be:
        raise IdCheckDigit(should_be=should_be, given=number[17])
    return IdNumber(number, id_type, born_on, _sex(number[16]), checked=True)


def _of_15(number: str, today: date | None) -> IdNumber:
    """First-generation cards: everyone on them was born in the 1900s; there is no check digit to test."""
    first17 = f"{number[:6]}19{number[6:]}"
    id_type = _paper(first17)
    if id_type != IdType.RESIDENT:
        raise IdRegion(region=number[:2])
    full = first17 + id_check_digit(first17)
    return IdNumber(full, id_type, _birth(full[6:14], today), _sex(full[16]), checked=False)


def _of_old_foreign_card(number: str, today: date | None) -> IdNumber:
    """Cards before 2023: nation (3 letters), place (4), YYMMDD, serial, check. Sex is not in the number."""
    short_year = int(number[7:9])
    latest = (today.year if today else 2023) - YOUNGEST_HOLDER
    century = 2000 if 2000 + short_year <= latest else 1900
    born_on = _birth(f"{century + short_year}{number[9:13]}", today)
    return IdNumber(number, IdType.FOREIGN, born_on, Sex.UNKNOWN, checked=False)


def _paper(number: str) -> IdType:
    if paper := PAPERS.get(number[:2]):
        return paper
    raise IdRegion(region=number[:2])


@lru_cache(maxsize=50_000)
def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _birth(digits: str, today: date | None) -> date:
    born_on = _day(digits)
    if born_on is None or born_on < EARLIEST_BIRTH or (today and born_on > today):
        raise IdBirth()
    return born_on


def _sex(digit: str) -> Sex:
    return SEXES[digit]


def normalise_phone(text: str) -> str:
    """A mobile number as 11 digits, or +country number from abroad; raises BadPhone."""
    if _PLAIN_PHONE.fullmatch(text or ""):
        return text
    digits = re.sub(r"[()（）.]", "", tidy(text))
    digits = re.sub(r"^(?:\+86|0086|86(?=1[0-9]{10}$))", "", digits)
    if re.fullmatch(r"1[3-9][0-9]{9}", digits) or re.fullmatch(r"\+(?!86)[1-9][0-9]{6,14}", digits):
        return digits
    raise BadPhone(length=len(digits))


def normalise_account(text: str) -> str:
    """A bank account as digits only; raises BadAccount."""
    digits = tidy(text)
    if not re.fullmatch(r"[0-9]{8,30}", digits):
        raise BadAccount()
    return digits


def normalise_name(text: str) -> str:
    """A name as on the paper: no blanks inside Han names, one middle dot; raises BadName."""
    name = unicodedata.normalize("NFC", (text or "").replace("\u3000", " ")).strip()
    name = re.sub(r"[•・‧∙．.。](?=\w)", "·", name)
    name = re.sub(r"\s+", " ", name)
    if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", name):
        name = name.replace(" ", "")
    if len(name) < 2 or len(name) > 64 or not re.fullmatch(r"[^\W\d_][\w·' -]*", name):
        raise BadName(name=name[:20])
    return name


def mask_id_number(number: str) -> str:
    """320922********0017: place and tail stay, the birth date does not; older forms keep the last two."""
    return (
        f"{number[:6]}********{number[-4:]}" if len(number) == 18 else f"{number[:3]}**********{number[-2:]}"
    )


def mask_phone(phone: str) -> str:
    """138****1234."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def mask_account(account: str) -> str:
    """****1234: the tail is enough to tell one's own account."""
    return f"****{account[-4:]}" if account else ""


def surname_of(name: str) -> str:
    """The surname: two characters for 欧阳 and its like, else the first."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def mask_name(name: str) -> str:
    """陈＊强, 李＊, 欧阳＊: for screens that others can see."""
    surname = surname_of(name)
    rest = name[len(surname) :]
    if len(rest) >= 2 and len(surname) == 1:
        return f"{surname}{'＊' * (len(rest) - 1)}{rest[-1]}"
    return f"{surname}{'＊' * max(len(rest), 1)}"


@lru_cache(maxsize=16_384)
def _sound(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.NORMAL)).lower()


def _sounds(name: str) -> list[str]:
    surname = surname_of(name)
    first = SURNAMES[surname].split() if surname in SURNAMES else [_sound(c) for c in surname]
    return first + [_sound(c) for c in name[len(surname) :] if c.isalnum()]


def name_key(name: str) -> str:
    """The order of lists: pinyin syllables, so that 陈 stands under C; surnames as surnames sound."""
    return name_key_and_initials(name)[0]


def initials(name: str) -> str:
    """First letters of the syllables, e.g. czq for 陈志强: what an officer types to find somebody."""
    return name_key_and_initials(name)[1]


@lru_cache(maxsize=65_536)
def name_key_and_initials(name: str) -> tuple[str, str]:
    """Both at once."""
    sounds = _sounds(name)
    return " ".join(sounds)[:160], "".join([sound[:1] for sound in sounds])[:40]


def id_blind(number: str) -> bytes:
    """Blind index of a parsed identity number."""
    return blind("person.id_number", number)


def phone_blind(phone: str) -> bytes:
    """Blind index of a normalised phone."""
    return blind("person.phone", phone)


def account_blind(account: str) -> bytes:
    """Blind index of a normalised bank account."""
    return blind("person.bank_account", account)


def age_on(born_on: date, on: date) -> int:
    """Full years of age 周岁 on the day `on`."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
