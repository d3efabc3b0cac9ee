"""What the page of an article shows, as frozen dataclasses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from compare.comparison.event_comparison import Comparison
from compare.model.article import Article
from compare.model.bylines import told_apart
from compare.model.match import KINDS, Kind, Match
from compare.model.passage import Passage
from compare.services.summaries import ArticleView
from web.views.copies import copies_of
from web.views.filters import web_address
from web.views.highlighting import anchor, stretches

PARAGRAPHS = 2_000
"""Of one page: a hostile text may have a million lines; news has up to 200."""
_FRAGMENT_WORDS = 5  # at each end of a passage, by which a browser finds it in the original


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an article's text: a passage, or (anchor "") what stands between; `matched` elsewhere or not."""

    text: str
    anchor: str = ""
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Another article that reports something of a paragraph: from which passage on, how it diverges, and its words."""

    article: Article
    name: str
    anchor: str
    kinds: tuple[Kind, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article with who else reports something of it; `original` is its address in the original."""

    pieces: tuple[Piece, ...]
    counterparts: tuple[Counterpart, ...]
    original: str


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The page of an article: of very many paragraphs it has one `part` (from 0) of `parts`."""

    view: ArticleView
    paragraphs: tuple[Paragraph, ...]
    part: int
    parts: int
    others: tuple[Article, ...]
    copies: tuple[str, ...]


def article_context(
    view: ArticleView,
    matches: Sequence[Match],
    others: Sequence[Article],
    comparison: Comparison | None = None,
    part: int = 0,
) -> ArticleContext:
    """The page of an article, with what the comparison of its event says of it.

    Of all its parts together no character of its text is lost.
    """
    matched = {match.a.index for match in matches}
    pieces: list[tuple[int, Piece]] = []
    for text, passage in stretches(view.article.text, view.passages):
        if passage:
            pieces.append((passage.paragraph, Piece(text, anchor(passage), passage.index in matched)))
        else:
            pieces += _outside(text, pieces[-1][0] if pieces else 0)
    held = {article.id: article for article in others}
    groups = [(number, tuple(group)) for number, group in groupby(pieces, key=lambda pair: pair[0])]
    told, first = _by_paragraph(matches), {each.paragraph: each for each in reversed(view.passages)}
    return ArticleContext(
        view,
        tuple(
            Paragraph(
                tuple(piece for _, piece in group),
                _counterparts(told[number], held) if number in told else (),
                _in_original(view.article, first.get(number)),
            )
            for number, group in groups[part * PARAGRAPHS : (part + 1) * PARAGRAPHS]
        ),
        part,
        max(1, -(-len(groups) // PARAGRAPHS)),
        tuple(others),
        copies_of(comparison, view.article.id) if comparison else (),
    )


def _by_paragraph(matches: Sequence[Match]) -> dict[int, list[Match]]:
    found: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        found[match.a.paragraph].append(match)
    return found


def _in_original(article: Article, first: Passage | None) -> str:
    """The address of the original at the first passage of a paragraph (a text fragment); "" if there is none."""
    address = web_address(article.url)
    if first is None or not address:
        return ""
    words = first.text.split()
    ends = [words] if len(words) <= 2 * _FRAGMENT_WORDS else [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]]
    # the directive's own marks are escaped: URL Fragment Text Directives, WICG 2023
    said = ",".join(quote(" ".join(each), safe="").replace("-", "%2D") for each in ends)
    return f"{address.partition('#')[0]}#:~:text={said}"


def _outside(text: str, paragraph: int) -> list[tuple[int, Piece]]:
    """Text between passages: what follows in the same line stays in its paragraph, each other line is one by itself."""
    rest, *lines = text.split("\n")
    pieces = [(paragraph, Piece(rest.strip()))]
    pieces += [(-number, Piece(line.strip())) for number, line in enumerate(lines, start=1)]
    return [(number, piece) for number, piece in pieces if piece.text]


def _counterparts(matches: Sequence[Match], held: Mapping[str, Article]) -> tuple[Counterpart, ...]:
    """Each other article once, in the order of the event."""
    found, names = [], told_apart(held.values())
    for article in held.values():
        mine = [match for match in matches if match.b.article_id == article.id]
        kinds = {each.kind for match in mine for each in match.divergences if each.is_finding}
        if mine:
            passages = tuple(dict.fromkeys(match.b for match in sorted(mine, key=lambda match: match.b.index)))
            ordered = tuple(kind for kind in KINDS if kind in kinds)
            found.append(Counterpart(article, names[article.id], anchor(mine[0].a), ordered, passages))
    return tuple(found)
