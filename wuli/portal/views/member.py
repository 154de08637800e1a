"""The member's pages: home, services, how my matters stand, and what is mine."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.core.desk import MemberCard, MemberService, ProgressItem, ProgressSource, offered
from wuli.base.core.models import Notice
from wuli.base.core.web import MemberRequest, signed_in
from wuli.base.people.actions import PhoneShared, my_person
from wuli.portal.context import address
from wuli.portal.dues import dues_of, sources_of_members

SERVICES_AT_HOME = 8
GREETINGS = (
    (5, _("夜深了")),
    (9, _("早上好")),
    (12, _("上午好")),
    (14, _("中午好")),
    (18, _("下午好")),
    (24, _("晚上好")),
)


@signed_in
def home(request: MemberRequest) -> HttpResponse:
    """What I hold, what waits for me, what I can do here, how my matters stand."""
    if request.user.is_officer and person_of(request) is None:
        return redirect("portal:desk")
    person = person_of(request)
    matters = _matters(person, request)
    context = {
        "person": person,
        "greeting": greeting(timezone.localtime(request.at).hour),
        "cards": _cards(person, request),
        "dues": dues_of(request.user, request.at, sources_of_members()),
        "services": _services()[:SERVICES_AT_HOME],
        "matters": matters[:1],
        "matters_total": len(matters),
    }
    return render(request, "portal/member_home.html", context)


@signed_in
def services(request: MemberRequest) -> HttpResponse:
    """Everything that can be done here."""
    return render(request, "portal/services.html", {"services": _services()})


@signed_in
def progress(request: MemberRequest) -> HttpResponse:
    """What waits for me, my matters, and the latest notices."""
    context = {
        "dues": dues_of(request.user, request.at, sources_of_members()),
        "matters": _matters(person_of(request), request),
        "notices": Notice.objects.visible_to(request.user).order_by("-at", "-pk")[:10],
    }
    return render(request, "portal/progress.html", context)


@signed_in
def mine(request: MemberRequest) -> HttpResponse:
    """My union, my data, my account."""
    links = [
        (_("我的会籍和资料"), "people:my-record", "id"),
        (_("账号与登录设备"), "accounts:me", "shield"),
        (_("个人信息：看、导出、更正、删除"), "accounts:privacy", "database"),
    ]
    found = [(name, address(url_name), icon) for name, url_name, icon in links]
    return render(
        request, "portal/mine.html", {"person": person_of(request), "links": [x for x in found if x[1]]}
    )


def person_of(request: MemberRequest) -> Any:
    """The worker behind the account, found by their phone at the first visit; None while nobody is."""
    try:
        return my_person(request.user)
    except PhoneShared:  # the page of the code says so, and by whom it is mended
        return None


def greeting(hour: int) -> str | Promise:
    """The greeting that fits the hour."""
    return next(words for until, words in GREETINGS if hour < until)


def _services() -> list[tuple[MemberService, str]]:
    found = [(service, address(service.url_name)) for service in offered(MemberService)]
    return [(service, url) for service, url in found if url]


def _cards(person: Any, request: MemberRequest) -> list[str]:
    if person is None:
        return []
    loaded = [(card, card.load(person, request.at)) for card in offered(MemberCard)]
    return [
        render_to_string(card.template, data | {"card": data}, request)
        for card, data in loaded
        if data is not None
    ]


def _matters(person: Any, request: MemberRequest) -> list[ProgressItem]:
    if person is None:
        return []
    found = [item for source in offered(ProgressSource) for item in source.load(person, request.at)]
    return sorted(found, key=lambda item: item.at, reverse=True)
