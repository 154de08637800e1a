"""The two lists of the accounts desk."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.templatetags.wuli import day

from .models import PrivacyRequest, User
from .units import unit_names

TONES = {"received": "doing", "granted": "ok", "refused": "late", "withdrawn": "pause"}


class AccountFilter(django_filters.FilterSet):
    """By name or login name, kind and state."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("姓名或登录名"))
    kind = django_filters.ChoiceFilter(choices=User.Kind, label=gettext_lazy("类别"))
    is_active = django_filters.ChoiceFilter(
        choices=[("True", gettext_lazy("可登录")), ("False", gettext_lazy("已停用"))],
        label=gettext_lazy("状态"),
        empty_label=gettext_lazy("状态"),
    )

    def search(self, found: Any, name: str, words: str) -> Any:
        """Accounts that fit the typed words."""
        return found.matching(words)


class RequestFilter(django_filters.FilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(choices=PrivacyRequest.State, label=gettext_lazy("状态"))


def accounts_list(request: HttpRequest, found: QuerySet) -> Listing:
    """Accounts with unit, proofs and state; names of units come in one query for the page."""
    names: dict[Any, str] = {}
    columns = [
        Column(
            gettext_lazy("姓名"),
            "name",
            link=_account_url,
            sort="name",
            phone="wide",
        ),
        Column(gettext_lazy("登录名"), lambda u: u.username if u.is_officer else "—", sort="username"),
        Column(gettext_lazy("类别"), lambda u: u.get_kind_display(), sort="kind"),
        Column(gettext_lazy("所在单位"), lambda u: names.get(u.home_org, "—")),
        Column(gettext_lazy("手机号"), lambda u: u.phone_mask or "—"),
        Column(gettext_lazy("第二重验证"), lambda u: _("有") if u.second_factor else "—", phone="off"),
        Column(gettext_lazy("状态"), lambda u: u, show=_account_state),
    ]
    listing = list_of(
        request,
        found,
        columns=columns,
        filters=AccountFilter,
        chips=Chips("kind", User.Kind.choices, all=_("全部")),
    )
    names |= unit_names(user.home_org for user in listing.page)
    return listing


def requests_list(request: HttpRequest, found: QuerySet) -> Listing:
    """Requests, the nearest deadline first."""
    columns = [
        Column(
            gettext_lazy("谁"),
            "user.name",
            link=_request_url,
            phone="wide",
        ),
        Column(gettext_lazy("要求"), lambda r: r.get_kind_display(), sort="kind"),
        Column(gettext_lazy("提出"), "asked_at", show=day, sort="asked_at"),
        Column(gettext_lazy("答复期限"), "due_on", show=day, sort="due_on"),
        Column(
            gettext_lazy("状态"), lambda r: r, show=lambda r: badge(TONES[r.state], r.get_state_display())
        ),
    ]
    chips = Chips("state", PrivacyRequest.State.choices, all=_("全部"))
    return list_of(request, found, columns=columns, filters=RequestFilter, chips=chips)


def _account_state(user: User) -> Any:
    return badge("ok", _("可登录")) if user.is_active else badge("pause", _("已停用"))


def _account_url(user: User) -> str:
    return reverse("accounts:account", args=[user.pk])


def _request_url(asked: PrivacyRequest) -> str:
    return reverse("accounts:request-answer", args=[asked.pk])
