"""Coverage gaps: articles of an event that do not report a fact that several others report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from compare.comparison.aligned_rows import Row, rows_of
from compare.divergence.omissions.omissions import SILENT
from compare.model.event import Origin, number_origins
from compare.model.match import Match, Omission
from compare.model.moment import Moment
from compare.model.passage import Passage

_CERTAIN = 0.5
"""Minimum probability of a strong match that shows that two articles report the same fact: it is more likely than not.
"""

CLEAR = 0.88
"""Minimum worth of a gap that is shown first. A reader with both texts judged 176 gaps of 28 events (folds 1 to 4): 81
right, 91 trivial, 4 wrong. Of the 27 shown first, 24 are right and 3 trivial. With this and `_SHARED` chosen without an
event, on the event left out, 26 are right, 5 trivial, 1 wrong."""

_SHARED = 0.2
"""Minimum share of its passages that an article has in common with the others (chosen on the same gaps). An article
with less covers a different story and lacks most of this one."""

_LATER = timedelta(days=1)
"""An article published this long after the others reports later developments (chosen on the same gaps)."""


def omissions_of(
    missing: Sequence[Omission],
    passages: Sequence[Sequence[Passage]],
    matches: Sequence[Match],
    origins: Sequence[Origin],
) -> Sequence[Omission]:
    """Of all omissions between articles with these `passages`, those that are listed.

    Reprints do not change which facts are listed: of two origins, all omissions between them are; of more, see
    `silent_omissions`.
    """
    if len(origins) > 2:
        return silent_omissions(missing, passages, matches, origins)
    origin_of = number_origins(origins)
    return [o for o in missing if len(origins) < 2 or origin_of[o.passage.article_id] != origin_of[o.article_id]]


def silent_omissions(
    missing: Iterable[Omission],
    passages: Sequence[Sequence[Passage]],
    matches: Sequence[Match],
    origins: Sequence[Origin],
) -> list[Omission]:
    """Of all omissions, those of facts that two origins certainly report and a third one does not.

    A fact is a row, among the sources of the origins, with a strong match of at least `_CERTAIN`. It is listed once for
    every silent article: one whose origin has no passage in the row, and which reports no passage of the row with a
    probability of at least `SILENT`. A merely related sentence has a lower probability and does not count as a report.
    A source that has no certain match with another one is about something else: its origin is not silent on anything.
    """
    origin_of, sources = number_origins(origins), {each.article_ids[0] for each in origins}
    missing, chances = list(missing), _chances(missing, matches)
    own = [each for each in passages if each and each[0].article_id in sources]
    between = [each for each in matches if each.a.article_id in sources and each.b.article_id in sources]
    certain = [each for each in between if _is_certain(each, origin_of)]
    sharing = {origin_of[side.article_id] for match in certain for side in (match.a, match.b)}
    rows = rows_of(own, between)
    facts = {row.lead: row for row in rows if any(_is_certain(match, origin_of) for match in row.matches)}
    found = []
    for each in missing:
        row, origin = facts.get(each.passage), origin_of[each.article_id]
        if row and origin in sharing and origin not in {origin_of[article_id] for article_id in row.cells}:
            every = (passage for cell in row.cells.values() for passage in cell)
            if all(chances.get((passage, each.article_id), 0.0) < SILENT for passage in every):
                found.append(each)
    return found


def of_shown(
    omissions: Iterable[Omission], shown: Collection[str], rows: Mapping[Passage, Row], origins: Sequence[Origin]
) -> Iterator[Omission]:
    """The omissions of the articles that are `shown`, one per origin; `rows` are the rows of the passages.

    If the article with the passage is not shown, the one that is shown for it has a passage of the same row instead.
    """
    shown_for = {
        each: one for origin in origins for one in origin.article_ids if one in shown for each in origin.article_ids
    }
    for each in omissions:
        cells = rows[each.passage].cells
        article_id = shown_for[each.passage.article_id]
        if each.article_id in shown and article_id == each.passage.article_id:
            yield each
        elif each.article_id in shown and article_id in cells:
            yield replace(each, passage=cells[article_id][0])


def _is_certain(match: Match, origin_of: Mapping[str, int]) -> bool:
    """True for a strong match between two origins that is more likely than not."""
    return (
        match.strength == "strong"
        and match.probability >= _CERTAIN
        and origin_of[match.a.article_id] != origin_of[match.b.article_id]
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


def clear_gaps(
    missing: Iterable[Omission],
    rows: Mapping[Passage, Row],
    matches: Iterable[Match],
    origins: Sequence[Origin],
    published: Mapping[str, Moment | None],
    passages: Mapping[str, Sequence[Passage]],
) -> frozenset[Omission]:
    """Of the omissions of an event, those that pages show first.

    Their worth is at least `CLEAR`, and nothing explains the absence: the silent article is neither truncated nor
    older, was not published `_LATER` or more after all articles with the fact, and certainly shares `_SHARED` of its
    passages with other origins. `rows` are the rows of the passages; `published` and `passages` are by article.
    """
    origin_of, shared = number_origins(origins), defaultdict[str, set[Passage]](set)
    for match in matches:
        if _is_certain(match, origin_of):
            shared[match.a.article_id].add(match.a)
            shared[match.b.article_id].add(match.b)
    close = {each for each, own in passages.items() if len(shared[each]) >= _SHARED * max(1, len(own))}
    return frozenset(
        each
        for each in missing
        if each.verdict == "not found" and each.worth >= CLEAR and each.article_id in close
        if not _is_much_later(published[each.article_id], [published[one] for one in rows[each.passage].cells])
    )


def _is_much_later(silent: Moment | None, reporting: Sequence[Moment | None]) -> bool:
    """True if all the dates of `reporting` that are known are at least `_LATER` before the date of `silent`."""
    known = [each for each in reporting if each]
    return silent is not None and bool(known) and all(silent.earliest - each.latest >= _LATER for each in known)
