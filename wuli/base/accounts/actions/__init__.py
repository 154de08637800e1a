"""Verbs of accounts. Start at `accounts.open_account`."""

from ..permission import ANSWER_PRIVACY, MANAGE_ACCOUNTS, PUBLISH_TEXTS
from .accounts import (
    change_language,
    change_name,
    change_phone,
    confirm_new_phone,
    deactivate_account,
    may_name_self,
    open_account,
    open_account_by_phone,
    reactivate_account,
    set_home_org,
)
from .codes import prove_phone, send_code
from .consents import give_consent, give_required_consents, publish_consent_text, withdraw_consent
from .passwords import set_password
from .requests import answer_privacy_request, ask_about_data, withdraw_privacy_request
from .second_factor import enrol_authenticator_app, reset_second_factor
from .sessions import end_sessions

__all__ = [
    "ANSWER_PRIVACY",
    "MANAGE_ACCOUNTS",
    "PUBLISH_TEXTS",
    "answer_privacy_request",
    "ask_about_data",
    "change_language",
    "change_name",
    "change_phone",
    "confirm_new_phone",
    "deactivate_account",
    "end_sessions",
    "enrol_authenticator_app",
    "give_consent",
    "give_required_consents",
    "may_name_self",
    "open_account",
    "open_account_by_phone",
    "prove_phone",
    "publish_consent_text",
    "reactivate_account",
    "reset_second_factor",
    "send_code",
    "set_home_org",
    "set_password",
    "withdraw_consent",
    "withdraw_privacy_request",
]
