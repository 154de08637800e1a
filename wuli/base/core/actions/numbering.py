"""The words with which units begin their document numbers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..errors import Conflict, Invalid
from ..models.numbering import DocumentWord
from ..numbering import SERIES
from .kernel import Actor, Capability, action, refused_as, require

SET_WORD = Capability("core.set_word", _("设机关代字"), roles={"officer", "chair", "org_dept"})


class WordTaken(Conflict):
    """Another unit numbers with this word."""

    code = "core.word_taken"
    message = _("“%(word)s”已经是别的单位的机关代字。")
    cure = _("请换一个，例如加上单位名称里的一个字。")


@action("core.set_word")
def set_word(*, actor: Actor, org: Any, series: str, word: str) -> DocumentWord:
    """Set the word 机关代字 of `org` for `series`. Numbers already given keep theirs, and each word counts
    on its own, so going back to an old word goes on after its last number."""
    require(actor, SET_WORD, org)
    word = word.strip()
    if series not in SERIES:
        raise Invalid({"series": [_("没有这个文种")]})
    if not word or not word.isalnum():
        raise Invalid({"word": [_("只写汉字或字母，例如“滨工”")]})
    held = DocumentWord.objects.select_for_update().filter(series=series, org_id=org.pk).first()
    entry = held or DocumentWord(series=series, org_id=org.pk)
    entry.word = word
    with refused_as(word_of_one_unit=WordTaken(word=word), word_one_a_unit=Conflict()):
        entry.save()
    return entry
