"""The outbox that stands for the text-message gateway, and a demo that is loaded."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from wuli.base.accounts import demo_hints
from wuli.base.accounts.tests import outbox


@pytest.fixture
def sms(settings: LazySettings) -> Iterator[list[tuple[str, str]]]:
    """Text messages as (phone, text), sent through a gateway of this test."""
    settings.WULI_SMS_SENDER = "wuli.base.accounts.tests.outbox.keep"
    outbox.SENT.clear()
    yield outbox.SENT
    outbox.SENT.clear()


@pytest.fixture
def demo_loaded() -> Iterator[None]:
    """The demo with one officer and one member on the sign-in page."""

    def people() -> list[demo_hints.DemoSignIn]:
        return [
            demo_hints.DemoSignIn("工会干事", "陈明", username="chenming", password="Binhai-2026-wuli"),
            demo_hints.DemoSignIn("会员", "欧阳静", phone="13851064071"),
        ]

    demo_hints.register_demo_hint(people)
    yield
    demo_hints._hints.remove(people)
