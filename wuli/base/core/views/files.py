"""Handing files out: never guessed from the name, never run, never shown to who may not have them."""

from uuid import UUID

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ..file_access import may_have
from ..models.files import StoredFile, content_path
from ..web import SignedRequest, signed_in

# Browsers show no PDF inside a sandbox.
SHOWN_INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"}


@require_safe
@signed_in
def stored_file(request: SignedRequest, pk: UUID) -> HttpResponseBase:
    """The whole file."""
    file = _file_for(request, pk)
    inline = file.content_type in SHOWN_INLINE and "download" not in request.GET
    return _handed_out(file, kind="whole", content_type=file.content_type, inline=inline)


@require_safe
@signed_in
def small_file(request: SignedRequest, pk: UUID) -> HttpResponseBase:
    """The small picture, made anew, without the place where it was taken."""
    file = _file_for(request, pk)
    return _handed_out(file, kind="small", content_type="image/jpeg", inline=True)


def _file_for(request: SignedRequest, pk: UUID) -> StoredFile:
    file = get_object_or_404(StoredFile, pk=pk)
    if not may_have(request.user, file):
        raise Http404
    return file


def _handed_out(file: StoredFile, *, kind: str, content_type: str, inline: bool) -> FileResponse:
    path = content_path(file.sha256, kind=kind)
    if not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=not inline, filename=file.name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=300"
    return response
