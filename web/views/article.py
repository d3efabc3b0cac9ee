"""The page of an article: its paragraphs, and the counterparts of each in other articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from compare.comparison.event_comparison import Comparison
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.match import KINDS, Kind, Match
from compare.model.passage import Passage
from compare.services.summaries import ArticleView
from web.views.copies import copies_of
from web.views.filters import web_address
from web.views.highlighting import anchor, stretches

PARAGRAPHS = 2_000
"""Maximum per page. News has up to 200, but a hostile text may have a million lines."""
_FRAGMENT_WORDS = 5  # at each end of a passage, for the text fragment that finds it in the original


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph: a passage, or text between passages (`anchor` is ""); `matched` if it has a
    counterpart."""

    text: str
    anchor: str = ""
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Another article that reports something in a paragraph.

    `anchor` is the first passage of the paragraph that it matches, `kinds` are the kinds of its divergences, and
    `passages` are the matching passages of the other article.
    """

    article: Article
    name: str
    anchor: str
    kinds: tuple[Kind, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article and the articles that also report parts of it; `original` is its URL on the outlet's
    site."""

    pieces: tuple[Piece, ...]
    counterparts: tuple[Counterpart, ...]
    original: str


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The page of an article, or one `part` (from 0) of `parts` of it.

    `others` are the other articles of its event, and `copies` describes what it reprints and who reprints it.
    """

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
    """The page of an article; `matches` are its own, with the article on side a.

    Together, its parts show all of the text: passages, and everything between them that is not blank.
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
    names = distinct_names((view.article, *others))
    told, first = _by_paragraph(matches), {each.paragraph: each for each in reversed(view.passages)}
    return ArticleContext(
        view,
        tuple(
            Paragraph(
                tuple(piece for _, piece in group),
                _counterparts(told[number], held, names) if number in told else (),
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
    """The URL of the original with a text fragment for the first passage of a paragraph; "" if there is none."""
    address = web_address(article.url)
    if first is None or not address:
        return ""
    words = first.text.split()
    ends = [words] if len(words) <= 2 * _FRAGMENT_WORDS else [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]]
    # the directive's own marks are escaped: URL Fragment Text Directives, WICG 2023
    said = ",".join(quote(" ".join(each), safe="").replace("-", "%2D") for each in ends)
    return f"{address.partition('#')[0]}#:~:text={said}"


def _outside(text: str, paragraph: int) -> list[tuple[int, Piece]]:
    """Text between passages, by paragraph: the rest of a line stays in its own, each further line gets a new one."""
    rest, *lines = text.split("\n")
    pieces = [(paragraph, Piece(rest.strip()))]
    pieces += [(-number, Piece(line.strip())) for number, line in enumerate(lines, start=1)]
    return [(number, piece) for number, piece in pieces if piece.text]


def _counterparts(
    matches: Sequence[Match], held: Mapping[str, Article], names: Mapping[str, str]
) -> tuple[Counterpart, ...]:
    """The articles with a match, each once, in the order of the event; `names` are the display names."""
    found = []
    for article in held.values():
        mine = [match for match in matches if match.b.article_id == article.id]
        kinds = {each.kind for match in mine for each in match.divergences if each.is_finding}
        if mine:
            passages = tuple(dict.fromkeys(match.b for match in sorted(mine, key=lambda match: match.b.index)))
            ordered = tuple(kind for kind in KINDS if kind in kinds)
            found.append(Counterpart(article, names[article.id], anchor(mine[0].a), ordered, passages))
    return tuple(found)
