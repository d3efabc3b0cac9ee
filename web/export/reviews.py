"""Users' reviews of matches and divergences as training data for the reader: pairs of sentences with labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from compare.comparison.event_comparison import Comparison
from compare.comparison.reviews.links import link_id
from compare.errors import ParallaxError
from compare.model.match import KINDS, Divergence, Match
from compare.model.passage import Passage
from compare.services.service import Parallax

_PAGE = 500


def training_rows(service: Parallax) -> Iterator[dict[str, Any]]:
    """A row for each match that users reviewed, or that has a reviewed divergence.

    Rows have the form of the minimal pairs that `training.data.gold` reads: `labels` are the kinds that users
    confirmed, `disputed_labels` those that they did not review. Matches that no longer exist, or are still being
    compared, are left out.
    """
    for ids in _reviewed(service):
        try:
            comparison = service.compare_soon(list(ids))
        except ParallaxError:
            continue
        for match in comparison.matches:
            if match.verdict or any(each.verdict for each in match.divergences):
                yield _row(comparison, match, match.strength)
        for match in comparison.rejected:
            yield _row(comparison, match, "none")


def _reviewed(service: Parallax) -> list[tuple[str, ...]]:
    """The two articles of each review, each pair once, in a stable order."""
    found: set[tuple[str, ...]] = set()
    after = None
    while links := service.links.list(_PAGE, after):
        found.update(tuple(sorted(each.article_ids)) for each in links)
        after = links[-1].id
    after = None
    while judgements := service.reviews.page(_PAGE, after):
        found.update(tuple(sorted(each.article_ids)) for each in judgements)
        after = judgements[-1].id
    return sorted(found)


def _row(comparison: Comparison, match: Match, strength: str) -> dict[str, Any]:
    confirmed = [each for each in match.divergences if each.verdict == "confirmed"]
    judged = {each.kind for each in match.divergences if each.verdict}
    is_rejected = strength == "none"
    return {
        "id": link_id(match.a, match.b),
        "fold": None,
        "source": "review",
        "a": _side(comparison, match.a),
        "b": _side(comparison, match.b),
        "strength": strength,
        "labels": [] if is_rejected else sorted({each.kind for each in confirmed}),
        "disputed_labels": [] if is_rejected else [kind for kind in KINDS if kind not in judged],
        "spans": {} if is_rejected else _spans(confirmed),
    }


def _side(comparison: Comparison, passage: Passage) -> dict[str, str]:
    article = next(each for each in comparison.articles if each.id == passage.article_id)
    return {
        "outlet": article.outlet.name,
        "title": article.title,
        "published": article.published.isoformat() if article.published else "",
        "text": passage.text,
    }


def _spans(divergences: Sequence[Divergence]) -> dict[str, list[dict[str, list[str]]]]:
    found: dict[str, list[dict[str, list[str]]]] = {}
    for each in divergences:
        marked = {"a": [span.text for span in each.a], "b": [span.text for span in each.b]}
        found.setdefault(each.kind, []).append(marked)
    return found
