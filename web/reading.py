"""What the pages of an article and of a search show, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from compare.article import Article
from compare.match import KINDS, Kind, Match
from compare.ports import Hit
from compare.service import ArticleView
from web.contexts import anchor


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an article's text: a passage, or (anchor "") what stands between; `matched` elsewhere or not."""

    text: str
    anchor: str = ""
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Another article that reports something of a paragraph: from which passage on, and how it diverges."""

    article: Article
    anchor: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article with who else reports something of it."""

    pieces: tuple[Piece, ...]
    counterparts: tuple[Counterpart, ...]


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The page of an article."""

    view: ArticleView
    paragraphs: tuple[Paragraph, ...]
    others: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """The hits of one event."""

    event_id: str | None
    hits: tuple[Hit, ...]


def article_context(view: ArticleView, matches: Sequence[Match], others: Sequence[Article]) -> ArticleContext:
    """The page of an article; no character of its text is lost."""
    text, matched = view.article.text, {match.a.index for match in matches}
    pieces: list[tuple[int, Piece]] = []
    end = 0
    for passage in view.passages:
        if text[end : passage.start].strip():
            pieces.append((passage.paragraph, Piece(text[end : passage.start])))
        pieces.append((passage.paragraph, Piece(passage.text, anchor(passage), passage.index in matched)))
        end = passage.end
    if text[end:].strip():
        pieces.append((-1, Piece(text[end:])))
    held = {article.id: article for article in others}
    return ArticleContext(
        view,
        tuple(
            Paragraph(
                tuple(piece for _, piece in group),
                _counterparts([match for match in matches if match.a.paragraph == number], held),
            )
            for number, group in groupby(pieces, key=lambda pair: pair[0])
        ),
        tuple(others),
    )


def _counterparts(matches: Sequence[Match], held: Mapping[str, Article]) -> tuple[Counterpart, ...]:
    """Each other article once, in the order of the event."""
    found = []
    for article in held.values():
        mine = [match for match in matches if match.b.article_id == article.id]
        kinds = {each.kind for match in mine for each in match.divergences} - {"detail"}
        if mine:
            found.append(Counterpart(article, anchor(mine[0].a), tuple(kind for kind in KINDS if kind in kinds)))
    return tuple(found)


def search_groups(hits: Sequence[Hit], events: Mapping[str, str]) -> tuple[SearchGroup, ...]:
    """Hits by event, the event of the best hit first."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(events.get(hit.article.id) or hit.article.id, []).append(hit)
    return tuple(SearchGroup(events.get(each[0].article.id), tuple(each)) for each in groups.values())
