"""Facts of a passage with their exact offsets. Rule-based, without a model; computed once, then cached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from compare.model.moment import Moment
from compare.text.cleaning.link_lists import blank_link_lists
from compare.text.dates.date import Date
from compare.text.dates.dates import dates_of
from compare.text.lexicon import LexiconMatch, lexicon_matches_of
from compare.text.names import Name, names_of
from compare.text.negation import clauses_of, negations_of
from compare.text.quantities.quantities import quantities_of
from compare.text.quantities.quantity import Quantity
from compare.text.quantities.sums import with_sums
from compare.text.speech.quotations import Quotation, quotations_of
from compare.text.speech.reported_speech import Hedge, Source, hedges_of, sources_of
from compare.text.terms import STOP_WORDS
from compare.text.tokens import Token, tokens_of

__all__ = ["Date", "Facts", "Hedge", "LexiconMatch", "Name", "Quantity", "Quotation", "Source", "Token", "facts_of"]


_COUNTED = ("negations", "quantities", "dates", "names", "quotations", "sources", "hedges")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a passage. Offsets are characters of `text`; those of `lexicon_matches` are tokens.

    `clauses` contains the clause number of each token, `negations` the negating tokens, `content` the lemmas of all
    content words, and `hedges` the places where the outlet distances itself.
    """

    text: str
    tokens: tuple[Token, ...]
    lexicon_matches: tuple[LexiconMatch, ...]
    clauses: tuple[int, ...]
    negations: tuple[int, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    names: tuple[Name, ...]
    quotations: tuple[Quotation, ...]
    sources: tuple[Source, ...]
    hedges: tuple[Hedge, ...]
    content: frozenset[str]

    def bounded(self, most: int) -> Facts:
        """The same with a limited number of each kind: tables of results are not sentences."""
        return replace(self, **{name: getattr(self, name)[:most] for name in _COUNTED})

    def of(self, kind: str) -> list[LexiconMatch]:
        """The matches of one word list."""
        return [each for each in self.lexicon_matches if each.kind == kind]


@lru_cache(maxsize=4096)
def facts_of(text: str, published: Moment | None = None) -> Facts:
    """The facts in `text`; `published` resolves "Monday" and "yesterday".

    A list of links after a name contains no facts: it is replaced by spaces, so that all offsets stay valid.
    """
    text = blank_link_lists(text)
    tokens = tokens_of(text)
    lexicon_matches = lexicon_matches_of(tokens)
    dates = dates_of(tokens, published)
    taken = frozenset(place for each in dates for place in range(each.place, each.last))
    return Facts(
        text=text,
        tokens=tokens,
        lexicon_matches=lexicon_matches,
        clauses=clauses_of(tokens),
        negations=negations_of(tokens),
        quantities=with_sums(quantities_of(tokens, lexicon_matches, taken), tokens, lexicon_matches),
        dates=dates,
        names=names_of(tokens),
        quotations=quotations_of(text),
        sources=sources_of(text, tokens, lexicon_matches),
        hedges=hedges_of(tokens, lexicon_matches),
        content=frozenset(each.lemma for each in tokens if each.text[0].isalnum() and each.low not in STOP_WORDS),
    )
