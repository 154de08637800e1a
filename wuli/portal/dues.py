"""What waits for somebody, in order: overdue, today, this week, later; and the words for each time limit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wuli.base.core.desk import DueItem, DueSource, offered
from wuli.base.core.said import clock_time, short_day

WHEN = {"overdue": _("已逾期"), "today": _("今天到期"), "week": _("本周到期"), "later": _("以后")}


@dataclass(frozen=True)
class Due:
    """A due item with the source that it came from and how it stands at the moment."""

    item: DueItem
    source: DueSource
    at: datetime

    @property
    def when(self) -> str:
        """overdue, today, week or later; what has no time limit comes last."""
        if self.item.due_at is None:
            return "later"
        if self.item.due_at < self.at:
            return "overdue"
        days = (local_day(self.item.due_at) - local_day(self.at)).days
        if days == 0:
            return "today"
        return "week" if days <= 6 - local_day(self.at).weekday() else "later"

    @property
    def tone(self) -> str:
        """Late, warn, doing or neutral: shape and colour of the time limit."""
        if self.item.due_at is None:
            return "neutral"
        return {"overdue": "late", "today": "warn"}.get(self.when, "doing")

    @property
    def limit(self) -> str:
        """The time limit in words: 逾期 2 天, 今天 15:40, 7月23日."""
        if self.item.due_at is None:
            return gettext("不限时")
        if self.when == "overdue":
            return _late(self.at - self.item.due_at)
        if self.when == "today":
            return gettext("今天 %(time)s") % {"time": clock_time(self.item.due_at)}
        return short_day(self.item.due_at)

    @property
    def is_pressing(self) -> bool:
        """Whether its button stands out."""
        return self.when in {"overdue", "today"}


@dataclass(frozen=True)
class DueGroup:
    """Due items that fall into the same time."""

    code: str
    name: str | Promise
    dues: list[Due]


def dues_of(user: Any, at: datetime, sources: Iterable[DueSource]) -> list[Due]:
    """Everything that waits for `user`, soonest first; what has no limit at the end."""
    found = [Due(item, source, at) for source in sources for item in source.load(user, at)]
    never = at + timedelta(days=36500)
    return sorted(found, key=lambda due: (due.item.due_at or never, due.item.title))


def sources_for(may: Any) -> list[DueSource]:
    """The sources that an officer with these capabilities is asked for."""
    return [each for each in offered(DueSource) if each.capability and may(each.capability)]


def sources_of_members() -> list[DueSource]:
    """Sources without a capability are everybody's own matters; members are asked for them."""
    return [each for each in offered(DueSource) if not each.capability]


def grouped(dues: Sequence[Due]) -> list[DueGroup]:
    """The dues under their headings; empty ones stay away."""
    groups = [DueGroup(code, name, [due for due in dues if due.when == code]) for code, name in WHEN.items()]
    return [group for group in groups if group.dues]


def summary(dues: Sequence[Due]) -> str:
    """One sentence over the whole desk."""
    counts = {code: sum(due.when == code for due in dues) for code in WHEN}
    parts = [
        ngettext("%(n)s 件已逾期", "%(n)s 件已逾期", counts["overdue"]) % {"n": counts["overdue"]},
        ngettext("%(n)s 件今天到期", "%(n)s 件今天到期", counts["today"]) % {"n": counts["today"]},
        ngettext("%(n)s 件本周到期", "%(n)s 件本周到期", counts["week"]) % {"n": counts["week"]},
    ]
    said = [part for part, code in zip(parts, ("overdue", "today", "week"), strict=True) if counts[code]]
    if not said:
        return gettext("眼下没有到期的事。")
    return gettext("，").join(said) + gettext("。")


def _late(late: timedelta) -> str:
    if late.days:
        return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", late.days) % {"n": late.days}
    hours = max(1, late.seconds // 3600)
    return ngettext("逾期 %(n)s 小时", "逾期 %(n)s 小时", hours) % {"n": hours}


def local_day(moment: datetime) -> Any:
    """The day of an instant where the federation is."""
    return timezone.localdate(moment)
