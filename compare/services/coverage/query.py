"""Queries for search services: names and rare words that the reports of an event share, and their dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from compare.errors import InputError
from compare.model.article import Article
from compare.model.moment import Moment
from compare.ports.coverage import CoverageQuery
from compare.text.document_frequency import scaled_idf
from compare.text.names import names_of
from compare.text.passages import split
from compare.text.terms import STOP_WORDS, content_stems, stem, words
from compare.text.tokens import tokens_of

_READ = 20  # passages of an article, besides its title: news starts with what happened
_HALF = 4.0  # passages after which a word counts half
_MOST_ARTICLES = 10  # of an event, the most recently added ones
_ANY_OF = 5
_DAYS = 3  # before and after: reports of one event come within days
_FEWEST_LETTERS = 4
_LONGEST_NAME = 2
"""Number of words of a name that are searched for, counted from its end: other reports omit first names and offices."""
_NAME_COUNTS = 2.0
"""The weight of a name relative to a word of the same document frequency (set by hand)."""
_MOST_WORDS = 12  # of a query written by a user


def is_met_by(query: CoverageQuery, title: str, published: Moment | None) -> bool:
    """Whether a title may be of such a report: the date fits, and it has the phrases or two of the words."""
    if published and not _is_of_these_days(query, published):
        return False
    own = set(content_stems(title))
    found = [phrase for phrase in (*query.required, *query.any_of) if set(content_stems(phrase)) <= own]
    return set(query.required) <= set(found) if not query.any_of else len(found) >= 2


def _is_of_these_days(query: CoverageQuery, published: Moment) -> bool:
    early = query.since is not None and published.latest.date() < query.since
    late = query.until is not None and published.earliest.date() > query.until
    return not (early or late)


def query_of(articles: Sequence[Article]) -> CoverageQuery:
    """What reports of the event of these articles share: the name or word with the highest weight, and the next ones.

    Raises InputError if their titles and first passages have no specific word.
    """
    recent = articles[-_MOST_ARTICLES:]
    phrases = _ranked(recent)
    if not phrases:
        raise InputError("This article has no names or rare words to search for: enter your own search terms.")
    first, *others = phrases
    since, until = _days(recent)
    language = next((each.language for each in recent if each.language), None) or ""
    return CoverageQuery((first,), tuple(others[:_ANY_OF]), since, until, language.partition("-")[0].lower())


def query_of_words(text: str, since: date | None = None, until: date | None = None) -> CoverageQuery:
    """A query written by a user; text in quotation marks is one phrase. Raises InputError."""
    if since and until and since > until:
        raise InputError("The first day is after the last one.")
    phrases: list[str] = []
    for place, part in enumerate(text.replace("“", '"').replace("”", '"').split('"')):
        found = words(part)
        own = [each for each in found if each.casefold() not in STOP_WORDS] or found
        phrases += [" ".join(found)] * bool(found) if place % 2 else own
    if not phrases or len(phrases) > _MOST_WORDS:
        raise InputError(f"Enter one to {_MOST_WORDS} words; put names in quotation marks.")
    return CoverageQuery(tuple(dict.fromkeys(phrases)), (), since, until)


def _ranked(articles: Sequence[Article]) -> list[str]:
    """Names and words by weight (IDF and frequency), a name first, without those that earlier ones contain."""
    weights: dict[tuple[str, ...], float] = defaultdict(float)
    spelled: dict[tuple[str, ...], str] = {}
    names: set[tuple[str, ...]] = set()
    for article in articles:
        outlet = set(content_stems(article.outlet.name))
        for place, text in enumerate([article.title, *(each.text for each in split(article)[:_READ])]):
            for phrase, is_name in _phrases(text):
                stems = tuple(content_stems(phrase))
                if stems and not outlet.issuperset(stems):
                    counts = float(np.mean(scaled_idf(stems))) ** 2 / (1 + place / _HALF)
                    weights[stems] += counts * (_NAME_COUNTS if is_name else 1.0)
                    spelled.setdefault(stems, phrase)
                    names |= {stems} if is_name else set()
    ordered = sorted(weights, key=lambda each: (-weights[each], each))
    first = next((each for each in ordered if each in names), None)
    ranked: list[str] = []
    said: set[str] = set()
    for stems in [*([first] if first else []), *ordered]:
        if not said.intersection(stems):
            said.update(stems)
            ranked.append(spelled[stems])
    return ranked


def _phrases(text: str) -> Iterator[tuple[str, bool]]:
    """The names and words of a text, each with whether it is a name."""
    for name in names_of(tokens_of(text)):
        own = [_bare(each) for each in words(text[name.start : name.end])]
        if not any(each.islower() for each in own):
            own = own[-_LONGEST_NAME:]
        if not all(len(each) > _FEWEST_LETTERS and each.isupper() for each in own):  # a headline in capitals
            yield " ".join(own), True
    yield from ((_bare(each), False) for each in words(text) if _is_telling(each) and not each.isupper())


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _is_telling(word: str) -> bool:
    """Whether a word can be searched for on its own."""
    return len(stem(word)) >= _FEWEST_LETTERS and word[0].isalpha() and word.casefold() not in STOP_WORDS


def _days(articles: Sequence[Article]) -> tuple[date | None, date | None]:
    dated = [each.published for each in articles if each.published]
    if not dated:
        return None, None
    first, last = min(each.earliest for each in dated).date(), max(each.earliest for each in dated).date()
    margin = timedelta(days=_DAYS)
    return max(first, date.min + margin) - margin, min(last, date.max - margin) + margin
