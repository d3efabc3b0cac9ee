"""The facts of a page about its article: outlet, title, dates, authors, language, URL, and whether it is truncated."""

from __future__ import annotations

import json
import time
from typing import Any

import lxml.html
import pytest

from compare.errors import TooLargeError, UnreadableError
from compare.model.article import Article
from compare.model.moment import Moment
from indexes.ingest import Defaults
from indexes.ingest.formats.html import MAX_ELEMENTS, parse_page, read_html
from indexes.ingest.page.outlet_name import is_akin, name_in_text, outlet_of
from tests.inputs import BODY, PARAGRAPHS

LD: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Dam gates opened two days early",
    "datePublished": "2026-02-03T08:00:00+01:00",
    "dateModified": "2026-02-03T10:00:00+01:00",
    "author": [{"@type": "Person", "name": "Una Lind"}, {"@type": "Person", "name": "Ole Marsh"}],
    "publisher": {"@type": "Organization", "name": "The Weir"},
    "inLanguage": "en-GB",
}


def page(head: str = "", body: str = PARAGRAPHS, title: str = "Dam gates opened", after: str = "") -> bytes:
    start = f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
    return f"{start}<article><h1>Dam gates opened</h1>{body}</article>{after}</body></html>".encode()


def ld(*values: object) -> str:
    scripts = (value if isinstance(value, str) else json.dumps(value) for value in values)
    return "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)


def read(data: bytes, url: str | None = None, outlet: str | None = None) -> Article:
    return read_html(data, "page", Defaults(outlet, url))[0]


@pytest.mark.parametrize(
    "head",
    [
        ld(LD),
        ld([{"@type": "WebSite", "name": "Other"}, LD]),
        ld({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, LD]}),
        ld({**LD, "@type": ["http://schema.org/ReportageNewsArticle", "Thing"]}),
        ld({**LD, "publisher": {"@id": "#org"}}, {"@type": "Organization", "@id": "#org", "name": "The Weir"}),
        ld("{broken", LD),
        ld(json.dumps(LD)[:-1] + ",}"),
        ld("<!-- " + json.dumps(LD) + " -->"),
        ld(json.dumps(LD).replace('"inLanguage"', "\n\t inLanguage").replace("days early", "days\nearly")),
        ld({"@type": "WebPage", "mainEntity": LD}),
    ],
    ids=[
        "object",
        "list",
        "graph",
        "types",
        "reference",
        "after a broken one",
        "comma",
        "comment",
        "no json",
        "main entity",
    ],
)
def test_json_ld_is_read_in_every_shape_even_broken(head: str) -> None:
    article = read(page(head))
    assert article.title == "Dam gates opened two days early"
    assert article.outlet.name == "The Weir"
    assert article.published == Moment.parse("2026-02-03T07:00:00Z")
    assert article.modified == Moment.parse("2026-02-03T09:00:00Z")
    assert article.metadata["author"].startswith("Una Lind")


def test_json_ld_is_kept_completely() -> None:
    article = read(page(ld(LD)))
    assert article.metadata["author"] == "Una Lind; Ole Marsh"
    assert article.language == "en"
    assert "cut" not in article.metadata


@pytest.mark.parametrize(
    "value", [7, None, [], {}, [[]], {"name": 7}, {"name": {"name": "x"}}, "x", [None, 3], {"@id": {}}, True]
)
@pytest.mark.parametrize("field", list(LD))
def test_a_field_of_an_unexpected_type_is_ignored(field: str, value: object) -> None:
    assert BODY[0] in read(page(ld({**LD, field: value}))).text


