"""Whom the articles of an event cite, by the attributions that the tagger found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from compare.article import Article
from compare.facts import Source
from compare.naming import OwnName, are_of_one, own_name
from compare.passage import Passage
from compare.sourcing import Citation, CitedSource, cited_sources, in_order
from compare.speaking import Spoken

UNNAMED = "Unnamed"
"""Who speaks where the text does not say, or where it is unsure whom a pronoun stands for."""

_LONGEST = 60
"""Characters of a description that is shown."""


class _Cited(NamedTuple):
    name: OwnName | None
    described: str
    citation: Citation


def cited(
    articles: Sequence[Article],
    passages: Sequence[Sequence[Passage]],
    spoken: Mapping[str, Sequence[Spoken]] | None,
) -> list[CitedSource]:
    """Who is cited in an event, those whom most articles cite first; `spoken` are the attributions by article.

    Without a tagger, these are None, and a grammar finds the speakers. Mentions are of one source only by a person's
    own name or a body's acronym; where a surname may be of several people, it is of the one whom the same article
    names in full.
    """
    if spoken is None:
        return cited_sources(articles, passages)
    every = [
        each
        for article, own in zip(articles, passages, strict=True)
        for each in _cited(article, own, spoken.get(article.id, ()))
    ]
    groups: list[list[_Cited]] = []
    for each in sorted(every, key=lambda one: -len(one.name.words) if one.name else 0):
        group = _group_of(each, groups)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    place = {article.id: number for number, article in enumerate(articles)}
    return in_order([_source(each, place) for each in groups])


def _cited(article: Article, passages: Sequence[Passage], spoken: Sequence[Spoken]) -> Iterator[_Cited]:
    for each in spoken:
        passage = passages[each.cued]
        start, end = each.attribution.source or (passage.start, passage.end)
        citation = Citation(article.id, start, end, each.quoted, each.is_direct)
        name, described = _called(each.speaker)
        yield _Cited(name, described, citation)


def _called(speaker: Source | None) -> tuple[OwnName | None, str]:
    if speaker is None or speaker.kind == "pronoun":
        return None, UNNAMED
    name = own_name(speaker.text)
    described = speaker.text if len(speaker.text) <= _LONGEST else UNNAMED
    return name, name.text if name else described


def _group_of(each: _Cited, groups: Sequence[list[_Cited]]) -> list[_Cited] | None:
    """The group that a mention belongs to; None where it begins one, or could belong to several."""
    if each.name is None:
        described = _plain(each.described)
        return next((own for own in groups if own[0].name is None and _plain(own[0].described) == described), None)
    fitting = [own for own in groups if own[0].name is not None and are_of_one(each.name, own[0].name)]
    same = [own for own in fitting if own[0].name is not None and own[0].name.words == each.name.words]
    near = [own for own in fitting if any(one.citation.article_id == each.citation.article_id for one in own)]
    for chosen in (same, fitting, near):
        if len(chosen) == 1:
            return chosen[0]
    return None


def _plain(described: str) -> str:
    return " ".join(described.casefold().removeprefix("the ").split())


def _source(group: Sequence[_Cited], place: Mapping[str, int]) -> CitedSource:
    names = [each.name.text for each in group if each.name] or [each.described for each in group]
    name = min(names, key=lambda text: (-len(text), text))
    citations = sorted((each.citation for each in group), key=lambda one: (place[one.article_id], one.start))
    return CitedSource(name, group[0].name is not None, tuple(citations))
