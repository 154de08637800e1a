"""The words with which units begin their document numbers, over the API."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Schema, Status

from . import reach
from .actions.numbering import SET_WORD, set_word
from .api import ApiRequest
from .api_desk import router
from .number_pages import WordTold, words_told


class WordOut(Schema):
    """How one unit numbers one kind of document; `word` is empty while none is set."""

    org: UUID = Field(alias="org.pk")
    org_name: str = Field(alias="org.name")
    series: str = Field(alias="series.code")
    word: str
    last: int = Field(description="The last number given this year")
    next_number: str = Field(alias="example", description="The number that comes next, as it is printed")


class WordIn(Schema):
    """The word of one unit for one kind of document."""

    org: UUID
    series: str = Field(min_length=1, max_length=40)
    word: str = Field(min_length=1, max_length=16)


@router.get("/words", response=list[WordOut], summary="Document words of the units the caller works at")
def list_words(request: ApiRequest) -> list[WordTold]:
    """Every such unit by every kind of document that is numbered."""
    units = reach.granted_units(request.auth, SET_WORD.code)
    return words_told(units, timezone.localdate(request.at).year)


@router.post("/words", response={200: WordOut}, summary="Set the document word of a unit")
def set_unit_word(request: ApiRequest, told: WordIn) -> Status[WordTold]:
    """Numbers already given keep theirs."""
    units = reach.granted_units(request.auth, SET_WORD.code)
    org = get_object_or_404(units, pk=told.org)
    set_word(actor=request.auth, org=org, series=told.series, word=told.word)
    shown = words_told(units.filter(pk=org.pk), timezone.localdate(request.at).year)
    return Status(200, next(each for each in shown if each.series.code == told.series))
