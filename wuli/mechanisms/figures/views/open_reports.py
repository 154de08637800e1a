"""What anybody may read by a public link: the text with public figures, no rows, no persons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ..models import PublicLink
from ..reports.public import as_words, public_document
from ..reports.remarks import remarks_of
from ..reports.showing import Shown, shown_blocks


@never_cache
@require_GET
def open_report(request: HttpRequest, token: str) -> HttpResponse:
    """A published report for the public; an unknown, expired or revoked link is not there."""
    links = PublicLink.objects.open_at(timezone.now()).select_related("report__org")
    link = links.filter(token=token).first()
    if link is None:
        raise Http404
    report = link.report
    document = public_document(report)
    blocks = shown_blocks(as_words(document), Shown)
    told = {"report": report, "blocks": blocks, "until": link.expires_at}
    told |= {"explanations": remarks_of(report, document)}
    answer = render(request, "figures/reports/open.html", told)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
