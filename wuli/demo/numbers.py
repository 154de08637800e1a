"""Numbers for the sample federation that pass every check but belong to nobody.

The region 320999 is assigned to no county, so no ID number or credit code made here can be anyone's.
"""

from datetime import date

from stdnum.cn import ric, uscc

REGION = "320999"


def id_number(born_on: date, sequence: int) -> str:
    """An ID number 身份证号 with a right check digit; an odd `sequence` (1-999) is a man's."""
    body = f"{REGION}{born_on:%Y%m%d}{sequence:03d}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(prefix: str, sequence: int) -> str:
    """A credit code 统一社会信用代码: `prefix` 81 for unions, 91 for firms, 92 for sole traders."""
    body = f"{prefix}{REGION}MD{_base31(sequence, 7)}"
    return body + uscc.calc_check_digit(body)


def phone(sequence: int) -> str:
    """A mobile number in a block (190-000) that no operator has opened."""
    return f"190000{sequence:05d}"


def _base31(number: int, width: int) -> str:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    digits = ""
    for _ in range(width):
        number, rest = divmod(number, 31)
        digits = alphabet[rest] + digits
    return digits
