"""Second reading: the results of a second reader replace those of the first one for the cells that it read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from compare.alignment import JudgedMatch, Read
from compare.alignment.models import uncalibrated_decisions
from compare.alignment.scorer import probability
from compare.model.match import Strength
from compare.model.reader_scores import Reading, SecondReading
from compare.ports import Reader

MOST_CELLS = 100
"""Maximum number of cells per pair of articles sent to a second reader, most likely matches first (set by hand)."""


def read_again(found: Sequence[JudgedMatch], reader: Reader, read: Read) -> tuple[list[JudgedMatch], SecondReading]:
    """Replace results, matches or not, by those of a second reader, in the same order; also returns how much it read.

    `read` sends cells to the `reader`. Results for cells that it did not read are kept.
    """
    likeliest = sorted(found, key=lambda each: -each.match.probability)[:MOST_CELLS]
    cells = np.array([_cell(each) for each in likeliest], np.int64).reshape(-1, 2)
    reading = read(cells) if len(cells) else Reading.empty()
    place = {(int(i), int(j)): number for number, (i, j) in enumerate(reading.cells)}
    again = [_judged(each, reading, place[_cell(each)], reader) if _cell(each) in place else each for each in found]
    return again, SecondReading(reader.name, len(cells), len(reading.cells), reading.problem)


def _cell(found: JudgedMatch) -> tuple[int, int]:
    return found.match.a.index, found.match.b.index


def _judged(found: JudgedMatch, reading: Reading, place: int, reader: Reader) -> JudgedMatch:
    link, strong = probability(reading.strength[place]).tolist()
    strong = min(strong, link)
    strength: Strength = "strong" if strong >= uncalibrated_decisions(reader.fingerprint).strong_threshold else "weak"
    match = replace(found.match, probability=link, strong_probability=strong, strength=strength, judged_by=reader.name)
    return JudgedMatch(match, reading.cell(place))
