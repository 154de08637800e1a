"""What an impatient hand presses twice is done once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Federation
from wuli.programmes.campaigns.models import Task

pytestmark = pytest.mark.django_db(transaction=True)

PRESS = """() => {
  const button = document.querySelector("main .acts button");
  for (const ms of [0, 25, 60, 120]) setTimeout(() => button.click(), ms);
}"""


def test_a_task_is_given_once_and_a_refused_form_can_be_sent_again(
    federation: Federation, officer: Any, walk: Callable[..., Any]
) -> None:
    page = walk(officer).go(f"/campaigns/tasks/give/?org={federation.town.pk}")
    page.evaluate(PRESS)  # nothing is filled in: it comes back with what is missing
    page.wait_for_selector(".w-form .bad, .w-form [aria-invalid=true]")
    page.fill("input[name=title]", "报一次就够")
    page.fill("input[name=due_on]", f"{timezone.localdate() + timedelta(days=7)}")
    page.evaluate(PRESS)
    page.wait_for_url("**/campaigns/tasks/*-*/")
    page.wait_for_load_state("networkidle")
    assert Task.objects.filter(title="报一次就够").count() == 1
