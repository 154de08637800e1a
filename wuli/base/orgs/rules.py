"""Rules about units as pure functions on plain values: which kind stands under which, codes, days.

Numbers that a city may change are dated rules (`rule_kinds.py`) and are passed in by the actions.
"""

from datetime import date, timedelta

from stdnum.cn import uscc as credit_code
from stdnum.exceptions import ValidationError

from .codes import Line, OrgForm, OrgKind

K = OrgKind
EARLIEST = date(1921, 7, 1)  # no union of ours is older than 中国劳动组合书记部

TERMS = (3, 5)  # years of a committee, 工会法 第十六条

_FEDERATIONS = {K.PROVINCE, K.CITY, K.COUNTY}
_TOWNS = {K.TOWN, K.STREET, K.ZONE}
_LOCAL = _FEDERATIONS | _TOWNS | {K.VILLAGE}
_HEADS = {K.SECTOR, K.GROUP_COMPANY, K.SYSTEM}

# Kind of a unit -> kinds it may stand under by place. From the levels seen in the field: province, city,
# county, town or street or zone, village, enterprise or joint union, branch, group.
BY_PLACE: dict[str, set[OrgKind]] = {
    K.PROVINCE: set(),
    K.CITY: {K.PROVINCE},
    K.COUNTY: {K.PROVINCE, K.CITY},
    K.TOWN: {K.CITY, K.COUNTY, K.ZONE},
    K.STREET: {K.CITY, K.COUNTY, K.ZONE},
    K.ZONE: _FEDERATIONS | {K.TOWN, K.STREET},
    K.VILLAGE: {K.COUNTY} | _TOWNS,
    K.GRASSROOTS: _LOCAL | _HEADS | {K.JOINT},
    K.JOINT: _LOCAL | _HEADS,
    K.SECTOR: _FEDERATIONS | _TOWNS,
    K.GROUP_COMPANY: _FEDERATIONS | _TOWNS | _HEADS,
    K.SYSTEM: _FEDERATIONS | _TOWNS | {K.SYSTEM},
    K.BRANCH: _TOWNS | {K.VILLAGE, K.GRASSROOTS, K.JOINT, K.BRANCH} | _HEADS,
}
# By industry a unit stands under a sector, group or system union, or under the federation it reports to.
BY_INDUSTRY: dict[str, set[OrgKind]] = {
    kind: set() if kind in _FEDERATIONS else _HEADS | _FEDERATIONS for kind in OrgKind
}

_COMMITTEES = {OrgForm.UNION, OrgForm.COMMITTEE, OrgForm.JOINT_COMMITTEE, OrgForm.ASSOCIATION}
FORMS: dict[str, set[OrgForm]] = {
    **{kind: {OrgForm.FEDERATION} for kind in _FEDERATIONS},
    **{kind: _COMMITTEES | {OrgForm.FEDERATION} for kind in _TOWNS},
    **dict.fromkeys(_HEADS | {K.VILLAGE, K.JOINT, K.GRASSROOTS}, _COMMITTEES),
    K.BRANCH: {OrgForm.BRANCH, OrgForm.GROUP},
}


def may_stand_under(kind: str, parent_kind: str, line: str) -> bool:
    """Whether a unit of `kind` stands under one of `parent_kind` along `line`."""
    return parent_kind in allowed_parents(kind, line)


def allowed_parents(kind: str, line: str) -> list[OrgKind]:
    """Kinds under which a unit of `kind` may stand along `line`, in the order of the code list."""
    table = BY_INDUSTRY if line == Line.INDUSTRIAL else BY_PLACE
    return [each for each in OrgKind if each in table[kind]]


def allowed_children(kind: str) -> list[OrgKind]:
    """Kinds that may stand under `kind` by place: what the form of founding offers."""
    return [each for each in OrgKind if kind in BY_PLACE[each]]


def allowed_forms(kind: str) -> list[OrgForm]:
    """Forms 组织形式 that go with `kind`, in the order of the code list."""
    return [each for each in OrgForm if each in FORMS[kind]]


def covers_employers(kind: str) -> bool:
    """Whether a unit of `kind` has employers of its own; federations and towns have them through unions."""
    return kind not in _FEDERATIONS | _TOWNS | {K.BRANCH}


def clean_credit_code(text: str) -> str:
    """The code without blanks, in capitals and half-width: what people paste from certificates."""
    half_width = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(half_width.split()).replace("-", "").upper()


def is_credit_code(text: str) -> bool:
    """Whether `text` is a whole 统一社会信用代码 with the right check character (GB 32100-2015)."""
    try:
        return bool(credit_code.validate(text) == text)
    except ValidationError:
        return False


def is_unions_code(text: str) -> bool:
    """Codes that begin with 8 are given out by the trade union (81 基层工会, 89 other)."""
    return text.startswith("8")


def is_firms_code(text: str) -> bool:
    """Codes that begin with 9 are given out by the market regulator: firms, sole traders, cooperatives."""
    return text.startswith("9")


def shared_days(
    one: tuple[date, date | None], other: tuple[date, date | None]
) -> tuple[date, date | None] | None:
    """The half-open days that two half-open ranges share, or None."""
    start = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end]
    end = min(ends) if ends else None
    return None if end and end <= start else (start, end)


def latest_grant_end(since: date, days: int) -> date:
    """The last day (exclusive) to which a grant that begins on `since` may run."""
    return since + timedelta(days=days)
