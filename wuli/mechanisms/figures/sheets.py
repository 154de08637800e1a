"""Excel sheets: the rows behind a figure under its definition, the registers of baselines and targets."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Missing
from wuli.base.core.excel.export import Columns, Headed, SheetOut, offer_sheet
from wuli.base.core.said import day, span_days
from wuli.base.orgs.codes import Line

from .actions import may_see
from .asking import Asking, find_unit
from .cards import FigureCard, split_of
from .columns import columns_of
from .filters import TargetFilter
from .models import Baseline, Target
from .models.frozen import plain
from .reading import known_indicator
from .rows import NOW, THEN
from .times import parse_range


def card_for(user: Any, query: Mapping[str, str]) -> FigureCard:
    """The figure that the address of an export names. Missing when the user may not see it there."""
    today = timezone.localdate()
    declared, org = known_indicator(query["code"]), find_unit(user, query["org"], today)
    if not may_see(user, declared, org):
        raise Missing()
    when = parse_range(query.get("period", ""), today)
    reading = NOW if query.get("reading") == NOW else THEN
    line = Line.INDUSTRIAL if query.get("line") == Line.INDUSTRIAL else Line.TERRITORIAL
    card = FigureCard(declared, Asking(user, org, when, reading, today, line))
    card.split = split_of(card.base, query.get("split", ""))
    return card


def figure_rows(user: Any, query: Mapping[str, str]) -> Headed:
    """The rows that the user may see, the latest first, under the figure's definition."""
    card = card_for(user, query)
    return Headed(card.rows, heading(card))


def figure_columns(query: Mapping[str, str]) -> Columns:
    """The columns that the indicator names, as the page shows them."""
    declared = known_indicator(query["code"])
    base = getattr(declared, "part", declared)
    return tuple((column.header, _getter(column)) for column in columns_of(base))


def _getter(column: Any) -> Callable[[Any], Any]:
    return lambda row: column.value(row)


def heading(card: FigureCard) -> list[list[str]]:
    """What the figure is, of which unit, time and tree, what it says, how it is counted, when it was made.

    Of a part of a split it is the part's own figure, as the rows below are the part's.
    """
    asking, figure = card.asking, card.part_figure
    value = _now("尚无记录") if figure.value is None else str(figure.value)
    sums = f"{figure.part.value} ÷ {figure.whole.value}" if figure.part and figure.whole else ""
    waits = _now("正在重新计算，几秒后再看") if figure.pending else ""
    reading = _now("按现在隶属") if asking.reading == NOW else _now("按当时隶属")
    line = _now("按产业") if asking.is_industrial else _now("按地方")
    made = timezone.localtime()
    return [
        [str(card.declared.name), asking.org.name, card.when_words, card.split_words],
        [_now("数值"), value, str(figure.indicator.unit.label), sums, waits],
        [_now("怎么数"), str(card.declared.meaning), _now("第 %(n)s 版") % {"n": card.declared.version}],
        [_now("按哪时的隶属关系"), reading, line],
        [
            _now("生成时间"), f"{day(made.date())} {made:%H:%M}",
            _now("不在您范围内的行：%(n)s") % {"n": card.counts["hidden"]},
        ],
        [],
    ]  # fmt: skip


def baseline_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Baseline]:
    """Baselines the user may see, as on the page."""
    found = Baseline.objects.visible_to(user).select_related("org")
    return found.filter(kind=query["kind"]) if query.get("kind") else found


ROWS = offer_sheet(SheetOut("figures.rows", _("数字背后的记录"), figure_columns, figure_rows))
BASELINES = offer_sheet(
    SheetOut(
        "figures.baselines",
        _("基数"),
        (
            (_("单位"), lambda b: b.org.name),
            (_("哪些人"), lambda b: b.get_kind_display()),
            (_("总数（含下级）"), lambda b: b.total),
            (_("记在本级的人数"), lambda b: b.value),
            (_("怎么来的"), lambda b: b.get_method_display()),
            (_("谁提供的"), lambda b: b.told_by),
            (_("哪段时间用它"), lambda b: span_days(b.valid)),
            (_("说明"), lambda b: b.note),
            (_("撤回原因"), lambda b: b.withdrawn_because),
        ),
        baseline_rows,
    )
)


def target_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Target]:
    """Targets the user may see, narrowed as on the page: the latest period first, then by unit."""
    found = TargetFilter(query, queryset=Target.objects.visible_to(user)).qs
    if query.get("state") in Target.State.values:
        found = found.filter(state=query["state"])
    return found.select_related("org", "set_by", "document").order_by(
        "-period", "indicator", "org__rank", "org__name_key", "-created_at"
    )


TARGETS = offer_sheet(
    SheetOut(
        "figures.targets",
        _("目标"),
        (
            (_("指标"), lambda t: t.name),
            (_("单位"), lambda t: t.org.name),
            (_("时间"), lambda t: t.when.words),
            (_("目标值"), lambda t: plain(t.value)),
            (_("计量单位"), lambda t: t.declared.unit.label if t.declared else ""),
            (_("权重（分）"), lambda t: t.weight),
            (_("下达单位"), lambda t: t.set_by.name),
            (_("文号"), lambda t: t.document_no),
            (_("文件名称"), lambda t: t.source),
            (_("状态"), lambda t: t.get_state_display()),
            (_("调整理由"), lambda t: t.change_reason or t.withdrawn_because),
        ),
        target_rows,
    )
)
