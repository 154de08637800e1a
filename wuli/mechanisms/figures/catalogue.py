"""The catalogue of indicators: what each counts, from which records, in which version, and its figure."""

from typing import Any

from wuli.base.core.figures import Ratio

from .actions import seen_by
from .asking import Asking
from .cards import address
from .models import KnownIndicator
from .reading import figures_at


def entries(asking: Asking, words: str = "") -> list[dict[str, Any]]:
    """Every indicator that the viewer may see, narrowed by `words` in its code, name or meaning."""
    needle = words.casefold()
    found = [
        each
        for each in seen_by(asking.viewer, asking.org)
        if needle in f"{each.code} {each.name} {each.meaning}".casefold()
    ]
    values = figures_at(found, [asking.org], asking.asked)
    since = dict(KnownIndicator.objects.values_list("code", "known_since"))
    return [
        {
            "declared": each,
            "figure": values[each.code, asking.org.pk],
            "url": address(each, asking.org, asking),
            "records": None if isinstance(each, Ratio) else each.rows.model._meta.verbose_name,
            "since": since.get(each.code),
        }
        for each in found
    ]
