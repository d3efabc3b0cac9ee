"""A second reader's judgement of what the first one held possible: it replaces the decision for the cells it judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from compare.alignment import Read, ReadMatch
from compare.alignment.models import uncalibrated_decisions
from compare.alignment.scorer import probability
from compare.model.match import Strength
from compare.model.reader_scores import Reading, SecondReading
from compare.ports import Reader

MOST_CELLS = 100
"""Cells of two articles that a second reader is asked about at most, the likeliest matches first (chosen)."""


def read_again(found: Sequence[ReadMatch], reader: Reader, read: Read) -> tuple[list[ReadMatch], SecondReading]:
    """What was found, matches or not, as a second reader has it, in the same order, and how much of it that judged.

    `read` asks the `reader` about cells. Of a cell that it did not judge, what was found before stands.
    """
    likeliest = sorted(found, key=lambda each: -each.match.probability)[:MOST_CELLS]
    cells = np.array([_cell(each) for each in likeliest], np.int64).reshape(-1, 2)
    reading = read(cells) if len(cells) else Reading.empty()
    place = {(int(i), int(j)): number for number, (i, j) in enumerate(reading.cells)}
    again = [_judged(each, reading, place[_cell(each)], reader) if _cell(each) in place else each for each in found]
    return again, SecondReading(reader.name, len(cells), len(reading.cells), reading.problem)


def _cell(found: ReadMatch) -> tuple[int, int]:
    return found.match.a.index, found.match.b.index


def _judged(found: ReadMatch, reading: Reading, place: int, reader: Reader) -> ReadMatch:
    link, strong = probability(reading.strength[place]).tolist()
    strong = min(strong, link)
    strength: Strength = "strong" if strong >= uncalibrated_decisions(reader.fingerprint).strong_threshold else "weak"
    match = replace(found.match, probability=link, strong_probability=strong, strength=strength, judged_by=reader.name)
    return ReadMatch(match, reading.cell(place))
