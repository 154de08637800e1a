"""Pages of progress: the list of units against their targets, for screen, paper and Excel."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_GET, require_safe

from wuli.base.core.excel.export import written_xlsx
from wuli.base.core.excel.pages import sheet_file
from wuli.base.core.web import OfficerRequest, officer_page

from ..actions import SET
from ..asking import Asking
from ..targets.standing import Standing


def _standing(request: OfficerRequest) -> Standing:
    return Standing(Asking.of(request), request.GET.get("indicator", ""))


@require_GET
@officer_page
def progress_list(request: OfficerRequest) -> HttpResponse:
    """The units below against their targets."""
    standing = _standing(request)
    told = {
        "standing": standing,
        "asking": standing.asking,
        "may_set": request.user.has_perm(SET.code, standing.asking.org),
    }
    return render(request, "figures/targets/progress.html", told)


@require_safe
@officer_page
def progress_export(request: OfficerRequest) -> HttpResponse:
    """The same as a sheet."""
    standing = _standing(request)
    name = _now("进度表")
    data = written_xlsx(name, standing.sheet())
    told = f"{name} {standing.asking.org} {standing.asking.when.words}"
    return sheet_file(data, told)
