"""The results of a search: hits grouped by event, and by article within an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compare.model.article import Article
from compare.ports import Hit
from compare.services.summaries import EventTitle

_AROUND = 140  # characters of context on each side of a found passage


@dataclass(frozen=True, slots=True)
class FoundHit:
    """A hit with the text before and after it in its paragraph."""

    hit: Hit
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """The hits in one article, best first; `copies` are its reprints that were found, too."""

    article: Article
    hits: tuple[FoundHit, ...]
    copies: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """The hits in one event, or (`event` is None) in an article that is in no event."""

    event: EventTitle | None
    articles: tuple[FoundArticle, ...]


def search_groups(
    hits: Sequence[Hit], event_of: Mapping[str, str], titles: Iterable[EventTitle]
) -> tuple[SearchGroup, ...]:
    """The hits by event and article, those with the best hit first.

    `hits` are in order, best first; `event_of` is the id of the event of each article, by the id of the article.
    """
    known = {each.id: each for each in titles}
    groups: dict[str, dict[str, list[Hit]]] = {}
    for hit in hits:
        group = groups.setdefault(event_of.get(hit.article.id, hit.article.id), {})
        group.setdefault(hit.article.id, []).append(hit)
    return tuple(
        SearchGroup(known.get(event), tuple(_found_article(own) for own in group.values()))
        for event, group in groups.items()
    )


def _found_article(hits: Sequence[Hit]) -> FoundArticle:
    copies = {copy.id: copy for hit in hits for copy in hit.copies}
    return FoundArticle(hits[0].article, tuple(map(_in_context, hits)), tuple(copies.values()))


def _in_context(hit: Hit) -> FoundHit:
    """The hit with up to `_AROUND` characters of its paragraph on each side, cut at words."""
    text, start, end = hit.article.text, hit.passage.start, hit.passage.end
    before = text[max(0, start - _AROUND) : start].split("\n")[-1]
    after = text[end : end + _AROUND].split("\n")[0]
    if len(before) == _AROUND:
        before = "… " + before.partition(" ")[2]
    if len(after) == _AROUND:
        after = after.rpartition(" ")[0] + " …"
    return FoundHit(hit, before.strip(), after.strip())
