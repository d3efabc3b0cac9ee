"""Fit what decides about kinds of divergence: a scorer for each, its thresholds, and which words count as marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compare.divergence import evidence_of
from compare.divergence.decisions import kind_features
from compare.divergence.pair import pair_of
from compare.match import Divergence, Kind, Match
from compare.reading import KINDS, MARKED, CellReading
from training import gold
from training.fitting import best_f1, fit_logistic, folds_of, predict, recall_at
from training.tables import ReadPair

STATED: dict[Kind, float] = {"quotation": 0.73}
STATED_ELSE = 0.63
"""The precision for which a kind's threshold is chosen: what is asked of it on unseen stories, and a margin."""
RAISED = 0.3
"""The precision for which the threshold is chosen from which a kind is raised where no rule found it."""
FEWEST = 8
"""Right ones above a threshold below which a kind is not shown: fewer say nothing about its precision."""
REGULARISATION = 0.05
COMMON = ("link logit", "strong logit", "link", "strong", "later", "undated", "overlap", "likeness", "nothing logit")
OF_RULES: dict[Kind, tuple[str, ...]] = {
    "attribution": ("attribution.source", "attribution.credit", "attribution.hedge"),
    "quotation": ("quotation.cut", "quotation.altered", "quotation.paraphrase"),
    "wording": ("wording.label", "wording.loaded", "wording.report"),
}
MARK_THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A match with its features, its labels (IGNORED is -1), and where it comes from."""

    features: dict[str, float]
    labels: NDArray[np.float32]
    story: str
    is_match: bool
    is_minimal: bool
    reading: CellReading
    evidence: Sequence[Divergence]
    cell: gold.Cell | None
    starts: tuple[int, int]
    texts: tuple[str, str]


def rows_of(read: ReadPair, linked: NDArray[np.float32], strong: NDArray[np.float32], threshold: float) -> list[Row]:
    """The cells of a pair that are matches, or links."""
    given = read.structured
    cells = {(cell.a, cell.b): cell for cell in given.pair.cells}
    found = []
    for place, (i, j) in enumerate(read.reading.cells.tolist()):
        label = given.labels[i, j]
        is_match = bool(linked[place] >= threshold)
        if label == gold.DISPUTED or not (is_match or label > gold.NONE):
            continue
        match = Match(given.a.passages[i], given.b.passages[j], float(linked[place]), float(strong[place]), "weak")
        pair = pair_of(match, given.a, given.b)
        evidence = evidence_of(pair)
        cell = cells.get((i, j)) if label > gold.NONE else None
        labels = np.zeros(len(KINDS), np.float32) if cell is None else np.where(cell.known > 0, cell.kinds, -1)
        reading = read.reading.cell(place)
        found.append(
            Row(
                kind_features(pair, reading, evidence),
                labels.astype(np.float32),
                given.pair.story,
                is_match,
                given.pair.source == "minimal",
                reading,
                evidence,
                cell,
                (match.a.start, match.b.start),
                (match.a.text, match.b.text),
            )
        )
    return found


def names_for(kind: Kind) -> list[str]:
    """The features of a kind's scorer."""
    names = [f"{each} logit" for each in KINDS] + list(COMMON)
    if kind in MARKED:
        names += [f"{kind} marked", f"{kind} marked once"]
    if kind in ("quotation", "attribution"):
        names += ["both quote", "one quotes"]
    return names + [f"rule {name}" for name in OF_RULES.get(kind, (kind,))]


def fit_kinds(
    articles: list[ReadPair],
    minimal: list[ReadPair],
    linked: NDArray[np.float32],
    strong: NDArray[np.float32],
    decisions: dict[str, Any],
) -> dict[str, Any]:
    """The model of kinds as JSON; `linked` and `strong` are cross-validated probabilities of the articles' cells."""
    rows, at = [], 0
    for each in articles:
        end = at + len(each.reading.cells)
        rows += rows_of(each, linked[at:end], strong[at:end], decisions["link_threshold"])
        at = end
    for each in minimal:
        table = [np.stack([each.features[name] for name in decisions[of]["names"]], 1) for of in ("link", "strong")]
        chances = [predict(decisions[of], part) for of, part in zip(("link", "strong"), table, strict=True)]
        rows += rows_of(each, chances[0], np.minimum(*chances), decisions["link_threshold"])
    print(f"kinds: {len(rows)} rows, {sum(row.is_minimal for row in rows)} of minimal pairs", flush=True)
    made: dict[str, Any] = {"scorers": {}, "raised": {}, "shown": {}, "marked": {}}
    figures = {}
    for place, kind in enumerate(KINDS):
        scorer, raised, shown, figures[kind] = _fit(kind, place, rows)
        made["scorers"][kind] = scorer
        if raised < 1:
            made["raised"][kind] = raised
        if shown is not None and kind in MARKED:
            made["shown"][kind] = shown
        if kind in MARKED:
            made["marked"][kind] = _mark_threshold(kind, rows)
    pooled = _pooled(figures)
    print(f"shown, pooled: {pooled}")
    made["provenance"] = (
        f"Logistic regressions on {len(rows)} matches and links of stories that the reader was not trained on. Shown, "
        f"pooled over kinds, cross-validated by story: {pooled}. Made by training/decisions.py."
    )
    return made


