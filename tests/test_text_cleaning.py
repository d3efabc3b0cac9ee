"""Page furniture is in no passage, and no sentence of an article is mistaken for it."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.model.article import Article, Outlet
from compare.text.cleaning.furniture import furniture_spans, is_furniture
from compare.text.cleaning.link_lists import blank_link_lists
from compare.text.passages import split

NEWS = [
    "The dam above Orly burst on Monday and flooded the lower town.",
    "Mayor Ada Holm told reporters that 19 people were missing.",
    "Engineers had warned the council in March that the wall was cracked.",
    "“We were not heard,” one of them said.",
    "The railway has been closed since noon.",
    "A new wall would cost 40 million crowns.",
    "Work could begin in the spring.",
]
LINK_LIST = (
    "Sen. Ada Holm Ada M. HolmThe dam that burst Holm asks for aid Ten old dams MORE (Orly) said the wall was cracked."
)


def passages(text: str, title: str = "The dam") -> list[str]:
    return [each.text for each in split(Article(Outlet("The Weir"), title, text))]


@pytest.mark.parametrize(
    "line",
    [
        "Read Full Article at Weir.example.", "Click here to read more", "ADVERTISEMENT", "Sign up for our newsletter", "Follow us on Twitter",
        "Photo: Una Brandt/Weir Images", "By Una Brandt", "By Una Brandt, Weir News", "Una Brandt for The Weir", "© 2026 The Weir", "All rights reserved.",
        "Una Brandt contributed to this report.", "This story has been updated.", "Continue reading the main story", "una@weir.example", "Related: Ten dams",
        "By UNA BRANDT ( @unabrandt )", "By Una Brandt, Weir religion editor", "By Weir correspondent Una Brandt", "Una Brandt/Weir Images", "Una Brandt | Weir", "(Una Brandt/Weir via Valley)",
        "WEIR/Una Brandt/File Photo", "Image copyright Weir Images Image caption The crowd leaves the hall", "Media caption How the dam burst", "toggle caption Una Brandt/Weir",
        "September 17, 2026 4:16 PM ET", "Posted: 08/02/2026 11:10 am EDT", "Last updated at 13:59 GMT", "PUBLISHED: 16:05 GMT, 9 June 2026 | UPDATED: 06:55 GMT, 10 June 2026", "19 June 2026",
        "( PHOTOS: Ten dams)", "[Related: Ten dams that burst]", "(See chart.)", "More: Ten dams that burst this year", "READ MORE:", "Ten dams that burst this year Read more", "MUST WATCH The dam bursts 01:23",
        "Slideshow (4 Images)", "next Image 1 of 2", "Share Tweet Post Email", "Link Copied", "Skip Twitter post by @weir", "190115174737214",
        "Get the stories you care about delivered to your inbox.", "By signing up, you agree to our Privacy Policy", "You can unsubscribe at any time.", "Want the best of the valley straight to your inbox?",
        "Write to Una Brandt at una@weir.example", "Follow Una Brandt on Twitter @unabrandt.", "Una Brandt can be reached at una@weir.example.", "Send tips to una@weir.example",
        "The opinions expressed by columnists are their own.", "This is a rush transcript.", "This article is more than 3 years old", "• Una Brandt contributed to this report.", "With assistance from Ada Holm",
        "Correction: An earlier version of this story misspelled a name.", "ANALYSIS/OPINION:", "Information from the valley's agency was used in this report.", "Download our free app", "Story Continued Below",
    ],
)  # fmt: skip
def test_text_around_an_article_is_furniture(line: str) -> None:
    assert is_furniture(line)
    assert passages("\n".join([*NEWS, line])) == NEWS


@pytest.mark.parametrize(
    "line",
    [
        *NEWS,
        "By Friday the water had gone.", "By Election Day, the water had gone.", "By Monday Night (local time) the water had gone.", "Read the law before you vote, he said.", "Follow the money, the judge said on Monday.", "Photos showed a collapsed roof.",
        "Mayor Una Brandt for years opposed the dam.", "Weir Voters Turned Out for Una Brandt in large numbers", "The newsletter was read by 4,000 people.", "Advertisement spending fell by 4 percent.",
        "Share prices fell.", "Related costs rose.", "Una Brandt won.", "Copying is forbidden here, the guard said.", "Get out, he told them.",
        "More than 12 people died.", "See how the river runs: that is why they built it there.", "Updated figures show that 12 people died.", "In May 2026 it rained.", "He arrived at 10 a.m. on Tuesday.",
        "Residents can sign up for aid until Friday.", "The firm changed its privacy policy in May.", "Brandt, an editor, was arrested on Monday.", "(Some voters did not return.)", "More on that later.",
        "She posted on Twitter that the dam was safe.", "“Click here,” the page said.", "The contributed sum was small.", "The valley's 9/11 memorial was flooded.", "Yes.", "No one was hurt", "Why?",
        "Watch out for ice, the police said.", "The photo was taken in June.", "Source of the fire: a candle, police said.", "Correction officers went on strike.", "Also on Monday, the bridge: closed.",
        "Twelve people were killed, the coastguard said.", "The ad was withdrawn.", "Email traffic doubled.", "Print runs are falling.", "她走了。", "Der Damm brach am Montag.",
    ],
)  # fmt: skip
def test_a_sentence_of_the_article_is_not_furniture(line: str) -> None:
    assert not is_furniture(line)
    assert passages(line) == [line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Una Brandt, WEIR Updated 10:32 AM ET, Mon May 5, 2026 " + NEWS[0], [NEWS[0]]),
        ("Updated at 3:00 p.m.: " + NEWS[0], [NEWS[0]]),
        ("By Una Brandt Valley Press ORLY (VP) - " + NEWS[0], ["ORLY (VP) - " + NEWS[0]]),
        ("Una Brandt/Weir Images " + NEWS[0], [NEWS[0]]),
        ("Enlarge this image toggle caption Una Brandt/Weir Una Brandt/Weir " + NEWS[0], [NEWS[0]]),
        ("Story highlights " + NEWS[0], [NEWS[0]]),
        (NEWS[0] + " Read more: Ten dams that burst", [NEWS[0]]),
        (NEWS[4] + " Click here to see the map", [NEWS[4]]),
        (NEWS[4] + " Follow us on Twitter", [NEWS[4]]),
        (NEWS[4] + " Share this: Facebook Twitter", [NEWS[4]]),
        (NEWS[4] + " Copyright 2016 The Weir. All rights reserved.", [NEWS[4]]),
        (NEWS[4] + " Advertisement " + NEWS[5], [NEWS[4], NEWS[5]]),
        (" ".join(NEWS) + " Photo: Una Brandt/Weir Images", NEWS),
        ("(Valley Press) - " + NEWS[0], ["(Valley Press) - " + NEWS[0]]),
        ("Read: What the dam did to the town " + NEWS[4], [NEWS[4]]),
    ],
)
def test_furniture_attached_to_a_sentence_is_removed(text: str, expected: list[str]) -> None:
    assert passages(text) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Ada Holm speaks to voters in Orly, May 5, 2026. (Una Brandt/Weir)",
        "Ada Holm visits the dam. Una Brandt/Weir Images",
        "Image copyright Weir Image caption The crowd fled. Some stayed.",
    ],
)
def test_a_paragraph_that_ends_in_a_photo_credit_is_a_caption(line: str) -> None:
    assert passages("\n".join([NEWS[0], line, *NEWS[1:]])) == NEWS


def test_author_lines_are_at_the_ends_of_an_article_with_an_unmentioned_name() -> None:
    ends = ["Una Brandt is a columnist for The Weir. She has written on rivers.", "Her new book is out."]
    assert passages("\n".join(["Una Brandt", *NEWS, *ends])) == NEWS


def test_a_person_mentioned_in_the_article_stays_in_it() -> None:
    news = [*NEWS, "Ada Holm is the editor of the town's paper."]
    assert passages("\n".join(news)) == news


def test_repeated_lines_without_a_sentence_end_are_furniture() -> None:
    assert passages("\n".join(part for each in NEWS for part in (each, "Valley story"))) == NEWS


def test_long_paragraphs_are_not_treated_as_repeated_lines() -> None:
    long = [" ".join(NEWS[:6] * 3) for _ in range(4)]
    assert len(passages("\n".join(long))) == 4 * 18


def test_headlines_in_capitals_are_not_text_unless_everything_is_in_capitals() -> None:
    assert passages("\n".join([*NEWS[:4], "TEN OLD DAMS THAT MAY BURST", *NEWS[4:]])) == NEWS
    capitals = [each.upper() for each in NEWS]
    assert passages("\n".join(capitals)) == capitals


def test_a_list_of_links_after_a_name_leaves_one_passage_without_text() -> None:
    assert passages(LINK_LIST) == [LINK_LIST]
    read = blank_link_lists(LINK_LIST)
    assert len(read) == len(LINK_LIST)
    assert " ".join(read.split()) == "Sen. Ada Holm (Orly) said the wall was cracked."


def test_a_list_of_links_over_several_paragraphs_is_removed() -> None:
    text = "It was Ada Holm Ada M. HolmThe dam burst Why?\n\nTen old dams MORE who asked for aid on Monday."
    assert passages(text) == ["It was Ada Holm", "who asked for aid on Monday."]


@pytest.mark.parametrize("text", ["Ada McConnell wants MORE money, McConnell said.", "YouTube shows MORE.", "MORE"])
def test_names_with_inner_capitals_do_not_start_a_list_of_links(text: str) -> None:
    assert blank_link_lists(text) == text


PIECES = [*NEWS, LINK_LIST, "By Una Brandt ", "Advertisement ", "Read more: ", "(Una Brandt/Weir)", "Updated 10:00 AM ", "\n", "\n\n", " ", "MORE ", "Ada HolmAda ", "|", "©", "3.\n\n5 million"]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=25).map("".join))
def test_spans_are_ordered_within_the_text_and_within_one_passage(text: str) -> None:
    if any(0xD800 <= ord(character) < 0xE000 for character in text):
        return
    read = blank_link_lists(text)
    assert len(read) == len(text)
    spans = furniture_spans(read)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for each in split(Article(Outlet("The Weir"), "Dam", text)):
        assert text[each.start : each.end] == each.text
        assert not any(start < each.end and each.start < end for start, end in spans)


HOSTILE = ["“", "1", "©", "她走了。", ".", "A. ", "By A B ", "MORE ", "HolmAda Holm ", "A/B ", "Read more ", "Updated 1 at ", "\nYes", "sign up newsletter ", "(See ", "Una Brandt, and "]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_cleaning_time_grows_linearly_with_length(piece: str) -> None:
    def seconds(characters: int) -> float:
        text = (piece * characters)[:characters]
        lines = "\n".join(text[at : at + 580] for at in range(0, characters, 580))
        before = time.process_time()
        passages(text)
        passages(lines)
        return time.process_time() - before

    seconds(1_000)
    assert seconds(100_000) < 2  # .2 s at most on a quiet machine; quadratic time would be minutes
