"""The audit for officers: what was done, what it changed, the history of a record, who read what in clear."""

from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .. import audit
from ..audit_lists import (
    ENTRY_COLUMNS,
    REVEAL_COLUMNS,
    EntryFilter,
    dress_entries,
    dress_reveals,
    people_named,
)
from ..lists import officer_list
from ..models.audit import VIEW_AUDIT, AuditEntry, Reveal
from ..tables import Listing, list_of
from ..web import OfficerRequest, officer_page

PER_PAGE = 30


@officer_list("core:audit")
def seen_entries(request: OfficerRequest) -> Listing:
    """What was done, newest first; for auditors."""
    _for_auditors(request)
    entries = AuditEntry.objects.visible_to(request.user).order_by("-number")
    return list_of(request, entries, columns=ENTRY_COLUMNS, filters=EntryFilter, per_page=PER_PAGE)


@require_safe
@officer_page
def entry_list(request: OfficerRequest) -> HttpResponse:
    """The audit as a list."""
    listing = seen_entries(request)
    dress_entries(listing)
    return render(request, "core/audit_entries.html", {"entries": listing})


@require_safe
@officer_page
def entry_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One entry with everything it changed."""
    _for_auditors(request)
    entry = get_object_or_404(AuditEntry.objects.visible_to(request.user), pk=pk)
    people = people_named([entry])
    changes = audit.changes_of(entry, request.user)
    told = audit.told(entry, people)
    return render(request, "core/audit_entry.html", {"entry": entry, "told": told, "changes": changes})


@require_safe
@officer_page
def record_history(request: OfficerRequest, label: str, pk: UUID) -> HttpResponse:
    """Everything that ever happened to one record, newest first, for whoever may see the record."""
    if label.lower() not in audit.event_models():
        raise Http404
    model = apps.get_model(label)
    if not audit.may_see(model, pk, request.user):
        raise Http404
    page = Paginator(audit.events_of(model, pk), PER_PAGE).get_page(request.GET.get("page"))
    changes = audit.read_events(model, page.object_list)
    if not changes:
        raise Http404
    people = people_named([change.entry for change in changes if change.entry])
    history = [(change, audit.told(change.entry, people)) for change in changes]
    readings = Reveal.objects.visible_to(request.user).filter(model=model._meta.label_lower, record=pk)
    reveals = readings.select_related("user").order_by("-id")[:50]
    context = {"history": history, "page": page, "name": changes[0].name, "kind": changes[0].kind}
    return render(request, "core/audit_record.html", context | {"reveals": reveals})


@require_safe
@officer_page
def reveal_list(request: OfficerRequest) -> HttpResponse:
    """Who read which sealed value, and what for."""
    _for_auditors(request)
    reveals = Reveal.objects.visible_to(request.user).select_related("user").order_by("-id")
    listing = list_of(request, reveals, columns=REVEAL_COLUMNS, per_page=PER_PAGE)
    dress_reveals(listing)
    return render(request, "core/audit_reveals.html", {"reveals": listing})


def _for_auditors(request: OfficerRequest) -> None:
    if not request.user.has_perm(VIEW_AUDIT):
        raise PermissionDenied
