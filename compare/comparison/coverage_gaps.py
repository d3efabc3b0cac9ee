"""Silences: which articles of an event do not report a fact that several others do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from compare.comparison.aligned_rows import Row
from compare.divergence.kinds.omission import SILENT
from compare.model.event import Origin
from compare.model.match import Match, Omission
from compare.model.passage import Passage

_CERTAIN = 0.5
"""Probability from which a strong match shows that two articles report one thing: it is likelier than not."""


def silences(
    missing: Iterable[Omission], rows: Sequence[Row], matches: Iterable[Match], voices: Sequence[Origin]
) -> list[Omission]:
    """Of what articles lack of each other, the facts that two origins certainly report and a third is silent on.

    A fact is a row with a strong match of `_CERTAIN` or more between two origins. Each is told once for every article
    that is silent: whose origin has no passage in the row, and none of whose passages reports any passage of it with a
    probability of `SILENT` or more. A sentence that is merely related is less probable than that, and is no report.
    """
    origin_of = {article: number for number, voice in enumerate(voices) for article in voice.article_ids}
    missing = list(missing)
    chances = _chances(missing, matches)
    facts = {row.lead: row for row in rows if _is_certain(row, origin_of)}
    found = []
    for each in missing:
        row = facts.get(each.passage)
        if row and origin_of[each.article_id] not in {origin_of[article_id] for article_id in row.cells}:
            passages = (passage for cell in row.cells.values() for passage in cell)
            if all(chances.get((passage, each.article_id), 0.0) < SILENT for passage in passages):
                found.append(each)
    return found


def _is_certain(row: Row, origin_of: Mapping[str, int]) -> bool:
    return any(
        match.strength == "strong"
        and match.probability >= _CERTAIN
        and origin_of[match.a.article_id] != origin_of[match.b.article_id]
        for match in row.matches
    )


def _chances(missing: Iterable[Omission], matches: Iterable[Match]) -> dict[tuple[Passage, str], float]:
    """For a passage and an article, the highest probability that the article reports it."""
    told = [(each.passage, each.article_id, each.chance) for each in missing]
    for match in matches:
        told += [(match.a, match.b.article_id, match.probability), (match.b, match.a.article_id, match.probability)]
    found: dict[tuple[Passage, str], float] = {}
    for passage, article_id, chance in told:
        found[passage, article_id] = max(found.get((passage, article_id), 0.0), chance)
    return found
