"""Searching: passages for a query, with reprints folded; and the counterparts of a passage across outlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from compare.model.article import Article, Outlet
from compare.model.match import Match
from compare.ports import Filter, Hit, Search
from compare.services.comparing.compare import Comparer
from compare.services.stores.catalogue import Catalogue

LONGEST_PASSAGE = 1000
"""Maximum number of characters of a passage whose counterparts are searched: the longest that articles are split into.
"""

_CANDIDATES = 50  # passages that are searched for a given one
_COMPARED = 12  # articles in which counterparts are looked for
_UNFOLDED = 3  # hits that are read for each one wanted, because some are folded into others


@dataclass(frozen=True, slots=True)
class Counterparts:
    """Matches of passages of `own` (always side `a`), in order, the best first for each; and the other articles."""

    own: Article
    matches: tuple[Match, ...]
    articles: tuple[Article, ...]


class SearchService:
    """Searches by a query or by a passage."""

    def __init__(self, catalogue: Catalogue, search: Search, comparer: Comparer) -> None:
        self._catalogue = catalogue
        self._search = search
        self._comparer = comparer

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
        written = Article(Outlet(""), "", text)
        hits = self._search.search(text, Filter(), _CANDIDATES)
        near = list({hit.article.id: hit.article for hit in hits if hit.article.id != written.id}.values())[:_COMPARED]
        if not near:
            return Counterparts(written, (), ())
        return chosen(written, self._comparer.beside(written, near), near)

    def _folded(self, hits: Sequence[Hit]) -> list[Hit]:
        """The first hit of each article and of each origin; further hits of the same article are kept."""
        origin_of = self._catalogue.results.origin_of(list({hit.article.id for hit in hits}))
        shown: dict[str, str] = {}  # origin -> the article that represents it
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
    """The matches of these passages of `own`, with the articles that they involve."""
    with_part = {match.b.article_id for match in matches}
    return Counterparts(own, tuple(matches), tuple(each for each in articles if each.id in with_part))
