"""Score facts across outlets on stories of three articles whose three pairs are annotated, next to connected
components.

python -m benchmarks.quality.facts --gold ../shared/gold
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.gold_articles import Encode, article_of
from compare.comparison.build import build
from compare.embedded_article import EmbeddedArticle
from compare.evaluation.metrics import Score, b_cubed_of_links
from compare.model.article import Article
from compare.model.match import Match
from compare.model.passage import Passage
from compare.ports import Reader

Json = dict[str, Any]
Place = tuple[str, int]
"""A passage, as the id of its article and its index."""

PARTS: dict[str, Callable[[int], bool]] = {"fold_0": lambda fold: fold == 0, "folds_1_4": lambda fold: fold > 0}
"""The parts that are measured separately: the validation fold, and the others, most of which the reader was trained on.
"""

BASELINE = "connected_components"


@dataclass(frozen=True, slots=True)
class Triple:
    """Three articles of a story, their sentences as passages, and the (strong) links of annotators."""

    fold: int
    articles: tuple[Article, ...]
    passages: tuple[tuple[Passage, ...], ...]
    links: frozenset[frozenset[Place]]
    strong: frozenset[frozenset[Place]]


LINKS: dict[str, Callable[[Triple], frozenset[frozenset[Place]]]] = {
    "links": lambda triple: triple.links,
    "strong": lambda triple: triple.strong,
}
"""The links that facts are compared with: all, or only strong ones."""


def can_measure(gold: Path) -> bool:
    """Whether there are article pairs."""
    return (gold / "pairs").is_dir()


def measure(gold: Path, encode: Encode, reader: Reader | None) -> Json:
    """B-cubed of facts, and of connected components of the same matches, for each part, by links and strong links.

    Disputed links count as no links.
    """
    found: dict[str, list[tuple[Triple, list[list[Place]], list[list[Place]]]]] = {name: [] for name in PARTS}
    for triple in read_triples(gold):
        vectors = [encode([each.text for each in own]) for own in triple.passages]
        embedded = [EmbeddedArticle(*each) for each in zip(triple.articles, triple.passages, vectors, strict=True)]
        comparison = build(embedded, reader=reader)
        rows = [[place(each) for cell in row.cells.values() for each in cell] for row in comparison.rows]
        nodes = [place(each) for own in triple.passages for each in own]
        name = next(name for name, holds in PARTS.items() if holds(triple.fold))
        found[name].append((triple, rows, connected_components(nodes, comparison.matches)))
    return {
        name: {"triples": len(each)} | _scored(((triple, rows) for triple, rows, _ in each))
        | {BASELINE: _scored((triple, components) for triple, _, components in each)}
        for name, each in found.items()
        if each
    }  # fmt: skip


def _scored(groupings: Iterable[tuple[Triple, Sequence[Sequence[Place]]]]) -> Json:
    every = list(groupings)
    groups = [group for _, rows in every for group in rows]
    return {
        name: _rounded(b_cubed_of_links(groups, {link for triple, _ in every for link in of(triple)}))
        for name, of in LINKS.items()
    }


def _rounded(score: Score) -> Json:
    return {name: round(getattr(score, name), 4) for name in ("precision", "recall", "f1")}


def place(passage: Passage) -> Place:
    """The place of a passage."""
    return passage.article_id, passage.index


def connected_components(nodes: Iterable[Place], matches: Iterable[Match]) -> list[list[Place]]:
    """The passages that matches connect, directly or indirectly: the simplest way to build facts from matches."""
    group_of = {node: [node] for node in nodes}
    for match in matches:
        one, other = group_of[place(match.a)], group_of[place(match.b)]
        if one is not other:
            one.extend(other)
            group_of.update((node, one) for node in other)
    return list({id(group): group for group in group_of.values()}.values())


def read_triples(gold: Path) -> Iterator[Triple]:
    """All sets of three articles of a story whose three pairs are annotated."""
    stories: dict[str, list[Json]] = defaultdict(list)
    for path in sorted((gold / "pairs").glob("*.json")):
        pair = json.loads(path.read_text("utf-8"))
        stories[pair["story"]].append(pair)
    for _, pairs in sorted(stories.items()):
        yield from _triples(pairs)


def _triples(pairs: Sequence[Json]) -> Iterator[Triple]:
    sides: dict[str, tuple[Article, tuple[Passage, ...]]] = {}
    by_articles: dict[frozenset[str], tuple[str, str, Json]] = {}
    for pair in pairs:
        a, b = (side_of(pair[side]) for side in "ab")
        sides |= {a[0].id: a, b[0].id: b}
        by_articles[frozenset((a[0].id, b[0].id))] = (a[0].id, b[0].id, pair)
    for three in combinations(sorted(sides), 3):
        own = [by_articles.get(frozenset(two)) for two in combinations(three, 2)]
        annotated = [each for each in own if each is not None]
        if len(annotated) == len(own):
            links = {_link(a, b, link): link["strength"] for a, b, pair in annotated for link in pair["links"]}
            yield Triple(
                annotated[0][2]["fold"],
                tuple(sides[each][0] for each in three),
                tuple(sides[each][1] for each in three),
                frozenset(links),
                frozenset(link for link, strength in links.items() if strength == "strong"),
            )


def _link(a: str, b: str, link: Mapping[str, Any]) -> frozenset[Place]:
    return frozenset(((a, link["a"]), (b, link["b"])))


def side_of(side: Json) -> tuple[Article, tuple[Passage, ...]]:
    """An article with these sentences as paragraphs, and a passage for each."""
    texts = [" ".join(each.split()) for each in side["sentences"]]
    article = article_of(side | {"text": "\n\n".join(texts)})
    passages, start = [], 0
    for index, text in enumerate(texts):
        passages.append(Passage(article.id, index, index, start, start + len(text), text))
        start += len(text) + 2
    return article, tuple(passages)


def show(found: Json) -> None:
    """Print the figures of each part next to the baseline."""
    for part, figures in found.items():
        print(f"facts, {part.replace('_', ' ')}, {figures['triples']} triples: B-cubed precision, recall, F1")
        for name, of in (("facts", figures), ("connected components", figures[BASELINE])):
            told = (" ".join([links, *(f"{value:.3f}" for value in of[links].values())]) for links in LINKS)
            print(f"    {name:28}", "   ".join(told), flush=True)


def main() -> None:
    """Read the command line and print."""
    from indexes.embedding.encoder import SentenceEmbedder
    from indexes.reader.reader import TrainedReader

    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    given = parser.parse_args()
    show(measure(given.gold, SentenceEmbedder().encode, TrainedReader()))


if __name__ == "__main__":
    main()
