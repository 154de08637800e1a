"""What can be refused, as types. One class, one state of the world, one message with its cure.

Pages, forms and the API render these in one place each; nobody else catches them.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .said import in_words


class WuliError(Exception):
    """Something a person asked for and cannot have; `message` and `cure` have named placeholders.

    A day or an instant among the parameters is said in the reader's language.
    """

    code: ClassVar[str] = "core.error"
    status: ClassVar[int] = 400
    message: ClassVar[str | Promise] = _("没有办成。")
    cure: ClassVar[str | Promise] = ""

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % in_words(self.params)

    @property
    def how_to_mend(self) -> str:
        """The cure in the reader's language, or an empty text."""
        return str(self.cure) % in_words(self.params) if self.cure else ""


class NotAllowed(WuliError):
    """The actor lacks the capability at this unit. For reading what is not visible, raise Missing instead."""

    code = "core.not_allowed"
    status = 403
    message = _("这件事您没有权限办：%(what)s。")
    cure = _("请找本单位的安全管理员授权。")


class Missing(WuliError):
    """There is no such thing, or none this viewer may know of; the two are never told apart."""

    code = "core.missing"
    status = 404
    message = _("没有找到。可能已经移走，或者不在您的范围内。")


class Invalid(WuliError):
    """Values that cannot be right; `fields` maps each field to its messages."""

    code = "core.invalid"
    status = 422
    message = _("有几处填得不对。")

    def __init__(self, fields: dict[str, list[str | Promise]] | None = None, **params: Any) -> None:
        self.fields = fields or {}
        super().__init__(**params)

    @property
    def faults(self) -> list[str]:
        """What is wrong, for a page that has no form to put it under."""
        return [str(message) for messages in self.fields.values() for message in messages]


class Conflict(WuliError):
    """The world moved on meanwhile: somebody else was first, or the step is no longer there."""

    code = "core.conflict"
    status = 409
    message = _("这条记录刚被别人改过，您的修改没有保存，也没有覆盖别人的。")
    cure = _("请看一眼最新内容，再改一次。")


class NotNow(Conflict):
    """The record stands where this step is not there any more, or not yet: often it was pressed twice."""

    code = "core.not_now"
    message = _("现在是“%(state)s”，这一步办不了，什么也没有变。")
    cure = _("刷新看看，可能已经办过了。")


class RuleBroken(WuliError):
    """A rule of law or of the federation forbids it; `source` names the text that says so."""

    code = "core.rule_broken"
    status = 422
    source: ClassVar[str | Promise] = ""

    @property
    def rule_source(self) -> str:
        """The legal source, filled from the parameters when the rule is dated data."""
        return str(self.params.get("source", self.source))
