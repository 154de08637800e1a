"""What the page of document words shows."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .forms import ActionForm
from .models import DocumentWord, NumberCounter
from .numbering import SERIES, Series


class WordForm(ActionForm):
    """A unit, a series, a word."""

    org = forms.ModelChoiceField(None, label=_("单位"))
    series = forms.ChoiceField(label=_("文种"))
    word = forms.CharField(
        label=_("机关代字"), max_length=16, help_text=_("例如“滨工”，文号就是 滨工〔2026〕1号")
    )

    def __init__(self, *args: Any, units: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = units  # type: ignore[attr-defined]
        self.fields["series"].choices = [(code, each.name) for code, each in SERIES.items()]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class WordTold:
    """How one unit numbers one series."""

    org: Any
    series: Series
    word: str
    last: int
    year: int

    @property
    def example(self) -> str:
        """The number that comes next."""
        return (
            self.series.pattern.format(word=self.word, year=self.year, number=self.last + 1)
            if self.word
            else ""
        )


def words_told(units: QuerySet, year: int) -> list[WordTold]:
    """Every unit by every series, also where no word is set yet: three queries."""
    orgs = list(units[:200])
    words = {
        (w.org_id, w.series): w.word for w in DocumentWord.objects.filter(org_id__in=[o.pk for o in orgs])
    }
    counters = NumberCounter.objects.filter(year=year, word__in=set(words.values()))
    last = {(c.series, c.word): c.last for c in counters}
    return [
        WordTold(org, series, word := words.get((org.pk, code), ""), last.get((code, word), 0), year)
        for org in orgs
        for code, series in SERIES.items()
    ]
