"""Dated rules that accounts ask for."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.rules_registry import Param, RuleKind, declare

PRIVACY_ANSWER = RuleKind(
    "accounts.privacy_answer",
    _("个人信息请求的答复期限"),
    (Param("days", _("答复不超过"), "whole", _("天"), 1, 30),),
    asks=_("职工要看、要改、要删自己的信息，几天内答复"),
)

declare(PRIVACY_ANSWER)
