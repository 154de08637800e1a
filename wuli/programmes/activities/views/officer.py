"""The officer's pages: the register of sessions, one session, check-in and evidence."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.errors import WuliError
from wuli.base.core.lists import officer_list
from wuli.base.core.said import day
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.access import holders_at
from wuli.base.orgs.models import Org
from wuli.base.people.models import Person
from wuli.programmes.activities import actions
from wuli.programmes.activities.filters import SessionFilter
from wuli.programmes.activities.forms import CancelForm, CorrectForm, EvidenceForm, HandOverForm, PlanForm
from wuli.programmes.activities.kinds import TECHNOLOGY_LECTURE
from wuli.programmes.activities.models import Attendance, Evidence, Session

MOST_ON_PAPER = 2000
EMPTY_LINES = 25
COLUMNS = [
    Column(_("题目"), "title", link=Session.get_absolute_url, sort="title", phone="wide"),
    Column(_("举办单位"), "org", sort="org__name_key"),
    Column(_("日期"), "occurred_on", show=day, sort="occurred_on"),
    Column(_("主讲人"), "speaker", phone="off"),
    Column(_("责任人"), "responsible_name", sort="responsible__name"),
    Column(_("到场（人次）"), "people", align="n", sort="people"),
    Column(_("状态"), lambda s: badge(s.tone, s.get_state_display()), sort="state", code="state"),
    Column(_("地点"), "place", phone="off", extra=True),
    Column(_("门类"), "topic_name", phone="off", extra=True),
]


def _seen(request: OfficerRequest, pk: UUID) -> Session:
    seen = Session.objects.visible_to(request.user).select_related("org", "responsible")
    return get_object_or_404(seen, pk=pk)


def _sessions(request: OfficerRequest) -> QuerySet[Session]:
    sessions = Session.objects.visible_to(request.user).with_people().select_related("org", "responsible")
    return sessions.order_by("-occurred_on", "-pk")


@officer_list("activities:sessions")
def sessions(request: OfficerRequest) -> Listing:
    """The register of sessions of the officer's units."""
    return list_of(
        request, _sessions(request), columns=COLUMNS, filters=SessionFilter,
        chips=Chips("state", Session.State.choices, all=_("全部")), export=reverse("activities:export"),
    )  # fmt: skip