def test_meta_tags_fill_in_what_json_ld_lacks() -> None:
    head = """<meta property="og:site_name" content="The Weir"><meta property="og:title" content="Dam gates opened | The Weir">
    <meta property="article:published_time" content="2026-02-03T08:00:00Z"><meta name="author" content="By Una Lind">
    <meta property="article:modified_time" content="2026-02-03T09:00:00Z"><meta property="og:locale" content="en_GB">
    <link rel="canonical" href="https://weir.example/dam">"""
    article = read(page(head))
    assert (article.title, article.outlet.name, article.language) == ("Dam gates opened", "The Weir", "en")
    assert (article.url, article.metadata["author"]) == ("https://weir.example/dam", "Una Lind")
    assert article.modified == Moment.parse("2026-02-03T09:00:00Z")


def test_a_modification_time_equal_to_the_publication_time_is_ignored() -> None:
    assert read(page(ld({**LD, "dateModified": LD["datePublished"]}))).modified is None


@pytest.mark.parametrize(
    "line",
    [
        "Una Lind",
        "By Una Lind",
        "Una Lind FEBRUARY 3, 2026 10:43",
        "Una Lind | 3 Feb 2026",
        "Una Lind, 03.02.2026 08:00",
    ],
)
def test_a_byline_gives_the_author_without_the_date(line: str) -> None:
    assert read(page(body=f"<p rel=author>{line}</p>{PARAGRAPHS}")).metadata["author"] == "Una Lind"


@pytest.mark.parametrize("told", ["since the flood of 2019", "since 3 May 2019", "on May 3, 2019", "until 2019-05-03"])
def test_a_time_mentioned_in_the_text_is_not_the_publication_time(told: str) -> None:
    story = f"{PARAGRAPHS}<p>Nobody had seen so much water {told}, when the old mill fell into the river.</p>"
    assert read(page(body=story)).published is None
    assert read(page(body=story), "https://weir.example/2026/02/03/dam").published == Moment.parse("2026-02-03")
    shown = read(page(body=f'<time datetime="2026-02-03">3 February</time>{story}'))
    assert shown.published == Moment.parse("2026-02-03")


@pytest.mark.parametrize(
    "beside",
    [
        '<aside><h3>Related</h3><a href="/x">Otter seen</a> <time datetime="2020-01-01">1 January 2020</time></aside>',
        '<div class="related-stories"><a href="/x">Otter seen</a> <time datetime="2020-01-01">1 January</time></div>',
        '<section id="comments"><div class="comment"><time datetime="2021-01-01">1 January</time> Nice.</div></section>',
    ],
)
def test_the_time_of_a_comment_or_of_another_story_is_not_the_publication_time(beside: str) -> None:
    assert read(page(body=f"{PARAGRAPHS}{beside}")).published is None
    own = '<p class="by">By Una Lind <time datetime="2026-02-03">3 February</time></p>'
    assert read(page(body=f"{own}{PARAGRAPHS}{beside}")).published == Moment.parse("2026-02-03")


@pytest.mark.parametrize(
    ("language", "url", "day"),
    [
        ("en-US", None, "2026-02-03"),
        ("en-GB", None, "2026-03-02"),
        ("en", "https://weir.co.uk/dam", "2026-03-02"),
        ("de", None, "2026-03-02"),
        ("en", None, None),
    ],
)
def test_a_day_in_digits_in_a_byline_is_read_by_language_and_site(
    language: str, url: str | None, day: str | None
) -> None:
    shown = page(body=f'<p class="date">02/03/2026</p>{PARAGRAPHS}')
    shown = shown.replace(b"<html>", f'<html lang="{language}">'.encode())
    published = read(shown, url).published
    assert (published and published.isoformat()) == day


def test_a_placeholder_in_a_meta_tag_is_not_the_publication_time() -> None:
    head = '<meta property="article:published_time" content="2000-01-01T00:00:00Z">'
    shown = page(head, f'<p>By Una Lind <time datetime="2026-02-03">3 February</time></p>{PARAGRAPHS}')
    assert read(shown).published == Moment.parse("2026-02-03")


def test_without_a_name_the_domain_is_the_outlet() -> None:
    assert read(page(), "https://www.weir.example/dam").outlet.name == "weir.example"
    assert read(page(), "https://www.weir.example/dam", outlet="The Dyke").outlet.name == "The Dyke"


