"""Filters and tags that every template has (built in): numbers, dates, units, masks, components' own."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wuli.base.core.said import (
    clock_time,
    day,
    heading_day,
    moment,
    number,
    percentage,
    short_day,
    span_days,
    with_unit,
    yuan,
)
from wuli.base.core.styles import status_class, stylesheet_url
from wuli.base.core.trails import Trail, trail_of

register = template.Library()

STRENGTHS = {"ju": "s1", "chuang": "s2", "hu": "s3", "hui": "s4", "xin": "s5"}
NOTE_ICONS = {
    "bad": "alert-triangle",
    "warn": "alert-triangle",
    "info": "info-circle",
    "ok": "circle-check",
    "pause": "player-pause",
}


for spoken in (
    number,
    with_unit,
    percentage,
    yuan,
    day,
    short_day,
    moment,
    clock_time,
    heading_day,
    span_days,
):
    register.filter(spoken)
register.filter(status_class)


@register.filter
def iso(value: date | datetime) -> str:
    """The machine form for `datetime=` attributes."""
    return value.isoformat()


@register.filter
def mask_name(name: str) -> str:
    """A personal name for others' eyes: 陈＊强, 欧＊, first and last character stay."""
    if len(name) < 2:
        return name
    return name[0] + "＊" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


@register.filter
def mask_phone(phone: str) -> str:
    """A phone number by its ends: 138＊＊＊＊4071."""
    return phone if len(phone) < 8 else f"{phone[:3]}＊＊＊＊{phone[-4:]}"


@register.filter
def first_glyph(name: str | None) -> str:
    """The character that stands for a person or unit."""
    return (name or "·")[:1]


@register.filter
def html_lang(code: str) -> str:
    """The tag of the page's language for `lang=`."""
    return "zh-Hans" if code.startswith("zh") else code


@register.filter
def strength(tone: str) -> str:
    """The colour of a seal: by strength (ju, chuang, hu, hui, xin) or by its class."""
    return STRENGTHS.get(str(tone), str(tone))


@register.filter
def note_icon(tone: str) -> str:
    """The icon of a note; a name of an icon stays itself."""
    return NOTE_ICONS.get(tone, tone or "info-circle")


@register.filter
def message_tone(tag: str) -> str:
    """The tone of one of Django's messages."""
    return {"error": "bad", "warning": "warn", "success": "ok"}.get(tag, "info")


@register.filter
def percent_width(value: Any) -> str:
    """A share given in percent as an SVG width, kept between nothing and the whole."""
    return f"{min(100.0, max(0.0, float(value or 0))):.1f}%"


@register.filter
def share_of(part: Any, whole: Any) -> str:
    """How much `part` is of `whole`, as an SVG width."""
    return percent_width(100 * float(part or 0) / float(whole)) if whole else "0%"


@register.filter
def shares(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, Any, str, str]]:
    """Rows (name, value[, url]) with the width of each bar against the largest."""
    listed = list(rows or [])
    largest = max((float(row[1] or 0) for row in listed), default=0) or 1
    return [(row[0], row[1], share_of(row[1], largest), row[2] if len(row) > 2 else "") for row in listed]


@register.filter
def step_name(step: Any) -> Any:
    """The name of a wizard's step."""
    return step[0] if isinstance(step, (tuple, list)) else step


@register.filter
def step_detail(step: Any) -> Any:
    """The small words below a wizard's step."""
    return step[1] if isinstance(step, (tuple, list)) else ""


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    """Whether a field is one box to tick, whose label stands beside it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: forms.BoundField) -> bool:
    """Whether a field is several inputs under one heading."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


@register.filter
def all_errors(form: forms.BaseForm) -> list[tuple[forms.BoundField | None, str]]:
    """Every error of a form with its field, the form's own first."""
    found: list[tuple[forms.BoundField | None, str]] = []
    found += [(None, str(message)) for message in form.non_field_errors()]
    return found + [(field, str(message)) for field in form for message in field.errors]


@register.simple_tag
def stylesheet() -> str:
    """The address of the platform's stylesheet."""
    return stylesheet_url()


@register.simple_tag
def today() -> date:
    """The day of the federation, for `{% today as now_on %}{{ now_on|day }}`."""
    return timezone.localdate()


@register.simple_tag(takes_context=True)
def trail(context: Context) -> Trail | None:
    """The list from which the record on this page was opened."""
    return trail_of(context["request"])


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """The present query string with `changes`; an empty value drops the key."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in ("", None):
            query.pop(key, None)
        else:
            query[key] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def kept_query(context: Context, *dropped: str) -> SafeString:
    """The present query as hidden fields of a form that asks again, without the keys that it sets itself."""
    return format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}">',
        [(key, value) for key, value in context["request"].GET.items() if key not in dropped],
    )


@register.simple_tag
def highlight(text: str, words: str) -> SafeString:
    """`text` with the words that were searched for marked."""
    at = text.lower().find(words.lower()) if words else -1
    if at < 0:
        return format_html("{}", text)
    end = at + len(words)
    return format_html("{}<mark>{}</mark>{}", text[:at], text[at:end], text[end:])
