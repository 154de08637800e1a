"""How a text message leaves the house: the callable that WULI_SMS_SENDER names, `(phone, text) -> None`.

A gateway is a function of that shape in a package of the site; it raises MessageNotSent when refused.
"""

import sys
from collections.abc import Callable

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from wuli.base.core.actions import SYSTEM

from .demo_hints import demo_is_loaded
from .errors import MessageNotSent
from .phones import phone_mask

log = structlog.get_logger()


def send_text(phone: str, text: str) -> None:
    """Hand `text` to the configured sender; the log tells that it went, never to whom or what."""
    sender: Callable[[str, str], None] = import_string(settings.WULI_SMS_SENDER)
    sender(phone, text)
    log.info("accounts.message_sent")


def on_screen(phone: str, text: str) -> None:
    """Keep the message for the screen of the person who asked: only where the demo is loaded."""
    from .actions.messages import keep_on_screen  # the actions send messages

    if not demo_is_loaded():
        raise MessageNotSent()
    keep_on_screen(actor=SYSTEM, phone=phone, text=text)


def on_console(phone: str, text: str) -> None:
    """Write the message to the terminal of the developer who runs the server."""
    sys.stdout.write(f"\n[SMS {phone_mask(phone)}] {text}\n")