def _fit(kind: Kind, place: int, rows: list[Row]) -> tuple[dict[str, Any], float, float | None, dict[str, Any]]:
    known = [row for row in rows if row.labels[place] >= 0]
    names = names_for(kind)
    table = np.array([[row.features[name] for name in names] + [row.is_minimal] for row in known], np.float32)
    labels = np.array([row.labels[place] > 0 for row in known])
    minimal = np.array([row.is_minimal for row in known])
    counted = np.array([row.is_match for row in known]) & ~minimal
    fold = folds_of([row.story for row in known])
    scores = np.zeros(len(known), np.float32)
    for each in range(fold.max() + 1):
        chosen = fold != each
        kept = _without_source(fit_logistic([*names, "minimal"], table[chosen], labels[chosen], REGULARISATION))
        scores[~chosen] = predict(kept, table[~chosen][:, :-1])
    expected = int(labels[~minimal].sum())
    missed = expected - int(labels[counted].sum())
    f1, _ = best_f1(scores[counted], labels[counted], missed)
    _, raised = recall_at(scores[counted], labels[counted], RAISED, missed)
    if int(((scores >= raised) & counted & labels).sum()) < FEWEST:
        raised = 2.0
    recall, shown = recall_at(scores[counted], labels[counted], STATED.get(kind, STATED_ELSE), missed)
    above = scores[counted] >= shown
    right = int((above & labels[counted]).sum())
    enough = right >= FEWEST
    few = minimal & (scores >= shown)
    figures = {
        "shown": int(above.sum()) if enough else 0,
        "right": right if enough else 0,
        "expected": expected,
        "minimal": f"{int((few & labels).sum())} of {int(few.sum())} right, {int(labels[minimal].sum())} expected",
    }
    print(
        f"{kind:14} best F1 {f1:.3f}; raised from {raised:.3f}; stated precision from {shown:.3f}, "
        f"recall {recall:.3f}; {figures}",
        flush=True,
    )
    final = _without_source(fit_logistic([*names, "minimal"], table, labels, REGULARISATION))
    return final, round(min(raised, shown if enough else 2.0), 4), round(shown, 4) if enough else None, figures


def _without_source(kept: dict[str, Any]) -> dict[str, Any]:
    """The scorer for real articles: without the last feature, whose value there is 0."""
    last = max(-5.0, -kept["mean"][-1] / kept["scale"][-1]) * kept["output"][-1]
    trimmed = {name: kept[name][:-1] for name in ("names", "mean", "scale", "output")}
    return kept | trimmed | {"bias": kept["bias"] + last}


def _pooled(figures: dict[Kind, dict[str, Any]]) -> dict[str, float]:
    counted = [figures[kind] for kind in MARKED]
    shown, right, expected = (sum(each[name] for each in counted) for name in ("shown", "right", "expected"))
    return {"precision": round(right / max(1, shown), 3), "recall": round(right / max(1, expected), 3), "shown": shown}


def _mark_threshold(kind: Kind, rows: list[Row]) -> float:
    """From which probability a token is marked: where the words' F1 is best on links of this kind."""
    own = [row for row in rows if row.cell is not None and row.labels[KINDS.index(kind)] > 0]
    wanted = [(row, _gold_spans(row, MARKED.index(kind))) for row in own]
    wanted = [(row, spans) for row, spans in wanted if spans[0] or spans[1]]
    means = {t: float(np.mean([_f1(row, spans, kind, t) for row, spans in wanted] or [0])) for t in MARK_THRESHOLDS}
    best = max(means, key=means.__getitem__)
    ruled = [(row, spans, found) for row, spans in wanted for found in row.evidence if found.kind == kind]
    by_rule = np.mean([_rule_f1(*each) for each in ruled] or [0])
    there = np.mean([_f1(row, spans, kind, best) for row, spans, _ in ruled] or [0])
    print(
        f"    marks {kind}: F1 {means[best]:.3f} from {best} ({len(wanted)}); where a rule fired {there:.3f}, "
        f"by the rule {by_rule:.3f}"
    )
    return best


def _gold_spans(row: Row, number: int) -> list[list[tuple[int, int]]]:
    assert row.cell is not None
    return [[(s, e) for k, side, s, e in row.cell.spans if k == number and side == which] for which in (0, 1)]


def _f1(row: Row, spans: list[list[tuple[int, int]]], kind: Kind, threshold: float) -> float:
    found = [marks.spans(kind, threshold) or [(0, 10**6)] for marks in row.reading.marks]
    return _words_f1(row.texts, spans, found)


def _rule_f1(row: Row, spans: list[list[tuple[int, int]]], found: Divergence) -> float:
    sides = zip((found.a, found.b), row.starts, strict=True)
    return _words_f1(row.texts, spans, [[(s.start - start, s.end - start) for s in side] for side, start in sides])


def _words_f1(texts: tuple[str, str], gold_spans: Any, found: Any) -> float:
    values = []
    for text, wanted, own in zip(texts, gold_spans, found, strict=True):
        if wanted:
            g, f = _word_places(text, wanted), _word_places(text, own)
            values.append(2 * len(g & f) / max(1, len(g) + len(f)))
    return float(np.mean(values))


def _word_places(text: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    places, at = set(), 0
    for number, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        if any(min(at, end) > max(start, begin) for begin, end in spans):
            places.add(number)
    return places
