"""Who is cited in the articles of an event, based on the attributions of the tagger."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from textwrap import shorten
from typing import NamedTuple

from compare.attribution.source_counts import Citation, CitedSource, cited_sources, in_order
from compare.attribution.source_names import OwnName, are_of_one, own_name
from compare.attribution.speakers import ResolvedAttribution
from compare.model.article import Article
from compare.model.passage import Passage
from compare.text.analysis import Source, facts_of
from compare.text.tokens import bag

UNNAMED = "Unnamed"
"""The name of an unknown speaker, or of one whose pronoun cannot be resolved."""

_POINTING = bag(
    "his her their its my our your this that these those he she they it them him us me himself herself themselves"
)
"""Words at the start of descriptions that mean nothing out of context ("his opponents")."""

_COUNTING = bag("other another others one two three some many several few both all each others most")
_SURE = 0.55
"""Minimum probability of a citation: a third of the attributions below are right, three fifths of those just above."""

_LONGEST = 80
"""Maximum characters of a description."""

_CLAUSE = re.compile(r",| (?:who|which|that)\b")
"""Words after which a long description is truncated."""


class _Cited(NamedTuple):
    name: OwnName | None
    described: str
    citation: Citation


def cited(
    articles: Sequence[Article],
    passages: Sequence[Sequence[Passage]],
    attributions: Mapping[str, Sequence[ResolvedAttribution]] | None,
) -> list[CitedSource]:
    """Who is cited in an event: named sources first, then by the number of articles that cite them.

    `attributions` are those of each article; without a tagger they are None, and a grammar finds the speakers.
    Mentions are merged into one source only by a person's own name or an organisation's acronym. A surname that several
    people share refers to the one whose full name is in the same article.
    """
    if attributions is None:
        return cited_sources(articles, passages)
    every = (
        each
        for article, own in zip(articles, passages, strict=True)
        for each in _cited(article, own, attributions.get(article.id, ()))
    )
    place = {article.id: number for number, article in enumerate(articles)}
    found = in_order(_source(each, place) for each in _grouped(every))
    return sorted(found, key=lambda each: (not each.is_named, each.name == UNNAMED))


def _cited(
    article: Article, passages: Sequence[Passage], attributions: Sequence[ResolvedAttribution]
) -> Iterator[_Cited]:
    known = _known(article, passages)
    for each in attributions:
        if each.form == "mention" or each.attribution.probability < _SURE:
            continue
        passage = passages[each.cue_passage]
        start, end = each.attribution.source or (passage.start, passage.end)
        citation = Citation(article.id, start, end, each.quoted, each.form == "direct")
        name, described = _called(each.speaker, known)
        yield _Cited(name, described, citation)


def _called(speaker: Source | None, known: Container[str]) -> tuple[OwnName | None, str]:
    if speaker is None or speaker.kind == "pronoun":
        return None, UNNAMED
    name = own_name(speaker.text, None if speaker.start else known)
    if name is not None:
        return name, name.text
    described = speaker.text if len(speaker.text) <= _LONGEST else _CLAUSE.split(speaker.text, maxsplit=1)[0]
    described = shorten(described.strip(" ,;:"), _LONGEST, placeholder="…")
    return None, UNNAMED if _points(described) else described


def _points(described: str) -> bool:
    """Whether a description means nothing out of context: "his opponents", "one of them", "both"."""
    words = described.casefold().split()
    return words[0] in _POINTING or words[-1] in _POINTING or words[0] == words[-1] in _COUNTING


def _known(article: Article, passages: Sequence[Passage]) -> frozenset[str]:
    """Words that are capitalised within a sentence, in lower case."""
    return frozenset(
        token.low
        for passage in passages
        for before, token in pairwise(facts_of(passage.text, article.published).tokens)
        if token.is_capital and (before.is_word or before.text == ",") and not passage.text.isupper()
    )


def _grouped(cited: Iterable[_Cited]) -> list[list[_Cited]]:
    """Group citations by source. Within an article, equal names are one source; full names are processed first and
    absorb shorter ones.

    A name is compared only with names that share its first or last word: an article may contain thousands.
    """
    alike: dict[tuple[OwnName | None, str, str], list[_Cited]] = defaultdict(list)
    for each in cited:
        described = "" if each.name else " ".join(each.described.casefold().removeprefix("the ").split())
        alike[each.name, described, each.citation.article_id].append(each)
    groups: list[list[_Cited]] = []
    known: dict[str, list[list[_Cited]]] = defaultdict(list)
    for (name, described, article_id), own in sorted(alike.items(), key=lambda each: -_length(each[0][0])):
        keys = _keys(name) if name else {f"described {described}"}
        near = list({id(group): group for key in keys for group in known[key]}.values())
        group = _group_of(name, article_id, near) if name else next(iter(near), None)
        if group is None:
            group = []
            groups.append(group)
            for key in keys | ({name.words[-1]} if name else set()):
                known[key].append(group)
        group += own
    return groups


def _length(name: OwnName | None) -> int:
    return len(name.words) if name else 0


def _keys(name: OwnName) -> set[str]:
    """The keys under which names of the same source are found."""
    words = name.words
    if len(words) == 1:
        return {words[0], f"acronym {name.acronym}"} if name.acronym else {words[0]}
    return {f"{words[0]} … {words[-1]}", f"{words[-2]} {words[-1]}", f"acronym {name.initials}"}


def _group_of(name: OwnName, article_id: str, groups: Iterable[list[_Cited]]) -> list[_Cited] | None:
    """The group of a name; None if it starts a new one or could belong to several."""
    fitting = [own for own in groups if own[0].name is not None and are_of_one(name, own[0].name)]
    same = [own for own in fitting if own[0].name is not None and own[0].name.words == name.words]
    here = [own for own in fitting if any(one.citation.article_id == article_id for one in own)]
    return next((chosen[0] for chosen in (same, fitting, here) if len(chosen) == 1), None)


def _source(group: Sequence[_Cited], place: Mapping[str, int]) -> CitedSource:
    names = [each.name.text for each in group if each.name] or [each.described for each in group]
    name = min(names, key=lambda text: (-len(text), text))
    citations = sorted((each.citation for each in group), key=lambda one: (place[one.article_id], one.start))
    return CitedSource(name, group[0].name is not None, tuple(citations))
