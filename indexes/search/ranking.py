"""The ranking of search results: by similarity, by words, and by the scores of their article and event.

The score is linear. Its weights were fitted by maximum likelihood (a softmax over the candidates of each query) on the
judged queries of `../shared/gold` whose events are in folds 1 to 4. Exceptions: the weight of the event was raised
afterwards, and those of numbers and sentences were set by hand; see docs/benchmarks.md. Ranking the first 50 results
with the trained reader was also tried: on these queries it found at most one more answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from compare.ports import Candidate, FoundByWords
from compare.text.cleaning.furniture_signs import is_teaser
from compare.text.document_frequency import idf
from compare.text.terms import NUMBER, STOP_WORDS, words
from indexes.storage.sql.fulltext.query_words import index_term

_COSINE, _FEEDBACK = 4.4, 6.5
_WORDS, _TITLED_WORDS, _NUMBERS = 0.4, 3.6, 6.0
_EVENT = 15.0
_LEAD, _LENGTH, _SENTENCE = 4.2, 2.7, 2.0

_HALF = 4.0  # passages after which the position in the article counts half, as in clustering
_FULL_LENGTH = 110  # minimum characters of a passage that is not a fragment: about 20 words
_BY_WORDS = 0.3  # weight of words relative to cosine before the event of a passage is known
FEEDBACK = 3
"""Number of passages whose mean is added to the query: pseudo-relevance feedback (Rocchio 1971)."""

EVENT_MARGIN = 2.0
"""Events whose best passage scores this much lower than the best of all are not shown."""

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """The candidates of a search, with their cosines and the coverage of the query by passage and with the title."""

    candidates: Sequence[Candidate]
    cosines: Scores
    covered: Scores
    titled: Scores
    numbers: Scores

    @classmethod
    def of(cls, candidates: Sequence[Candidate], cosines: Mapping[int, float], found: FoundByWords) -> Scored:
        """`found` contains the words of the query and their document frequencies."""
        weights = weights_of(found)
        numbers = dict.fromkeys(filter(_is_number, weights), 1.0)
        titles = list({each.title for each in candidates})
        of_titles = dict(zip(titles, _found_in(weights, titles), strict=True))
        of_texts = _found_in(weights, [each.text for each in candidates])
        titled = [own | of_titles[each.title] for each, own in zip(candidates, of_texts, strict=True)]
        share = {held: _share(weights, held) for held in {*of_texts, *titled}}
        in_numbers = {held: _share(numbers, held) for held in set(of_texts)}
        return cls(
            candidates,
            np.array([cosines.get(each.key, -1.0) for each in candidates], np.float64),
            np.array([share[held] for held in of_texts], np.float64),
            np.array([share[held] for held in titled], np.float64),
            np.array([in_numbers[held] for held in of_texts], np.float64),
        )

    def chosen(self, fits: NDArray[np.bool_]) -> Scored:
        """Only the selected candidates."""
        kept = [each for each, is_fit in zip(self.candidates, fits, strict=True) if is_fit]
        return Scored(kept, *(each[fits] for each in (self.cosines, self.covered, self.titled, self.numbers)))

    @property
    def first(self) -> Scores:
        """The score of each candidate on its own."""
        first: Scores = self.cosines + _BY_WORDS * self.titled
        return first

    def of_events(self) -> Scores:
        """For each candidate, the scores of the two best articles of its event; a missing one counts as the worst."""
        best: dict[str, dict[int, float]] = {}
        first = self.first.tolist()
        for each, score in zip(self.candidates, first, strict=True):
            articles = best.setdefault(each.group, {})
            articles[each.article] = max(articles.get(each.article, score), score)
        lowest = min(first, default=0.0)
        means = {event: sum(sorted([lowest, *own.values()])[-2:]) / 2 for event, own in best.items()}
        return np.array([means[each.group] for each in self.candidates])

    def best(self, of_events: Scores) -> list[Candidate]:
        """The candidates used for relevance feedback."""
        order = np.argsort(-(self.first + 0.5 * of_events), kind="stable")[:FEEDBACK]
        return [self.candidates[place] for place in order]

    def scores(self, of_events: Scores, feedback: Mapping[int, float]) -> Scores:
        """The final scores; `feedback` are the cosines (by key) to the mean of `best`."""
        texts = self.candidates
        fed = np.array([feedback.get(each.key, 0.0) for each in texts])
        lead = np.array([1 / (1 + each.position / _HALF) for each in texts])
        length = np.array([min(len(each.text), _FULL_LENGTH) / _FULL_LENGTH for each in texts])
        sentence = np.array([is_sentence(each.text) for each in texts], np.float64)
        total: Scores = (
            _COSINE * self.cosines + _FEEDBACK * fed
            + _WORDS * self.covered + _TITLED_WORDS * self.titled + _NUMBERS * self.numbers
            + _EVENT * of_events
            + _LEAD * lead + _LENGTH * length + _SENTENCE * sentence
        )  # fmt: skip
        return total


def leading_events(candidates: Sequence[Candidate], scores: Scores) -> NDArray[np.bool_]:
    """Which candidates belong to an event whose best one is within `EVENT_MARGIN` of the overall best."""
    best: dict[str, float] = {}
    for each, score in zip(candidates, scores.tolist(), strict=True):
        best[each.group] = max(best.get(each.group, score), score)
    least = max(best.values(), default=0.0) - EVENT_MARGIN
    return np.array([best[each.group] >= least for each in candidates], np.bool_)


def is_sentence(text: str) -> bool:
    """Whether a passage ends like a sentence, and is not a caption or teaser."""
    return text.rstrip("\"'”’)] ")[-1:] in {".", "!", "?"} and not is_teaser(text)


def weights_of(found: FoundByWords) -> dict[str, float]:
    """The IDF weight of each stem of the query, without stop words."""
    return {
        index_term(word): float(idf(found.passages, number, prior=1))
        for word, number in found.counts.items()
        if word.casefold() not in STOP_WORDS
    }


def coverage(weights: Mapping[str, float], text: str) -> float:
    """The share of `weights` (by stem) whose stems are in `text`; 1 for all of them, 0 if there are none."""
    return _share(weights, set(map(index_term, words(text))))


def holds(text: str, phrase: Sequence[str]) -> bool:
    """Whether the words of `phrase` occur in sequence in `text`, ignoring endings."""
    wanted, held = [index_term(each) for each in phrase], [index_term(each) for each in words(text)]
    return any(held[start : start + len(wanted)] == wanted for start in range(len(held) - len(wanted) + 1))


def _share(weights: Mapping[str, float], held: Collection[str]) -> float:
    """The share of `weights` in `held`; exactly 1 for all of them."""
    if not weights or (len(held) >= len(weights) and weights.keys() <= set(held)):
        return float(bool(weights))
    return sum(weights[each] for each in held if each in weights) / sum(weights.values())


_ACCENTED = re.compile("[À-ɏ̀-ͯ]")
_NUMBER = re.compile(NUMBER)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def _found_in(stems: Collection[str], texts: Sequence[str]) -> list[frozenset[str]]:
    """Those of `stems` that each text has."""
    wanted, none = frozenset(stems), frozenset[str]()
    numbers = [each for each in stems if _is_number(each)]
    accented = [not text.isascii() and bool(_ACCENTED.search(text)) for text in texts]
    alike = _words_like(wanted.difference(numbers), texts)

    def found(text: str, is_accented: bool, alike: list[str]) -> frozenset[str]:
        if is_accented:
            alike = words(text)
        elif numbers and any(each in text for each in numbers):
            alike = alike + _NUMBER.findall(text)
        return wanted.intersection(map(index_term, alike)) if alike else none

    return list(map(found, texts, accented, alike))


def _words_like(stems: Collection[str], texts: Sequence[str]) -> list[list[str]]:
    """The words of each text that begin, without accents, like one of `stems`, so that only these have to be stemmed.

    All texts are searched as one, and for each beginning on its own: a regular expression would try every character.
    """
    lowered = [text.lower() for text in texts]
    ends = list(accumulate(len(text) + 1 for text in lowered))
    joined = "\n".join(lowered)
    found: list[list[str]] = [[] for _ in texts]
    place = end = 0
    for start in sorted({each for prefix in {_prefix(stem) for stem in stems} for each in _places(prefix, joined)}):
        if start < end:
            continue  # inside the previous word
        word = _WORD.match(joined, start)
        end = word.end() if word else start + 1
        if word and (not start or not joined[start - 1].isalpha()):
            place = bisect_right(ends, start, place)
            found[place].append(word[0])
    return found


def _places(part: str, text: str) -> Iterator[int]:
    """Where `part` occurs in `text`."""
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)


def _is_number(stem: str) -> bool:
    return stem[0].isdecimal()


def _prefix(stem: str) -> str:
    """Letters that every word with this stem starts with, ignoring accents."""
    letters = stem.partition("'")[0]  # a text may have a typographic apostrophe
    return letters[: max(2, min(4, len(letters) - 1))]
