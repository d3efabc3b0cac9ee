"""Searching: passages by what they say, each origin once; and the counterparts of a passage across outlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from compare.model.article import Article, Outlet
from compare.model.match import Match
from compare.ports import Filter, Hit, Search
from compare.services.comparing.compare import Comparer
from compare.services.stores.catalogue import Catalogue

LONGEST_PASSAGE = 1000
"""Characters of a passage whose counterparts are wanted: the longest that an article is split into."""

_CANDIDATES = 50  # passages that a search finds for a given one
_COMPARED = 12  # articles in which its counterparts are looked for
_UNFOLDED = 3  # hits looked at for each one wanted, since some are folded into others


@dataclass(frozen=True, slots=True)
class Counterparts:
    """Matches of passages of `own` (always their side `a`), in its order, of each the best first; and the others."""

    own: Article
    matches: tuple[Match, ...]
    articles: tuple[Article, ...]


class SearchService:
    """What people find by a query, or by a passage."""

    def __init__(self, catalogue: Catalogue, search: Search, concluding: Comparer) -> None:
        self._catalogue = catalogue
        self._search = search
        self._comparer = concluding

    def search(self, query: str, where: Filter, limit: int, folded: bool) -> list[Hit]:
        """See `Parallax.search`."""
        if not folded:
            return self._search.search(query, where, limit)
        hits = self._search.search(query, where, _UNFOLDED * limit)
        return self._folded(hits)[:limit]

    def spelling(self, query: str) -> str | None:
        """See `Parallax.spelling`."""
        return self._search.spelling(query)

    def counterparts(self, text: str) -> Counterparts:
        """See `Parallax.counterparts_of_text`."""
        given = Article(Outlet(""), "", text)
        hits = self._search.search(text, Filter(), _CANDIDATES)
        near = list({hit.article.id: hit.article for hit in hits if hit.article.id != given.id}.values())[:_COMPARED]
        if not near:
            return Counterparts(given, (), ())
        return chosen(given, self._comparer.beside(given, near), near)

    def _folded(self, hits: Sequence[Hit]) -> list[Hit]:
        """The first hit of each article, and of each article that is one origin with it; an article's own all stay."""
        origin_of = self._catalogue.results.origin_of(list({hit.article.id for hit in hits}))
        shown: dict[str, str] = {}  # origin -> the article that stands for it
        copies: dict[str, dict[str, Article]] = {}
        kept = []
        for hit in hits:
            origin = origin_of.get(hit.article.id, hit.article.id)
            if shown.setdefault(origin, hit.article.id) == hit.article.id:
                kept.append(hit)
            else:
                copies.setdefault(shown[origin], {})[hit.article.id] = hit.article
        return [replace(hit, copies=tuple(copies.get(hit.article.id, {}).values())) for hit in kept]


def chosen(own: Article, matches: Sequence[Match], articles: Sequence[Article]) -> Counterparts:
    """These matches of passages of `own`, with those of the articles that have a part in them."""
    with_part = {match.b.article_id for match in matches}
    return Counterparts(own, tuple(matches), tuple(each for each in articles if each.id in with_part))
