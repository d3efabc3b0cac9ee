"""Which divergences are shown: by kind, probability and reviews."""

import pytest

from compare.comparison import codec
from compare.comparison.event_comparison import ComparisonParts, assemble
from compare.divergence.display_policy import SHOW_ALL, DisplayPolicy, decide_shown
from compare.model.article import Article, Outlet
from compare.model.match import KINDS, Divergence, Kind, Match, Verdict
from compare.model.passage import Passage


def divergence(kind: Kind, probability: float, verdict: Verdict | None = None, shown: bool = True) -> Divergence:
    return Divergence(kind, "a reason", "a.rule", probability, (), (), verdict=verdict, shown=shown)


def match(*found: Divergence) -> Match:
    a, b = (Passage(name, 0, 0, 0, 5, "Rain.") for name in "ab")
    return Match(a, b, 0.9, 0.8, "strong", found)


def test_a_kind_is_shown_from_its_threshold_and_one_without_a_threshold_never() -> None:
    policy = DisplayPolicy({"figures": 0.6, "quotation": 0.5})
    found = match(divergence("figures", 0.6), divergence("figures", 0.59), divergence("wording", 1.0))
    (decided,) = decide_shown([found], policy)
    assert [each.shown for each in decided.divergences] == [True, False, False]


def test_a_policy_also_applies_to_hidden_divergences() -> None:
    hidden = match(divergence("figures", 0.7, shown=False))
    assert [each.shown for each in decide_shown([hidden], DisplayPolicy({"figures": 0.7}))[0].divergences] == [True]


def test_by_default_everything_but_detail_is_shown() -> None:
    (decided,) = decide_shown([match(*(divergence(kind, 0.01) for kind in KINDS))], SHOW_ALL)
    assert [each.kind for each in decided.divergences if not each.shown] == ["detail"]


def test_deciding_what_is_shown_changes_nothing_else_in_a_match() -> None:
    before = match(divergence("figures", 0.6), divergence("detail", 0.5))
    (after,) = decide_shown([before], SHOW_ALL)
    assert (after.a, after.b, after.probability, after.strong_probability) == (before.a, before.b, 0.9, 0.8)
    assert [each.probability for each in after.divergences] == [0.6, 0.5]


@pytest.mark.parametrize(
    ("verdict", "shown", "is_finding"),
    [
        (None, True, True),
        (None, False, False),
        ("confirmed", False, True),
        ("dismissed", True, False),
        ("dismissed", False, False),
    ],
)
def test_reviews_override_what_is_shown(verdict: Verdict | None, shown: bool, is_finding: bool) -> None:
    assert divergence("figures", 0.9, verdict, shown).is_finding is is_finding


def test_a_cached_comparison_keeps_what_is_shown_and_its_probability() -> None:
    articles = [Article(Outlet(name), "", "Rain.") for name in ("A", "B")]
    a, b = (Passage(each.id, 0, 0, 0, 5, "Rain.") for each in articles)
    found = (divergence("figures", 0.61), divergence("wording", 0.3, shown=False))
    comparison = assemble(articles, [(a,), (b,)], ComparisonParts([Match(a, b, 0.91, 0.42, "weak", found)], [], []))
    (match,) = codec.load(codec.dump(comparison, "m"), articles, [(a,), (b,)]).matches
    assert match == comparison.matches[0]
