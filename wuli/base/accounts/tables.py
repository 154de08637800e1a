"""The two lists of the accounts desk."""

from typing import Any

import django_filters
from allauth.mfa.models import Authenticator
from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuli.base.core.lists import officer_list
from wuli.base.core.said import day
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest

from .models import PrivacyRequest, User
from .permission import ANSWER_PRIVACY, MANAGE_ACCOUNTS
from .units import unit_names

CLOSED = Case(When(state=PrivacyRequest.State.RECEIVED, then=Value(0)), default=Value(1))
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


@officer_list("accounts:list")
def accounts_list(request: OfficerRequest) -> Listing:
    """Accounts with unit, proofs and state; `name_units` says the units of a page."""
    if not request.user.has_perm(MANAGE_ACCOUNTS.code):
        raise Http404
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
    found = User.objects.visible_to(request.user).annotate(second_factor=Exists(factor))
    columns = [
        Column(
            gettext_lazy("姓名"),
            "name",
            link=_account_url,
            sort="name",
            phone="wide",
        ),
        Column(
            gettext_lazy("登录名"),
            lambda u: u.username if u.is_officer else "—",
            sort="username",
            code="login",
        ),
        Column(gettext_lazy("类别"), "get_kind_display", sort="kind"),
        Column(gettext_lazy("所在单位"), "unit_name"),
        Column(gettext_lazy("手机号"), "phone_mask"),
        Column(gettext_lazy("第二重验证"), "second_factor", show=_factor, phone="off"),
        Column(gettext_lazy("状态"), lambda u: u, show=_account_state, code="state"),
    ]
    return list_of(
        request,
        found.order_by("name", "pk"),
        columns=columns,
        filters=AccountFilter,
        chips=Chips("kind", User.Kind.choices, all=_("全部")),
    )


def name_units(listing: Listing) -> None:
    """Give the accounts of this page the names of their units, with one query for all of them."""
    accounts = listing.page.object_list = list(listing.page.object_list)
    names = unit_names(user.home_org for user in accounts)
    for user in accounts:
        user.unit_name = names.get(user.home_org, "")


@officer_list("accounts:requests")
def requests_list(request: OfficerRequest) -> Listing:
    """Open requests first, the nearest deadline on top."""
    if not request.user.has_perm(ANSWER_PRIVACY.code):
        raise Http404
    found = PrivacyRequest.objects.visible_to(request.user).select_related("user")
    found = found.order_by(CLOSED, "due_on", "pk")
    columns = [
        Column(
            gettext_lazy("谁"),
            "user.name",
            link=_request_url,
            phone="wide",
        ),
        Column(gettext_lazy("要求"), "get_kind_display", sort="kind"),
        Column(gettext_lazy("提出"), "asked_at", show=day, sort="asked_at"),
        Column(gettext_lazy("答复期限"), "due_on", show=day, sort="due_on"),
        Column(gettext_lazy("状态"), lambda r: badge(TONES[r.state], r.get_state_display()), code="state"),
    ]
    chips = Chips("state", PrivacyRequest.State.choices, all=_("全部"))
    return list_of(request, found, columns=columns, filters=RequestFilter, chips=chips)


def _factor(is_there: bool) -> str:
    return _("有") if is_there else "—"


def _account_state(user: User) -> Any:
    return badge("ok", _("可登录")) if user.is_active else badge("pause", _("已停用"))


def _account_url(user: User) -> str:
    return reverse("accounts:account", args=[user.pk])


def _request_url(asked: PrivacyRequest) -> str:
    return reverse("accounts:request-answer", args=[asked.pk])
