"""What the sign-in pages need, whichever of them is drawn."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .demo_hints import demo_sign_ins


def sign_in_page(request: HttpRequest) -> dict[str, Any]:
    """Whether WeChat is connected, and whom the demo shows; looked up only where a template asks."""
    return {"wechat": all(settings.WEIXIN_KEYS), "demo_people": SimpleLazyObject(demo_sign_ins)}