@require_GET
@officer_page
def session_list(request: OfficerRequest) -> HttpResponse:
    """The page of the register."""
    return render(
        request, "activities/session_list.html",
        {"sessions": sessions(request), "may_plan": request.user.has_perm(actions.PLAN.code)},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def session_plan(request: OfficerRequest) -> HttpResponse:
    """Plan a session."""
    orgs = Org.objects.visible_to(request.user, actions.PLAN.code).open_on(timezone.localdate(request.at))
    start = {"kind": TECHNOLOGY_LECTURE.code, "org": request.GET.get("org")}
    form = PlanForm(request.POST or None, orgs=orgs, kind=TECHNOLOGY_LECTURE, initial=start)
    if form.is_bound and form.apply(actions.plan_session, actor=request.user):
        return see_other(request, form.result)
    return render(
        request, "activities/session_form.html",
        {"form": form, "heading": _("排一场"), "back": reverse("activities:sessions")},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def session_correct(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Correct a session's facts."""
    session = _seen(request, pk)
    form = CorrectForm(request.POST or None, session=session)
    if form.is_bound and form.apply(actions.correct_session, actor=request.user, session=session):
        return see_other(request, session)
    return render(
        request, "activities/session_form.html",
        {"form": form, "session": session, "heading": _("改场次"), "back": session.get_absolute_url()},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_GET
@officer_page
def session_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One session: facts, who came, evidence, and the next steps."""
    session = _seen(request, pk)
    people = session.attendances.counted().select_related("person__home").order_by("-recorded_at", "-pk")
    return render(
        request, "activities/session.html",
        {
            "session": session,
            "steps": steps_of(session, request),
            "evidence": session.evidence.select_related("file"),
            "evidence_form": EvidenceForm(),
            "people": people[:12],
            "people_count": people.count(),
            "may_plan": request.user.has_perm(actions.PLAN.code, session.org),
            "is_orphaned": _is_orphaned(session),
        },
    )  # fmt: skip


def _is_orphaned(session: Session) -> bool:
    """Whether nobody answers for it, or somebody who no longer works here."""
    held = session.responsible
    return session.state in ("planned", "open") and not (
        held and held.has_perm(actions.PLAN.code, session.org)
    )


def steps_of(session: Session, request: OfficerRequest) -> dict[str, bool]:
    """Which buttons stand on the page: those that the state and the officer's grants allow."""
    plan = request.user.has_perm(actions.PLAN.code, session.org)
    steward = request.user.has_perm(actions.CHECK_IN.code, session.org)
    return {
        "open": steward and session.state == "planned",
        "check_in": steward and session.takes_attendance,
        "hold": plan and session.state == "open",
        "reopen": steward and session.state == "held",
        "correct": plan and session.state != "cancelled",
        "hand_over": plan and session.state != "cancelled",
        "cancel": plan and session.may_move_to("cancelled"),
    }


@require_POST
@officer_page
def session_open(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Begin check-in and go to it."""
    session = actions.open_session(actor=request.user, session=_seen(request, pk), at=request.at)
    return see_other(request, reverse("activities:check-in", args=[session.pk]))


@require_POST
@officer_page
def session_hold(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Record that it was held."""
    return see_other(
        request, actions.hold_session(actor=request.user, session=_seen(request, pk), at=request.at)
    )


@require_http_methods(["GET", "POST"])
@officer_page
def session_cancel(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Cancel with a reason that members read."""
    session = _seen(request, pk)
    form = CancelForm(request.POST or None)
    if form.is_bound and form.apply(actions.cancel_session, actor=request.user, session=session):
        return see_other(request, session)
    return render(
        request, "activities/session_cancel.html", {"form": form, "session": session},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def session_hand_over(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Choose who answers for it from now on."""
    session = _seen(request, pk)
    people = holders_at(session.org, actions.PLAN.code)
    if session.responsible_id:
        people = people.exclude(pk=session.responsible_id)
    form = HandOverForm(request.POST or None, people=people, record=session)
    if form.is_bound and form.apply(actions.hand_over_session, actor=request.user, session=session):
        return see_other(request, session)
    return render(
        request, "activities/session_hand_over.html", {"form": form, "session": session},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def check_in(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The steward's page: scan or type a member code, or look somebody up; the list beside it."""
    session = _seen(request, pk)
    told = {"session": session, "words": request.GET.get("q", "").strip()}
    if request.method == "POST":
        told |= _answer(request, session)
    elif told["words"]:
        told["hits"] = _look_up(request, session, told["words"])
    told |= _attendance_list(session)
    template = "activities/_check_in.html" if request.htmx else "activities/check_in.html"
    return render(request, template, told, status=422 if told.get("refused") and not request.htmx else 200)


def _answer(request: OfficerRequest, session: Session) -> dict[str, object]:
    try:
        if code := request.POST.get("code", "").strip():
            done = actions.check_in_by_code(actor=request.user, session=session, code=code, at=request.at)
        else:
            person = _person_named(request)
            done = actions.check_in(actor=request.user, session=session, person=person, at=request.at)
    except WuliError as refused:
        return {"refused": refused}
    return {"done": done}


def _person_named(request: OfficerRequest) -> Person:
    try:
        key = UUID(request.POST.get("person", ""))
    except ValueError as error:
        raise actions.NobodyNamed() from error
    return get_object_or_404(Person.objects.visible_to(request.user), pk=key)


def _look_up(request: OfficerRequest, session: Session, words: str) -> QuerySet[Person]:
    by_name = Q(name__icontains=words) | Q(initials__istartswith=words)
    there = session.attendances.counted().values("person")
    people = Person.objects.visible_to(request.user).standing().filter(by_name).exclude(pk__in=there)
    return people.select_related("home").order_by("name_key", "pk")[:12]


def _attendance_list(session: Session) -> dict[str, object]:
    people = session.attendances.counted().select_related("person__home").order_by("-recorded_at", "-pk")
    count = people.count()
    share = min(100, round(100 * count / session.capacity)) if session.capacity else None
    return {"people": people[:50], "people_count": count, "share": share}


@require_GET
@officer_page
def check_in_list(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The live part of the list: 204 while nobody came since `since`."""
    session = _seen(request, pk)
    told = _attendance_list(session)
    if request.GET.get("since") == str(told["people_count"]):
        return HttpResponse(status=204)
    return render(request, "activities/_attendance.html", told | {"session": session})


@require_POST
@officer_page
def check_in_withdraw(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take a mistaken check-in back."""
    seen = Attendance.objects.visible_to(request.user).select_related("org", "person", "session")
    attendance = get_object_or_404(seen, pk=pk)
    actions.withdraw_check_in(actor=request.user, attendance=attendance)
    return redirect("activities:check-in", pk=attendance.session_id)


@officer_list("activities:attendances", key="person_id")
def who_came(request: OfficerRequest, pk: UUID) -> Listing:
    """Everybody who came to a session."""
    columns = [
        Column(_("姓名"), "person.name", link=lambda a: a.person.get_absolute_url(), sort="person__name_key",
               phone="wide"),
        Column(_("工会"), "person.home"),
        Column(_("签到"), "recorded_at", show=lambda at: timezone.localtime(at).strftime("%m-%d %H:%M"),
               sort="recorded_at"),
        Column(_("怎么签的"), "get_method_display"),
    ]  # fmt: skip
    people = Attendance.objects.filter(session__in=Session.objects.visible_to(request.user).filter(pk=pk))
    people = people.counted().select_related("person__home").order_by("recorded_at", "pk")
    export = reverse("activities:attendance-export", args=[pk])
    return list_of(request, people, columns=columns, export=export)


@require_GET
@officer_page
def attendance_list(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Everybody who came, in pages."""
    told = {"session": _seen(request, pk), "people": who_came(request, pk=pk)}
    return render(request, "activities/attendance_list.html", told)


@require_GET
@officer_page
def sign_in_sheet(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The sign-in sheet 签到表 for paper: who came, numbered; empty lines while people may still come."""
    session = _seen(request, pk)
    people = session.attendances.counted().select_related("person__home").order_by("recorded_at", "pk")
    told = list(people[:MOST_ON_PAPER])
    empty = range(len(told) + 1, len(told) + 1 + EMPTY_LINES) if session.state in ("planned", "open") else ()
    return render(
        request, "activities/sign_in_sheet.html", {"session": session, "people": told, "empty": empty}
    )


@require_POST
@officer_page
def evidence_add(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Attach a photo or paper."""
    session = _seen(request, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.apply(actions.add_evidence, actor=request.user, session=session):
        return see_other(request, session)
    return render(request, "activities/evidence_form.html", {"form": form, "session": session}, status=422)


@require_POST
@officer_page
def evidence_remove(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take evidence off."""
    seen = Evidence.objects.visible_to(request.user).select_related("session__org")
    evidence = get_object_or_404(seen, pk=pk)
    actions.remove_evidence(actor=request.user, evidence=evidence)
    return see_other(request, evidence.session)
