"""Facts about a person as they are written: normalised, masked and indexed in one place."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid
from wuli.base.core.said import day

from .. import rules
from ..codes import EDUCATION, MARITAL, NATIONS, POLITICAL, SKILL, Sex
from ..models import Person

CODES = {
    "nation": NATIONS,
    "education": EDUCATION,
    "political": POLITICAL,
    "marital": MARITAL,
    "skill": SKILL,
}
PLAIN = ("job", "work_started_on", "employer", *CODES)


def facts_of(told: dict[str, Any], *, on: date, known: Person | None = None) -> dict[str, Any]:
    """Columns of Person for what was told; raises Invalid with every faulty field at once.

    With `known`, what was told must also agree with what stays as it is of that person.
    """
    columns: dict[str, Any] = {}
    faults: dict[str, list[Any]] = {}
    for field, value in told.items():
        try:
            columns |= _columns(field, value, on)
        except Invalid as fault:
            faults |= fault.fields
    _agree(columns, faults, known)
    if faults:
        raise Invalid(faults)
    if "sex" in told and "id_number" in columns:  # the number knows better
        columns |= identity(told["id_number"], on)
    return columns


def _agree(columns: dict[str, Any], faults: dict[str, list[Any]], known: Person | None) -> None:
    born_on = columns.get("born_on") or (known.born_on if known else None)
    started = columns.get("work_started_on")
    if started and born_on and started <= born_on:
        faults["work_started_on"] = [_("参加工作日期要晚于出生（%(day)s）。") % {"day": day(born_on)}]
    if "sex" in columns and "id_number" not in columns and known and columns["sex"] != known.sex:
        sex = _sex_of(known)
        if sex not in (Sex.UNKNOWN, columns["sex"]):
            faults["sex"] = [_("证件号码上是%(sex)s。要改，先改证件号码。") % {"sex": sex.label}]


def _sex_of(person: Person) -> Sex:
    return rules.parse_id_number(person.id_number).sex if person.id_number else Sex.UNKNOWN


def _columns(field: str, value: Any, on: date) -> dict[str, Any]:
    if field == "name":
        return naming(value)
    if field == "id_number":
        return identity(value, on)
    if field == "phone":
        return contact(value)
    if field == "bank_account":
        return account(value)
    if field == "sex":
        return {"sex": value or Sex.UNKNOWN}
    if field in CODES and value and value not in CODES[field]:
        raise Invalid({field: [_("没有这个代码。")]})
    if field == "work_started_on" and value and value > on:
        raise Invalid({field: [_("参加工作日期还没有到。")]})
    if field not in PLAIN:
        raise TypeError(f"unknown fact: {field}")
    return {field: value if value is not None or field in ("employer", "work_started_on") else ""}


def naming(text: str) -> dict[str, Any]:
    """The name with its sounds."""
    name = rules.normalise_name(text)
    return {"name": name, "name_key": rules.name_key(name), "initials": rules.initials(name)}


def identity(text: str, on: date) -> dict[str, Any]:
    """The identity number with what it says; the sex of an old foreign card is left as it is."""
    told = rules.parse_id_number(text, on)
    columns = {
        "id_type": told.id_type,
        "id_number": told.number,
        "id_bidx": rules.id_blind(told.number),
        "id_mask": rules.mask_id_number(told.number),
        "born_on": told.born_on,
    }
    return columns if told.sex == Sex.UNKNOWN else columns | {"sex": told.sex}


def contact(text: str) -> dict[str, Any]:
    """The phone, or none."""
    phone = rules.normalise_phone(text) if text else ""
    return {
        "phone": phone or None,
        "phone_bidx": rules.phone_blind(phone) if phone else None,
        "phone_mask": rules.mask_phone(phone),
    }


def account(text: str) -> dict[str, Any]:
    """The bank account, or none."""
    number = rules.normalise_account(text) if text else ""
    return {
        "bank_account": number or None,
        "bank_bidx": rules.account_blind(number) if number else None,
        "bank_mask": rules.mask_account(number),
    }


def set_facts(person: Person, columns: dict[str, Any]) -> Person:
    """Put the columns on the person; saving is the action's."""
    for name, value in columns.items():
        setattr(person, name, value)
    return person
