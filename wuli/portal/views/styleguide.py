"""Every component in every state, for who builds pages and for the screenshot test."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict
from wuli.base.core.forms import ActionForm
from wuli.base.core.tables import Listing
from wuli.portal.samples import BULK, CHIPS, COLUMNS, LONG_NAME, ROWS, SAMPLES


class SampleForm(ActionForm):
    """One field of each kind."""

    name = forms.CharField(label=_("单位全称"), max_length=40, help_text=_("与公章一致"))
    founded_on = forms.DateField(label=_("成立日期"))
    form = forms.ChoiceField(label=_("组织形式"), choices=[("a", _("工会委员会")), ("b", _("联合基层工会"))])
    line = forms.ChoiceField(
        label=_("隶属线"), choices=[("t", _("地方线")), ("i", _("产业线"))], widget=forms.RadioSelect
    )
    women = forms.BooleanField(label=_("有女职工委员会"), required=False)
    note = forms.CharField(label=_("说明"), widget=forms.Textarea, required=False)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Open to officers; to others only where the setting says so."""
    officer = request.user.is_authenticated and request.user.is_officer
    if not (settings.WULI_STYLEGUIDE or officer):
        raise Http404
    return render(request, "portal/styleguide.html", samples(request))


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the components are shown with."""
    wrong = SampleForm({"wrong-founded_on": "", "wrong-form": "a"}, prefix="wrong")
    wrong.is_valid()
    filled = {"name": LONG_NAME, "founded_on": "2025-01-02", "form": "a", "line": "t"}
    late = SampleForm({f"late-{name}": value for name, value in filled.items()}, prefix="late")
    late.refusal = Conflict()
    at = timezone.now()
    return {
        "at": at,
        "yesterday": at - timedelta(days=1),
        "form": SampleForm(prefix="sample"),
        "wrong": wrong,
        "late": late,
        "refused": Conflict(),
        "page": Paginator(range(1286), 25).get_page(3),
        "table": Listing(
            request, ROWS, COLUMNS, id="sample", make_chips=CHIPS.copy, bulk=BULK, bulk_url="#", export="#"
        ),
        "nothing": Listing(request, [], COLUMNS, id="nothing"),
        **SAMPLES,
    }