@pytest.mark.parametrize(
    ("names", "host", "title", "outlet"),
    [
        (["Valley Press", "The Weir"], "theweir.example", "", "The Weir"),  # a reprint names its agency
        (["Pageblogger", "Weir Times | All of the valley"], "weirtimes.example", "", "Weir Times"),
        (["The Weir Times"], "wt.example", "", "The Weir Times"),
        (["Valley Press"], "theweir.example", "", "Valley Press"),
        (["https://weir.example", "@weir"], "weir.example", "", "weir"),
        (["Hosted"], "hosted.weir.example", "", ""),
        (["Weir", "Weir News"], "news.weir.example", "", "Weir News"),
        (["Weir", "Weir News"], "sport.weir.example", "", "Weir"),
        ([], "weirtimes.example", "Dam opened - The Weir Times", "The Weir Times"),
        ([], "weirtimes.example", "Weir opened in times of flood", ""),
        ([], "", "", ""),
    ],
)
def test_the_outlet_is_the_name_that_matches_the_domain(names: list[str], host: str, title: str, outlet: str) -> None:
    assert outlet_of(names, host, title) == outlet


@pytest.mark.parametrize(("name", "label", "akin"), [("The Weir Times", "weirtimes", True), ("Weir Times", "wt", True), ("Corran Chronicle", "chron", True),
                                                     ("Valley Press", "weirtimes", False), ("", "weir", False), ("Weir", "", False)])  # fmt: skip
def test_a_name_matches_a_domain_of_its_word_beginnings(name: str, label: str, akin: bool) -> None:
    assert is_akin(name, label) == akin


@pytest.mark.parametrize("title", ["Dam gates opened - The Weir", "The Weir | Dam gates opened", "Dam gates opened » weir.example", "Dam gates opened | THE WEIR"])  # fmt: skip
def test_the_title_is_without_the_name_of_the_outlet(title: str) -> None:
    head = f'<meta property="og:site_name" content="The Weir"><meta property="og:title" content="{title}">'
    assert read(page(head, title=title), "https://weir.example/dam").title == "Dam gates opened"


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [
        ("By the staff of Valley Herald on Tuesday", "valleyherald", "Valley Herald"),
        ("© 2026 Valley Herald Group. Write to the Valley Herald.", "valleyheraldmag", "Valley Herald"),
        ("The Herald of the Valley", "theheraldofthevalley", "The Herald of the Valley"),
        ("A valley herald came", "valleyherald", ""),  # no name
        ("Valley Herald", "valleyheraldandcorranchronicle", ""),  # too little of it
        ("Valley Herald", "heraldvalley", ""),
        ("The Weir", "theweir", ""),  # too short to be no chance
        ("", "", ""),
    ],
)
def test_a_name_in_a_text_is_found_by_the_matching_domain(text: str, label: str, name: str) -> None:
    assert name_in_text(text, label) == name


@pytest.mark.parametrize("piece", ["A", "A-", "A ", "Valley ", "V’"])
def test_looking_for_a_name_in_a_hostile_text_takes_bounded_time(piece: str) -> None:
    start = time.process_time()
    name_in_text(piece * 100_000, "valleyherald")
    assert time.process_time() - start < 5


def test_a_page_that_names_only_an_agency_or_motto_belongs_to_the_outlet_of_its_domain() -> None:
    head = '<meta property="og:site_name" content="All the news of the valley"><meta name="author" content="Valley Herald Staff">'
    assert read(page(head), "https://www.valleyherald.example/dam").outlet.name == "Valley Herald"
    assert read(page(head), "https://www.weir.example/dam").outlet.name == "All the news of the valley"
    head = '<meta property="og:site_name" content="Valley news of the herald">'
    near = page(head, PARAGRAPHS + "<p>Write to Valley Herald.</p>")
    assert read(near, "https://valleyheraldry.example/dam").outlet.name == "Valley news of the herald"


