"""The officer's first page: what is due, in order, each with its one next step."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wuli.base.core.desk import AgendaSource, FirstStep, QuickStep, offered
from wuli.base.core.web import OfficerRequest, officer_page
from wuli.portal.context import Shell, address
from wuli.portal.dues import dues_of, grouped, sources_for, summary

PER_PAGE = 50


@officer_page
def desk(request: OfficerRequest) -> HttpResponse:
    """All that waits, by time; a chip narrows it to one kind of work."""
    shell = Shell(request)
    dues = dues_of(request.user, request.at, sources_for(shell.may))
    kind = request.GET.get("kind", "")
    shown = [due for due in dues if kind in {"", due.source.code}]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "at": request.at,
        "summary": summary(dues),
        "chips": _chips(dues, kind),
        "total": len(dues),
        "kind": kind,
        "page": page,
        "groups": grouped(list(page.object_list)),
        "agenda": _agenda(request, shell),
        "steps": _first_steps(request.user, shell),
        "quick": [
            (step, address(step.url_name)) for step in offered(QuickStep) if shell.may(step.capability)
        ],
    }
    return render(request, "portal/desk.html", context)


def _chips(dues: list[Any], kind: str) -> list[dict[str, Any]]:
    names = {due.source.code: due.source.name for due in dues}
    counts = {code: sum(due.source.code == code for due in dues) for code in names}
    return [
        {"code": code, "name": name, "count": counts[code], "on": code == kind}
        for code, name in names.items()
    ]


def _agenda(request: OfficerRequest, shell: Shell) -> dict[str, list[Any]]:
    day = timezone.localdate(request.at)
    sources = [each for each in offered(AgendaSource) if shell.may(each.capability)]
    items = sorted(
        (i for source in sources for i in source.load(request.user, day)), key=lambda item: item.at
    )
    return {
        "before": [item for item in items if item.at <= request.at],
        "after": [item for item in items if item.at > request.at],
    }


def _first_steps(user: Any, shell: Shell) -> list[dict[str, Any]]:
    """The first steps with what is taken; nothing at all once every step is."""
    steps = [each for each in offered(FirstStep) if shell.may(each.capability)]
    listed = [{"name": s.name, "url": address(s.url_name), "done": s.done(user)} for s in steps]
    return [] if all(step["done"] for step in listed) else listed
