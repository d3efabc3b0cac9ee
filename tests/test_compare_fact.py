"""Facts across outlets and their variants, from given matches and divergences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from compare.comparison.event_comparison import Comparison, ComparisonParts, assemble
from compare.comparison.facts.facts import Fact, disputed, facts_of, reason_of
from compare.model.article import Article, Outlet
from compare.model.event import with_single_origins
from compare.model.match import KINDS, Divergence, Kind, Match, Span
from compare.model.moment import Moment
from compare.model.passage import Passage


def article(name: str, *sentences: str, hour: int = 9) -> Article:
    return Article(Outlet(name), name, " ".join(sentences), published=Moment.parse(f"2026-05-04T{hour:02}:00:00Z"))


def passage(of: Article, text: str, index: int = 0) -> Passage:
    start = of.text.index(text)
    return Passage(of.id, index, index, start, start + len(text), text)


def span(of: Passage, words: str) -> tuple[Span, ...]:
    at = of.start + of.text.index(words)
    return (Span(at, at + len(words), words),)


def match(a: Passage, b: Passage, probability: float = 0.9, *found: Divergence) -> Match:
    return Match(a, b, probability, probability, "strong", found)


def differ(kind: Kind, a: Passage, b: Passage, said: tuple[str, str], shown: bool = True) -> Divergence:
    spans = (span(each, words) if words else () for each, words in zip((a, b), said, strict=True))
    return Divergence(kind, "a reason", kind, 0.8 if shown else 0.3, *spans, shown=shown)


def comparison(articles: Sequence[Article], passages: Sequence[Sequence[Passage]], matches: list[Match]) -> Comparison:
    return assemble(
        articles, [tuple(each) for each in passages], ComparisonParts(matches, (), with_single_origins((), articles))
    )


def toll_reports(*texts: str) -> tuple[list[Article], list[Passage]]:
    articles = [article(f"O{number}", text, hour=9 + number) for number, text in enumerate(texts)]
    return articles, [passage(each, text) for each, text in zip(articles, texts, strict=True)]


def variant_outlets(fact: Fact, articles: Sequence[Article]) -> list[list[str]]:
    held = {each.id: each for each in articles}
    return [[held[each].outlet.name for each in variant.article_ids] for variant in fact.variants()]


FIVE, FOUR = "The blast at Quarn killed 5 people.", "The blast at Quarn killed 4 people."


def test_outlets_that_give_the_same_value_share_a_variant_whether_or_not_they_match() -> None:
    articles, (a, b, c) = toll_reports(FIVE, "Five people died in the blast at Quarn.", FOUR)
    figures = differ("figures", a, c, ("5 people", "4 people"))
    again = differ("figures", b, c, ("Five people", "4 people"))
    matches = [match(a, c, 0.9, figures), match(b, c, 0.9, again), match(a, b, 0.4)]
    (fact,) = facts_of(comparison(articles, [[a], [b], [c]], matches))
    assert variant_outlets(fact, articles) == [["O0", "O1"], ["O2"]]
    names = {each.id: each.outlet.name for each in articles}
    variants = fact.variants()
    assert reason_of(fact, variants, names) == "O0, O1: 5 people · O2: 4 people"


def test_a_second_passage_without_a_value_joins_no_variant_of_other_articles() -> None:
    again = "Some of them died later."
    articles = [article("O0", FIVE, again), article("O1", FOUR, hour=10)]
    (a, b), more = [passage(*pair) for pair in zip(articles, (FIVE, FOUR), strict=True)], passage(articles[0], again, 1)
    matches = [match(a, b, 0.9, differ("figures", a, b, ("5 people", "4 people"))), match(more, b, 0.8)]
    (fact,) = facts_of(comparison(articles, [[a, more], [b]], matches))
    assert sorted(variant_outlets(fact, articles)) == [["O0"], ["O1"]]
    assert fact.further() == (more,)


def test_a_reason_distinguishes_variants_with_a_long_common_beginning() -> None:
    cut = "The right to gather in the square of Quarn is not a right to close it for a week"
    whole = f"{cut}, and neither is it a crime"
    articles, (a, b, c) = toll_reports(f"“{whole},” Mott said.", f"“{whole},” said Mott.", f"“{cut},” Mott said.")
    differing = (differ("quotation", a, c, (whole, cut)), differ("quotation", b, c, (whole, cut)))
    matches = [match(a, c, 0.9, differing[0]), match(b, c, 0.9, differing[1]), match(a, b, 0.9)]
    (fact,) = facts_of(comparison(articles, [[a], [b], [c]], matches))
    names = {each.id: each.outlet.name for each in articles}
    reason = reason_of(fact, fact.variants(), names)
    assert reason == "O0, O1: “… it for a week, and neither is it a crime” · O2: “… it for a week”"


def test_an_outlet_without_marked_words_shows_the_value_in_its_passage() -> None:
    articles, (a, b, c) = toll_reports(FIVE, FOUR, "The blast at Quarn, on Monday, killed 5 people.")
    matches = [match(a, b, 0.9, differ("figures", a, b, ("5 people", "4 people"))), match(a, c, 0.9), match(b, c, 0.95)]
    (fact,) = facts_of(comparison(articles, [[a], [b], [c]], matches))
    assert variant_outlets(fact, articles) == [["O0", "O2"], ["O1"]]


def test_an_outlet_that_gives_no_value_is_not_said_to_give_one() -> None:
    articles, (a, b, c) = toll_reports(FIVE, FOUR, "The blast at Quarn killed people.")
    matches = [match(a, b, 0.9, differ("figures", a, b, ("5 people", "4 people"))), match(a, c, 0.9), match(b, c, 0.9)]
    (fact,) = facts_of(comparison(articles, [[a], [b], [c]], matches))
    assert variant_outlets(fact, articles) == [["O0"], ["O1"], ["O2"]]
    assert fact.variants()[-1].spans == {}


def test_passages_between_which_a_divergence_is_shown_are_never_in_one_variant() -> None:
    articles, (a, b, c) = toll_reports("The deal is done.", "The deal is not signed.", "The deal was struck.")
    done = differ("contradiction", a, b, ("done", "not signed"))
    matches = [match(a, b, 0.99, done), match(a, c, 0.8), match(b, c, 0.5)]
    (fact,) = facts_of(comparison(articles, [[a], [b], [c]], matches))
    variants = fact.variants()
    assert not any({a, b} <= set(each.passages) for each in variants)


@given(st.data())
def test_variants_partition_the_articles_of_a_fact_and_separate_shown_divergences(data: st.DataObject) -> None:
    number = data.draw(st.integers(2, 5))
    articles, cells = toll_reports(*(f"Witness {place} saw {place} boats leave." for place in range(number)))
    kinds: st.SearchStrategy[Kind] = st.sampled_from(["figures", "quotation", "contradiction"])
    matches = []
    for i in range(number):
        for j in range(i + 1, number):
            a, b = cells[i], cells[j]
            found = differ(data.draw(kinds), a, b, ("boats", "boats"), data.draw(st.booleans()))
            matches.append(match(a, b, 0.9, *([found] if data.draw(st.booleans()) else [])))
    (fact,) = facts_of(comparison(articles, [[each] for each in cells], matches))
    held = {each.id: each for each in articles}
    variants = fact.variants()
    assert sorted(each for variant in variants for each in variant.article_ids) == sorted(held)
    for each in matches:
        if any(one.kind == fact.kind and one.shown for one in each.divergences):
            assert not any({each.a, each.b} <= set(variant.passages) for variant in variants)


def test_an_uncertain_match_does_not_merge_two_facts_and_its_divergence_is_a_separate_fact() -> None:
    sentences = ("The blast killed 5 people.", "The mayor resigned on Monday.")
    articles = [article(f"O{number}", *sentences) for number in range(3)]
    first, second = ([passage(each, text, index) for each in articles] for index, text in enumerate(sentences))
    sure = [
        match(*pair)
        for cells in (first, second)
        for pair in ((cells[0], cells[1]), (cells[1], cells[2]), (cells[0], cells[2]))
    ]
    wrong = match(first[0], second[1], 0.4, differ("figures", first[0], second[1], ("5 people", "Monday")))
    found = facts_of(comparison(articles, list(zip(first, second, strict=True)), [*sure, wrong]))
    assert [set(each.passages) for each in found] == [set(first), set(second), {first[0], second[1]}]
    assert [each.is_contested for each in found] == [False, False, True]
    assert len({each.id for each in found}) == len({each.place for each in found}) == 3


def test_only_a_divergence_that_is_shown_makes_a_fact_contested() -> None:
    articles, (a, b) = toll_reports(FIVE, FOUR)
    weaker = match(a, b, 0.9, differ("figures", a, b, ("5 people", "4 people"), shown=False))
    of = comparison(articles, [[a], [b]], [weaker])
    (fact,) = facts_of(of)
    assert not fact.is_contested
    assert variant_outlets(fact, articles) == [["O0"], ["O1"]]
    assert disputed([fact]) == []
    assert disputed([fact], weaker=True) == [fact]


def test_the_most_serious_shown_divergence_separates_the_variants() -> None:
    articles, (a, b) = toll_reports("The deal is done, aides said.", "The deal is not signed, ministers said.")
    found = [
        differ("attribution", a, b, ("aides", "ministers")),
        differ("contradiction", a, b, ("done", "not signed")),
        differ("figures", a, b, ("The deal", "The deal"), shown=False),
    ]
    (fact,) = facts_of(comparison(articles, [[a], [b]], [match(a, b, 0.9, *found)]))
    assert fact.kind == "contradiction"
    assert fact.kinds == tuple(kind for kind in KINDS if kind in {"attribution", "contradiction", "figures"})


def test_among_equally_agreeing_passages_the_earliest_is_the_headline() -> None:
    late, early = article("Late", FIVE, hour=12), article("Early", FOUR, hour=8)
    a, b = passage(late, FIVE), passage(early, FOUR)
    (fact,) = facts_of(comparison([late, early], [[a], [b]], [match(a, b)]))
    assert fact.headline == b
    assert fact.reported() == (early.published, late.published)


def test_a_dismissed_fact_is_no_longer_contested() -> None:
    articles, (a, b) = toll_reports(FIVE, FOUR)
    found = replace(differ("figures", a, b, ("5 people", "4 people")), verdict="dismissed")
    of = comparison(articles, [[a], [b]], [match(a, b, 0.9, found)])
    (fact,) = facts_of(of)
    assert disputed([fact]) == disputed([fact], weaker=True) == []
    assert variant_outlets(fact, articles) == [["O0", "O1"]]


def test_repeated_sentences_of_an_article_are_facts_with_different_ids() -> None:
    articles = [Article(Outlet(name), name, f"{FIVE} {FIVE}") for name in ("A", "B")]
    cells = [[Passage(each.id, n, 0, n * 36, n * 36 + 35, FIVE) for n in range(2)] for each in articles]
    found = facts_of(comparison(articles, cells, [match(cells[0][n], cells[1][n]) for n in range(2)]))
    assert len({each.id for each in found}) == 2


WHOLE, CUT = "We pay, and we stay", "We pay"


def quoted(*texts: str) -> tuple[list[Article], list[Passage], list[Match]]:
    """A fact: the first article quotes `WHOLE` and the second cuts it; all passages match."""
    articles, cells = toll_reports(f"“{WHOLE},” Mott said.", f"“{CUT},” Mott said.", *texts)
    matches = [match(a, b, 0.9) for n, a in enumerate(cells) for b in cells[n + 1 :]]
    matches[0] = match(cells[0], cells[1], 0.9, differ("quotation", cells[0], cells[1], (WHOLE, CUT)))
    return articles, cells, matches


def test_no_outlet_is_shown_quoting_what_it_does_not_quote() -> None:
    articles, cells, matches = quoted("Mott praised the staff.", "“We pay, and we stay”, Mott told the staff.")
    matches = [
        each for each in matches if {each.a, each.b} != {cells[1], cells[2]}
    ]  # so that it is nearer to the first
    (fact,) = facts_of(comparison(articles, [[each] for each in cells], matches))
    assert variant_outlets(fact, articles) == [["O0", "O3"], ["O1"], ["O2"]]
    assert fact.variants()[-1].spans == {}
    names = {each.id: each.outlet.name for each in articles}
    assert reason_of(fact, fact.variants(), names) == f"O0, O3: “{WHOLE}” · O1: “{CUT}”"


def test_a_reason_quotes_all_marked_parts_of_a_quotation() -> None:
    articles, cells, matches = quoted("“Nobody goes,” said Mott.")
    first, last = WHOLE.split(maxsplit=1)
    both = differ("quotation", cells[0], cells[2], (first, "Nobody goes"))
    both = replace(both, a=(*both.a, *differ("quotation", cells[0], cells[2], (last, "Nobody goes")).a))
    matches = [*matches[:1], match(cells[0], cells[2], 0.95, both), match(cells[1], cells[2], 0.9)]
    matches[0] = match(
        cells[0], cells[1], 0.9, replace(both, b=differ("quotation", cells[0], cells[1], (first, CUT)).b)
    )
    (fact,) = facts_of(comparison(articles, [[each] for each in cells], matches))
    names = {each.id: each.outlet.name for each in articles}
    assert f"“{WHOLE}”" in reason_of(fact, fact.variants(), names)


def test_a_different_quotation_is_a_separate_variant() -> None:
    articles, cells, matches = quoted("“Nobody goes,” said Mott.")
    other = differ("quotation", cells[0], cells[2], (WHOLE, "Nobody goes"))
    matches = [*matches[:1], match(cells[0], cells[2], 0.9, other), match(cells[1], cells[2], 0.9)]
    (fact,) = facts_of(comparison(articles, [[each] for each in cells], matches))
    assert variant_outlets(fact, articles) == [["O0"], ["O1"], ["O2"]]


def test_uncertain_wording_is_not_a_variant_beside_shown_wording() -> None:
    articles, cells, matches = quoted("Mott praised the staff.")
    weaker = differ("quotation", cells[0], cells[2], (WHOLE, "praised the staff"), shown=False)
    matches = [each for each in matches if {each.a, each.b} != {cells[0], cells[2]}]
    (fact,) = facts_of(
        comparison(articles, [[each] for each in cells], [*matches, match(cells[0], cells[2], 0.9, weaker)])
    )
    assert variant_outlets(fact, articles) == [["O0"], ["O1"], ["O2"]]
    assert fact.variants()[-1].spans == {}


def test_outlets_that_cite_a_source_in_other_words_are_listed_separately() -> None:
    articles, (a, b, c) = toll_reports(
        "Aides said it is done.", "It is done, officials said.", "It is done, said Mott."
    )
    matches = [
        match(a, c, 0.9, differ("attribution", a, c, ("Aides said", "said Mott"))),
        match(b, c, 0.9, differ("attribution", b, c, ("officials said", "said Mott"))),
        match(a, b, 0.9),
    ]
    (fact,) = facts_of(comparison(articles, [[a], [b], [c]], matches))
    names = {each.id: each.outlet.name for each in articles}
    assert variant_outlets(fact, articles) == [["O0", "O1"], ["O2"]]
    assert reason_of(fact, fact.variants(), names) == "O0 (similarly O1): “Aides said” · O2: “said Mott”"


def test_the_reason_of_two_quotation_versions_says_how_they_differ_and_who_has_which() -> None:
    articles, cells, matches = quoted("“We pay, and we stay”, Mott told the staff.")
    names = {each.id: each.outlet.name for each in articles}
    differs = differ("quotation", cells[0], cells[1], (WHOLE, CUT))
    for rule, reason, expected in (
        ("quotation.cut", "O1 drops “and we stay”", "O1 drops “and we stay” · kept by O0, O2"),
        ("quotation.cut", "O0 drops “or we stay”", "O0 drops “or we stay” · also dropped by O2 · kept by O1"),
        ("quotation.paraphrase", "O0 quotes; O1 paraphrases", "O0 quotes; O1 paraphrases · also quoted by O2"),
        ("quotation.paraphrase", "O1 quotes; O0 paraphrases", "O1 quotes; O0, O2 paraphrase"),
    ):
        matches[0] = match(cells[0], cells[1], 0.9, replace(differs, rule=rule, reason=reason))
        (fact,) = facts_of(comparison(articles, [[each] for each in cells], matches))
        assert reason_of(fact, fact.variants(), names) == expected


def test_a_reason_names_no_outlet_if_it_is_unclear_which_article_drops_words() -> None:
    articles, cells, matches = quoted("“We pay, and we stay”, Mott told the staff.")
    names = {each.id: f"{each.outlet.name}, 4 March" for each in articles} | {articles[0].id: "AP"}
    differs = differ("quotation", cells[0], cells[1], (WHOLE, CUT))
    cut = replace(differs, rule="quotation.cut", reason="O1 drops “as the AP reported”")
    matches[0] = match(cells[0], cells[1], 0.9, cut)
    (fact,) = facts_of(comparison(articles, [[each] for each in cells], matches))
    assert "kept by" not in reason_of(fact, fact.variants(), names)