def test_a_page_that_names_its_outlet_belongs_to_it_whoever_holds_the_copyright() -> None:
    rights = "<footer><p>© 2026 Corran Holding. All rights reserved.</p></footer>"
    assert read(page('<meta property="og:site_name" content="The Weir">', after=rights)).outlet.name == "The Weir"
    assert read(page(after=rights)).outlet.name == "Corran Holding"


@pytest.mark.parametrize("rights", ["©2026 Corran Holding", "©" + 40 * " " + "2026\n" + 40 * " " + "Corran Holding"])
@pytest.mark.parametrize("indented", [1, 40])
def test_the_copyright_holder_is_found_with_any_indentation(rights: str, indented: int) -> None:
    after = f"<footer><div>{rights}</div>\n{indented * ' '}<div>Contact</div></footer>"
    assert read(page(after=after)).outlet.name == "Corran Holding"


def test_the_visible_headline_of_several_is_the_title() -> None:
    head = (
        ld({**LD, "headline": "Corran dam: all about the gates"})
        + '<meta property="og:title" content="Dam gates opened | The Weir">'
    )
    assert read(page(head)).title == "Dam gates opened"
    assert read(page(ld(LD))).title == "Dam gates opened two days early"


def test_a_headline_with_a_colon_or_a_dash_stays_whole() -> None:
    head = ld({**LD, "headline": "The Weir view: a dam – and a valley – on the brink"})
    assert read(page(head), "https://weir.example/dam").title == "The Weir view: a dam – and a valley – on the brink"


def test_a_portal_that_reprints_keeps_its_own_address() -> None:
    head = '<link rel="canonical" href="https://weir.example/dam"><meta property="og:url" content="https://portal.example/7">'
    assert read(page(head)).url == "https://portal.example/7"
    assert read(page(head), "https://portal.example/7?from=mail").url == "https://portal.example/7"
    assert read(page(head), "https://www.weir.example/dam?x=1").url == "https://weir.example/dam"


@pytest.mark.parametrize(
    ("canonical", "at", "taken"),
    [
        ("https://weir.example/dam", "https://m.weir.example/dam?amp", True),
        ("https://weir.example/dam", "https://news.weir.example/7", True),
        ("https://weir.example/dam", "https://weir.test/dam", False),
        ("https://one.blogs.example/dam", "https://two.blogs.example/dam", False),
        ("https://weir.example/dam", "https://otherweir.example/dam", False),
    ],
)
def test_no_page_can_impersonate_another_site(canonical: str, at: str, taken: bool) -> None:
    assert read(page(f'<link rel="canonical" href="{canonical}">'), at).url == (canonical if taken else at)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//", "http://", "https://[", "mailto:x@weir.example"])
def test_an_invalid_address_is_refused(address: str) -> None:
    assert read(page(f'<link rel="canonical" href="{address}">')).url is None


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (ld({**LD, "isAccessibleForFree": False}), ""),
        (ld({**LD, "isAccessibleForFree": "False"}), ""),
        (ld('{"@type": "NewsArticle", "headline": "Dam", "isAccessibleForFree": false, broken'), ""),
        ('<meta property="article:content_tier" content="locked">', ""),
        ("", "<p>The river rose by another metre and the council was…</p>"),
        ("", "<p>The river rose by another metre.</p><p>Continue reading</p>"),
        ("", "<p>The river rose by another metre.</p><p>Subscribe to read the full story.</p>"),
        ("", "<p>The river rose by another metre.</p><p>This article is for subscribers only.</p>"),
    ],
)
def test_a_truncated_page_is_marked(head: str, tail: str) -> None:
    assert read(page(head, PARAGRAPHS + tail)).metadata["cut"] == "yes"


@pytest.mark.parametrize("head", [ld({**LD, "isAccessibleForFree": True}), ld({**LD, "isAccessibleForFree": None}), ""])
def test_a_complete_page_is_not_marked(head: str) -> None:
    assert "cut" not in read(page(head)).metadata


