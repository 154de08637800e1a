"""The working calendar: days off, make-up workdays, and which years are not published yet."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..actions.calendar import SET_DAY, clear_day, set_day
from ..day_pages import DayForm, EditDayForm, year_of_days
from ..models import Holiday
from ..web import OfficerRequest, SignedRequest, officer_page, see_other, signed_in


@require_safe
@signed_in
def day_list(request: SignedRequest) -> HttpResponse:
    """A year: twelve months, and the list of days that differ from their weekday."""
    asked = request.GET.get("year", "")
    this_year = timezone.localdate(request.at).year
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else this_year
    context = {"year": year_of_days(year), "may_set": request.user.has_perm(SET_DAY.code)}
    return render(request, "core/days.html", context)


@require_http_methods(["GET", "POST"])
@officer_page
def day_set(request: OfficerRequest) -> HttpResponse:
    """Put a day into the calendar."""
    _for_keepers(request)
    form = DayForm(request.POST or None, initial={"day": request.GET.get("day", "")})
    if form.is_bound and form.apply(set_day, actor=request.user):
        return see_other(request, f"/calendar/days/?year={form.result.day.year}")
    return render(request, "core/day_set.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def day_edit(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Change a day that is in the calendar."""
    _for_keepers(request)
    entry = get_object_or_404(Holiday, pk=pk)
    form = EditDayForm(request.POST or None, record=entry)
    if form.is_bound and form.apply(set_day, actor=request.user, day=entry.day):
        return see_other(request, f"/calendar/days/?year={entry.day.year}")
    context = {"form": form, "entry": entry}
    return render(request, "core/day_set.html", context, status=422 if form.errors else 200)


@require_POST
@officer_page
def day_clear(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take a day out of the calendar."""
    _for_keepers(request)
    entry = get_object_or_404(Holiday, pk=pk)
    seen = request.POST.get("seen_version", "")
    clear_day(actor=request.user, entry=entry, seen_version=int(seen) if seen.isdecimal() else 0)
    return see_other(request, f"/calendar/days/?year={entry.day.year}")


def _for_keepers(request: OfficerRequest) -> None:
    if not request.user.has_perm(SET_DAY.code):
        raise PermissionDenied
