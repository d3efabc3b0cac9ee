"""Facts: what a passage states, with exact offsets."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.model.moment import Moment
from compare.text.analysis import Facts, Quantity, facts_of

WEDNESDAY = Moment.parse("2025-09-03T10:00:00Z")


def facts(text: str) -> Facts:
    return facts_of(text, WEDNESDAY)


def only(text: str) -> Quantity:
    """The only quantity in a text."""
    (found,) = facts(text).quantities
    return found


@pytest.mark.parametrize(
    ("text", "low", "high", "dimension"),
    [
        ("Seventeen miners died.", 17, 17, "count"),
        ("At least 1,200 homes burned.", 1200, math.inf, "count"),
        ("The fine is $3.1 billion.", 3.1e9, 3.1e9, "money USD"),
        ("The fine is £48m.", 48e6, 48e6, "money GBP"),
        ("They paid 2 million euros.", 2e6, 2e6, "money EUR"),
        ("Two dozen sheep were lost.", 24, 24, "count"),
        ("A hundred and five ships sailed.", 105, 105, "count"),
        ("One hundred and five ships sailed.", 105, 105, "count"),
        ("Between 200 and 250 passengers were aboard.", 200, 250, "count"),
        ("It takes 40-60 hours.", 40 / 24, 60 / 24, "duration"),
        ("It was 86F outside.", 30, 30, "temperature"),
        ("It was minus 31 degrees Celsius.", -31, -31, "temperature"),
        ("The wall is 10 miles long.", 16093.44, 16093.44, "length"),
        ("Prices rose by 4.5%.", 4.5, 4.5, "percent"),
        ("A magnitude 5.8 quake struck.", 5.8, 5.8, "magnitude"),
        ("A 45-year-old was held.", 45, 45, "age"),
        ("It was her fifth term.", 5, 5, "rank"),
        ("A decade passed.", 3652.5, 3652.5, "duration"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, low: float, high: float, dimension: str) -> None:
    found = only(text)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.dimension == dimension


@pytest.mark.parametrize(
    ("hedged", "inside", "outside"),
    [
        ("nearly 5,000 trees", 4900, 5100),
        ("about 1,000 trees", 1003, 1300),
        ("more than 300 trees", 500, 200),
        ("fewer than 300 trees", 200, 500),
        ("up to 90 trees", 80, 91),
        ("dozens of trees", 37, 900),
        ("hundreds of trees", 700, 9000),
        ("tens of thousands of trees", 35_000, 900),
    ],
)
def test_a_hedged_number_is_an_interval(hedged: str, inside: float, outside: float) -> None:
    found = only(f"They felled {hedged}.")
    assert found.low <= inside <= found.high
    assert not found.low <= outside <= found.high


def test_a_quantity_has_its_counted_noun_and_status() -> None:
    killed, injured = facts("The blast killed nine soldiers and wounded 31 passers-by.").quantities
    assert (killed.counted, killed.status) == ("soldiers", {"killed"})
    assert injured.status == {"injured"}


def test_a_quantity_spans_from_its_hedge_to_the_counted_noun() -> None:
    text = "Officials say that at least 14 people were killed."
    found = only(text)
    assert text[found.start : found.end] == "at least 14 people were killed"


def test_both_numbers_of_a_score_are_read() -> None:
    found = only("The bill passed by a vote of 52 to 48.")
    assert (found.dimension, found.low, found.second) == ("score", 52, 48)


def test_years_flight_numbers_and_pronouns_are_not_counts() -> None:
    assert not facts("No one saw the 2024 film about Flight 370.").quantities


def test_a_part_of_a_number_is_marked() -> None:
    whole, part = facts("It killed 12 people, including three children.").quantities
    assert part.is_part
    assert not whole.is_part


def test_weekdays_and_dates_are_compatible_if_they_can_be_the_same_day() -> None:
    (tuesday,) = facts("It happened on Tuesday.").dates
    (named,) = facts("It happened on 2 September.").dates
    (other,) = facts("It happened on September 1, 2025.").dates
    (yesterday,) = facts("It happened yesterday.").dates
    assert tuesday.may_equal(named)
    assert tuesday.may_equal(yesterday)
    assert not tuesday.may_equal(other)


def test_times_of_day_are_compared_across_zones() -> None:
    (greenwich,) = facts("It left at 2.15pm GMT.").dates
    (new_york,) = facts("It left at 9:15 a.m. EST.").dates
    (later,) = facts("It left at 9:45 a.m. EST.").dates
    assert greenwich.may_equal(new_york)
    assert not greenwich.may_equal(later)


def test_without_a_publication_date_only_weekday_names_are_compared() -> None:
    monday, tuesday = (facts_of(f"It was {day}.", None).dates[0] for day in ("Monday", "Tuesday"))
    assert not monday.may_equal(tuesday)
    assert monday.may_equal(facts_of("It was on 1 September.", None).dates[0])


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“We stay,” she said.", ["We stay,"]),
        ('"We stay," she said. "Here."', ["We stay,", "Here."]),
        ("‘It’s ours,’ he said.", ["It’s ours,"]),
        ("'It's ours,' he said.", ["It's ours,"]),
        ("The dogs' owner didn't call.", []),
        ("“He told me ‘run’ twice.”", ["He told me ‘run’ twice."]),
        ("It will not end here.” She left.", ["It will not end here."]),
        ("She said: “It will not end here.", ["It will not end here."]),
        ("«Jamais», said Luc.", ["Jamais"]),
        ("« Jamais », said Luc.", ["Jamais"]),
        ("„Niemals,“ said Uwe. „Nie.“", ["Niemals,", "Nie."]),
        ("»Niemals«, said Uwe, »nie«.", ["Niemals", "nie"]),
        ("”Aldrig”, said Åsa. ”Nej.”", ["Aldrig", "Nej."]),
        ("„Nigdy”, said Ewa.", ["Nigdy"]),
        ("“He said «never» to me,” said Luc.", ["He said «never» to me,"]),
    ],
)
def test_quotations_are_found_in_all_quotation_marks(text: str, inside: list[str]) -> None:
    assert [text[each.start : each.end] for each in facts(text).quotations] == inside


def test_a_quotation_continues_in_the_next_paragraph() -> None:
    text = "“It began at dawn.\n\n“Then the roof fell,” said Ole."
    assert [text[each.start : each.end] for each in facts(text).quotations] == [
        "It began at dawn.",
        "Then the roof fell,",
    ]


@pytest.mark.parametrize(
    ("text", "source", "verb"),
    [
        ("The road is shut, police said.", "police", "said"),
        ("According to the Met Office, rain is due.", "the Met Office", "According to"),
        ("“It is over,” said Ana Mott, a farmer.", "Ana Mott, a farmer", "said"),
        ("Jana Petrik, the interior minister, said it was safe.", "Jana Petrik, the interior minister", "said"),
        ("Rep. Joe Dunn told reporters it was safe.", "Rep. Joe Dunn", "told"),
        ("The bank insists that it paid.", "The bank", "insists"),
    ],
)
def test_the_speaker_and_the_verb_are_found(text: str, source: str, verb: str) -> None:
    (found,) = facts(text).sources
    assert (found.text, found.verb) == (source, verb)


@pytest.mark.parametrize(
    "text",
    ["The report is late.", "The storm claimed 12 lives.", "Ten states voted.", "It was first announced in May."],
)
def test_no_speaker_is_found_where_nobody_speaks(text: str) -> None:
    assert not facts(text).sources


def test_hearsay_and_likelihood_are_distinguished() -> None:
    (hearsay,) = facts("The firm reportedly failed.").hedges
    (likely,) = facts("The firm probably failed.").hedges
    assert hearsay.is_hearsay
    assert not likely.is_hearsay


def test_a_double_negation_is_found_twice() -> None:
    found = facts("Nobody escaped without injury.")
    assert [found.tokens[place].low for place in found.negations] == ["nobody", "escaped", "without"]
    assert not facts("It is not only old but no longer safe.").negations


def test_names_are_runs_of_capitals() -> None:
    text = "On Monday Jana Petrik left the Bank of Moravia in Brno."
    assert [text[each.start : each.end] for each in facts(text).names] == [
        "On Monday Jana Petrik",
        "Bank of Moravia",
        "Brno",
    ]
    assert facts(text).names[0].words == {"jana", "petrik"}


_PIECES = st.sampled_from(
    ["“", "”", '"', "'", "’", "\n\n", " ", "said", "Ana Mott", "12", "1,000", "$", "%", "-", "to", "at least", "dozen",
     "half", "of", "third", "killed", "people", "not", "no", "Monday", "April", "14", "10:30", "p.m.", ".", ",",
     "year", "old", "between", "and", "million", "reportedly", "according to", "who", "magnitude"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map(" ".join) | st.text(string.printable + "“”‘’…–€£", max_size=80))
def test_every_fact_is_inside_its_text(text: str) -> None:
    found = facts(text)
    for each in (*found.quantities, *found.dates, *found.names, *found.quotations, *found.sources, *found.hedges):
        assert 0 <= each.start < each.end <= len(text)
    assert all(each.low <= each.high for each in found.quantities)
    assert "".join(text[t.start : t.end] for t in found.tokens) == "".join(t.text for t in found.tokens)


def test_each_fact_is_found_once() -> None:
    text = "Nine people were hurt in Orlo."
    assert facts(text) is facts(text)


@given(st.text(alphabet="²³¹①٣½ⅷ0199.,-:% km\n“”aûHthe-", max_size=40))
def test_extracting_facts_accepts_any_text(text: str) -> None:
    for told in (text, f"On {text} May, {text}pm, {text} people of 2{text} died."):
        found = facts_of(told)
        for each in (*found.quantities, *found.dates, *found.names, *found.quotations, *found.sources):
            assert 0 <= each.start < each.end <= len(told)
