"""The public keys with which anybody checks a member code."""

from base64 import b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from .. import member_code


@require_safe
def code_keys(request: HttpRequest) -> HttpResponse:
    """Raw Ed25519 public keys by key id, in base64; public by nature, so nobody signs in for them."""
    keys = {str(key_id): b64encode(key).decode() for key_id, key in member_code.public_keys().items()}
    told = {"algorithm": "Ed25519", "prefix": member_code.PREFIX, "keys": keys}
    return JsonResponse(told, headers={"Cache-Control": "public, max-age=3600"})
