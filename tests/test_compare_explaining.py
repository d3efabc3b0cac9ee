"""Explanations of divergences: the rule in words, the values on both sides, the requirement."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pytest

from compare.divergence import diverge_with_reader, kinds
from compare.divergence.evidence import amount
from compare.divergence.rule import Rule
from compare.divergence.rules import RULES
from compare.model.match import Divergence, Match
from compare.model.reader_scores import KINDS, MARKED, CellReading, TokenMarks
from compare.text.analysis import facts_of
from tests.test_compare_divergence import article, between

ROOT = Path(__file__).parents[1]


def only(found: tuple[Divergence, ...], kind: str) -> Divergence:
    (one,) = (each for each in found if each.kind == kind)
    return one


def test_figures_evidence_lists_the_parsed_values_that_conflict() -> None:
    a = article("A", "The landslide in Quirpa killed 31 villagers on Tuesday.")
    b = article("B", "On Tuesday, at least 44 villagers died in the Quirpa landslide.")
    found = only(between(a, b), "figures")
    assert (found.evidence[0].a, found.evidence[0].b) == ("exactly 31 locals killed", "44 or more locals killed")
    assert found.evidence[0].needed == "no value in common"
    assert found.evidence[1].what == "likeness of the passages"
    assert float(found.evidence[1].a) >= float(found.evidence[1].needed.split()[0])


def test_an_update_tells_when_each_was_published() -> None:
    a = article("A", "The quake killed 12 people in Orhei.", published="2026-05-01T08:00:00Z")
    b = article("B", "The quake killed 19 people in Orhei.", published="2026-05-01T18:00:00Z")
    evidence = {each.what: (each.a, each.b) for each in only(between(a, b), "update").evidence}
    assert evidence["published"] == ("2026-05-01T08:00:00Z", "2026-05-01T18:00:00Z")


def test_an_attribution_divergence_names_the_source_on_each_side() -> None:
    a = article("A", "The ferry was overloaded when it sank off Port Sul.")
    b = article("B", "The ferry was overloaded when it sank off Port Sul, engineer Ana Mott said.")
    (told, *_) = only(between(a, b), "attribution").evidence
    assert told.a == "the outlet itself"
    assert told.b == "engineer Ana Mott (a named source, “said”)"


def test_wording_explains_the_connotation_of_each_word() -> None:
    a = article("A", "Police arrested 40 rioters on the square in Tiran.")
    b = article("B", "Police arrested 40 protesters on the square in Tiran.")
    thing, told, *_ = only(between(a, b), "wording").evidence
    assert (thing.what, thing.a) == ("said of", "people who protest")
    assert (told.a, told.b) == ("negative", "neutral")


def test_a_word_in_two_lexicons_is_shown_with_the_compared_sense() -> None:
    a = article("A", "The execution of Dara Orn in Tiran was carried out at noon.")
    b = article("B", "The killing of Dara Orn in Tiran was carried out at noon.")
    told = {each.what: (each.a, each.b) for each in only(between(a, b), "wording").evidence}
    assert told["said of"] == ("death penalty", "death penalty")
    assert told["the word"] == ("neutral", "negative")


def test_swapping_a_match_swaps_its_evidence() -> None:
    a = article("A", "Police arrested 40 rioters on the square in Tiran.")
    b = article("B", "Police arrested 40 protesters on the square in Tiran.")
    found = only(between(a, b), "wording")
    assert (found.swapped().evidence[1].a, found.swapped().evidence[1].b) == ("neutral", "negative")
    assert found.swapped().swapped() == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They lost $2.5 million.", "exactly 2,500,000 USD"),
        ("More than 300 people were injured.", "300 or more people injured"),
        ("Nearly 200 trees fell.", "180 to 200 trees"),
        ("Prices rose by 4%.", "exactly 4%"),
        ("At least 40 per cent of them left.", "40% or more"),
        ("The ridge is 3 km away.", "exactly 3,000 m"),
    ],
)
def test_amounts_are_shown_with_their_interval_and_unit(text: str, words: str) -> None:
    assert amount(facts_of(text).quantities[0]) == words


def test_every_rule_is_in_the_registry_with_an_explanation() -> None:
    modules = [import_module(f"{kinds.__name__}.{each.name}") for each in iter_modules(kinds.__path__)]
    defined = {each for module in modules for each in vars(module).values() if isinstance(each, Rule)}
    listed = {each for module in modules for each in getattr(module, "RULES", ())}
    assert defined <= listed
    judged = {f"{kind}.{name}" for kind in MARKED for name in ("reader", "endpoint")}
    assert {each.id for each in listed} | judged == RULES.keys()
    for name, rule in RULES.items():
        assert (name, name.partition(".")[0]) == (rule.id, rule.kind)
        assert rule.explains.endswith(".")


def test_a_figures_divergence_found_by_the_reader_states_the_parsed_values() -> None:
    a = article("A", "The landslide in Quirpa killed 31 villagers on Tuesday.")
    b = article("B", "On Tuesday, the landslide in Quirpa killed 44 villagers.")
    match = Match(a.passages[0], b.passages[0], 0.9, 0.9, "strong")
    sure = np.full(len(KINDS) + 1, 9.0, np.float32)
    none = TokenMarks(np.zeros((0, 2), np.int64), np.zeros((0, len(MARKED)), np.float32))
    found = only(
        diverge_with_reader(match, CellReading(np.full(2, 9.0, np.float32), sure, (none, none)), a, b), "figures"
    )
    assert found.rule == "figures.reader"
    assert (found.evidence[0].what, found.evidence[0].needed) == ("read as", "no value in common")
    assert (found.evidence[0].a, found.evidence[0].b) == ("exactly 31 locals killed", "exactly 44 locals killed")
    assert found.evidence[-1].what == "probability"


def test_every_dimension_of_the_word_list_has_a_rule() -> None:
    lines = (ROOT / "compare" / "data" / "quantities.txt").read_text().splitlines()
    hedges = {"at least", "more than", "at most", "less than", "nearly", "just over", "about"}
    sections = [line.strip("[]") for line in lines if line.startswith("[")]
    dimensions = {each.split()[0] for each in sections if each not in hedges} - {"vague", "basis"}
    assert {f"figures.{each}" for each in dimensions} <= RULES.keys()
