"""Dated rules that orgs asks for."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.rules_registry import Param, RuleKind, declare

GRANT_LIFE = RuleKind(
    "orgs.grant_life",
    _("授权期限"),
    (
        Param("days", _("一次最长"), "whole", _("天"), 1, 1100),
        Param("warned", _("到期前提醒"), "whole", _("天"), 1, 180),
    ),
    asks=_("角色一次能授多久，到期前几天提醒续期"),
)

declare(GRANT_LIFE)