def test_a_paywalled_page_with_its_declared_word_count_is_complete() -> None:
    words = len(" ".join(BODY).split()) * 3
    head = ld({**LD, "isAccessibleForFree": False, "wordCount": words})
    assert (
        "cut"
        not in read(page(head, "".join(f"<p>{number} {each}</p>" for number in range(3) for each in BODY))).metadata
    )
    assert read(page(head)).metadata["cut"] == "yes"


@pytest.mark.parametrize(
    "around",
    [
        '<div class="related"><h3>Related stories</h3><ul><li><a href="/1">Otter seen in canal</a></li><li><a href="/2">Mill to reopen</a></li></ul></div>',
        '<div class="newsletter"><p>Sign up to our newsletter and get the Valley in your inbox every morning.</p><form><input name="mail"></form></div>',
        '<div id="cookie-banner"><p>We use cookies to make this site better. By using this site you agree.</p><button>Accept</button></div>',
    ],
    ids=["related", "newsletter", "cookies"],
)  # fmt: skip
def test_text_around_a_story_is_left_out(around: str) -> None:
    for data in (page(after=around), page(body=PARAGRAPHS + around)):
        text = read(data).text
        assert all(each in text for each in BODY)
        assert not any(word in text for word in ("Otter", "newsletter", "inbox", "cookies"))


@pytest.mark.parametrize(
    "cell", ["{}", "<a href=/>Home</a></td><td>{}", "<table><tbody><tr><td>{}</td></tr></tbody></table>"]
)
@pytest.mark.parametrize("outside", ["", "<div id=cookie-banner><p>We use cookies.</p><button>Accept</button></div>"])
def test_a_layout_table_is_read_as_paragraphs(cell: str, outside: str) -> None:
    story = cell.format(f"<h1>Dam gates opened</h1>{PARAGRAPHS}")
    frame = f"<table><tr><td>{story}</td></tr></table>{outside}"
    data = f"<html><head><title>Dam gates opened</title></head><body>{frame}</body></html>"
    assert read(data.encode()).text.split("\n") == list(BODY)


def test_a_consent_wall_is_refused_and_named() -> None:
    wall = "".join(
        f"<p>{each}</p>"
        for each in (
            "We and our partners store cookies on your device and process personal data about you.",
            "You may refuse to consent, or change your choices at any time in our privacy policy.",
        )
    )
    with pytest.raises(UnreadableError, match="consent"):
        read(page(body=wall))


def test_the_headline_is_not_repeated_in_the_text() -> None:
    assert not read(page()).text.startswith("Dam gates")


def test_json_ld_text_is_used_if_the_page_loads_its_text_by_script() -> None:
    article = read(page(ld({**LD, "articleBody": "\n".join(BODY)}), body="<div id='app'>Loading the article</div>"))
    assert all(each in article.text for each in BODY)


def test_a_page_without_text_and_an_endless_one_are_reported() -> None:
    with pytest.raises(UnreadableError, match="page"):
        read(b"<html><body></body></html>")
    with pytest.raises(TooLargeError, match="elements"):
        read(page(body="<p>x</p>" * MAX_ELEMENTS))


def test_a_page_with_a_few_wrong_bytes_is_read() -> None:
    assert "metre" in read(page(body=PARAGRAPHS * 3).replace(b"Farms", b"F\xffrms", 1)).text


def test_a_page_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = lxml.html.document_fromstring

    def counted(text: str | bytes, *given: Any, **named: Any) -> Any:
        parsed.append(text if isinstance(text, str) else text.decode())
        return parse(text, *given, **named)

    monkeypatch.setattr(lxml.html, "document_fromstring", counted)
    article, _ = parse_page(page(ld(LD), PARAGRAPHS * 3), Defaults())
    assert BODY[0] in article.text
    assert sum("<head>" in each for each in parsed) == 1  # trafilatura may parse the story that it found again
