"""Templates of reports: a unit's own are written and versioned; those that ship are loaded and copied."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Org

from ..models import ReportTemplate, TemplateVersion
from ..reports.grammar import parse
from ..reports.shipped import shipped

EDIT = Capability("figures.edit_templates", _("改报告模板"), roles={"officer", "chair"})
LOAD = Capability("figures.load_templates", _("装入自带的报告模板"), roles={"system_admin"})


@action("figures.write_template")
def write_template(
    *,
    actor: Actor,
    org: Org,
    title: str,
    kinds: list[str],
    length: str,
    text: str,
    at: datetime,
    language: str = "zh-hans",
) -> ReportTemplate:
    """Write a template 模板 of `org`, for it and the units below. Invalid where the text has faults."""
    require(actor, EDIT, org)
    _check(title, kinds, length, text)
    made = ReportTemplate.objects.create(
        org=org, title=title.strip(), kinds=sorted(kinds), length=length, language=language
    )
    _version(made, text, actor, at)
    return made


@action("figures.change_template")
def change_template(
    *,
    actor: Actor,
    template: ReportTemplate,
    seen_version: int,
    title: str,
    kinds: list[str],
    text: str,
    at: datetime,
    length: str = "",
    language: str = "",
) -> ReportTemplate:
    """Change a unit's own template: another text is another version. The second of two editors is told."""
    require(actor, EDIT, template.org)
    _not_shipped(template)
    _check(title, kinds, length or template.length, text)
    template = template.claim_edit(seen_version)
    template.title, template.kinds = title.strip(), sorted(kinds)
    template.length, template.language = length or template.length, language or template.language
    template.save(update_fields=["title", "kinds", "length", "language"])
    if template.latest.text != text:
        _version(template, text, actor, at)
    return template


@action("figures.copy_template")
def copy_template(*, actor: Actor, template: ReportTemplate, org: Org, at: datetime) -> ReportTemplate:
    """Make a template one's own, to be changed: a copy of its latest text."""
    require(actor, EDIT, org)
    made = ReportTemplate.objects.create(
        org=org, title=template.title, kinds=template.kinds, length=template.length,
        language=template.language,
    )  # fmt: skip
    _version(made, template.latest.text, actor, at)
    return made


@action("figures.retire_template")
def retire_template(
    *, actor: Actor, template: ReportTemplate, seen_version: int, retired: bool = True
) -> ReportTemplate:
    """Let no more reports begin from a template, or again; what was written from it stays."""
    require(actor, EDIT, template.org)
    _not_shipped(template)
    template = template.claim_edit(seen_version)
    template.retired = retired
    template.save(update_fields=["retired"])
    return template


@action("figures.load_templates")
def load_templates(*, actor: Actor, at: datetime) -> list[ReportTemplate]:
    """Load the templates that ship with the product: new ones, and another version where the text changed."""
    require(actor, LOAD)
    return [_loaded(each, actor, at) for each in shipped()]


def _loaded(each: Any, actor: Actor, at: datetime) -> ReportTemplate:
    told = {"title": each.title, "kinds": each.kinds, "length": each.length, "language": each.language}
    template, _made = ReportTemplate.objects.update_or_create(code=each.code, org=None, defaults=told)
    before = template.versions.order_by("number").last()
    if before is None or before.text != each.text:
        _version(template, each.text, actor, at)
    return template


def _version(template: ReportTemplate, text: str, actor: Any, at: datetime) -> TemplateVersion:
    last = template.versions.order_by("number").last()
    return TemplateVersion.objects.create(
        template=template, number=last.number + 1 if last else 1, text=text, written_at=at,
        written_by_id=actor.pk,
    )  # fmt: skip


def _check(title: str, kinds: list[str], length: str, text: str) -> None:
    wrong: dict[str, list[Any]] = {}
    if not title.strip():
        wrong["title"] = [_("写个名称")]
    if not kinds or set(kinds) - set(OrgKind.values):
        wrong["kinds"] = [_("至少选一类单位")]
    if length not in ReportTemplate.Length.values:
        wrong["length"] = [_("选年、半年、季度或者月")]
    if not text.strip():
        wrong["text"] = [_("正文还空着")]
    elif problems := parse(text).problems:
        wrong["text"] = [str(each) for each in problems[:20]]
    if wrong:
        raise Invalid(wrong)


def _not_shipped(template: ReportTemplate) -> None:
    if template.org_id is None:
        raise Conflict()
