"""The text of a page is what a browser shows of its story, and a page without a story is rejected."""

from __future__ import annotations

import io
import json

import pytest
from lxml.html import fromstring

from compare.model.article import Article
from compare.model.moment import Moment
from indexes.ingest import Defaults, Fault
from indexes.ingest.decode.dates import doubt_of, moment_of
from indexes.ingest.formats.html import read_page
from indexes.ingest.kinds import Kind
from indexes.ingest.page.markup import element_text, text_of
from indexes.ingest.page.rendering import render_inline
from indexes.ingest.readers import read_stream

STORY = "<p>The mill at Orrin burned down on Thursday night, and nobody was hurt, the fire service said.</p><p>Forty firefighters from three towns fought the flames until dawn, said their chief.</p><p>The owner, who had insured the mill for two million crowns, wants to rebuild it.</p>"
OTHER = "<p>A herd of goats stopped the express train near Vell for an hour on Monday morning.</p><p>The driver, helped by passengers, led the animals off the line one by one, the railway said.</p><p>The herd belongs to a farmer whose fence had been cut, police in Vell said on Tuesday.</p>"


def html(inner: str, title: str = "Mill burns down", head: str = "") -> bytes:
    return (
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{inner}</body></html>'
    ).encode()


def text(inner: str) -> str:
    return read_page(html(f"<main><article><h1>Mill burns down</h1>{inner}{STORY}</article></main>"), Defaults())[
        0
    ].text


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        (
            'The council met on <time datetime="2026-04-02">2 April</time> to vote.',
            "The council met on 2 April to vote.",
        ),
        ("It cost <del>three</del> <ins>four</ins> million crowns in all.", "It cost four million crowns in all."),
        ("It cost <s>30</s> 40 crowns a head, the town said.", "It cost 40 crowns a head, the town said."),
        ("The lake held 10<sup>9</sup> litres of water last year.", "The lake held 10^9 litres of water last year."),
        ("The hall covers 900 m<sup>2</sup> of ground by the river.", "The hall covers 900 m² of ground by the river."),
        ("It was the 21<sup>st</sup> fire of the year, they said.", "It was the 21st fire of the year, they said."),
        (
            "Costs doubled,<sup>3</sup> the audit office wrote last year.",
            "Costs doubled, the audit office wrote last year.",
        ),
        (
            'Costs doubled<sup><a href="#n1">[1]</a></sup> within one single year.',
            "Costs doubled within one single year.",
        ),
        (
            "He said <q>they told me <q>no</q> twice</q> on Monday at the mill.",
            "He said “they told me ‘no’ twice” on Monday at the mill.",
        ),
        (
            "The owner called it <q>a black day</q> for all of Orrin.",
            "The owner called it “a black day” for all of Orrin.",
        ),
        (
            "About 40 tonnes of CO<sub>2</sub> were set free that night.",
            "About 40 tonnes of CO2 were set free that night.",
        ),
        (
            "The <mark>chief</mark> and <abbr title='x'>EFR</abbr> <small>both</small> spoke.",
            "The chief and EFR both spoke.",
        ),
        ("The fire<wbr>fighters left at six in the morning.", "The firefighters left at six in the morning."),
        ("The fire&shy;fighters left at\u200b six in the morning.", "The firefighters left at six in the morning."),
        ("The <span hidden>secret</span> mill stood by the river.", "The mill stood by the river."),
        (
            "It cost <span style='text-decoration: line-through'>30</span> 40 crowns a head, the town said.",
            "It cost 40 crowns a head, the town said.",
        ),
        (
            "The mill<span class='link sr-only'> (opens a new window)</span> stood by the river.",
            "The mill stood by the river.",
        ),
        ("The mill stood by the river<template>for years</template> there.", "The mill stood by the river there."),
        (
            "The fire took 2<sup>1</sup>/<sub>2</sub> hours and 3<sup>1</sup>&frasl;<sub>4</sub> engines.",
            "The fire took 2 1/2 hours and 3 1⁄4 engines.",
        ),
        ("It lost <math><msqrt><mn>16</mn></msqrt></math> roofs in the fire.", "It lost √16 roofs in the fire."),
        (
            "It cost <span aria-hidden=true>40</span> crowns a head, the town said.",
            "It cost 40 crowns a head, the town said.",
        ),
        ("It lost <sup>1</sup>⁄<sub>3</sub> of its roof in the fire.", "It lost 1⁄3 of its roof in the fire."),
        (
            "It lost <math><mfrac><mn>1</mn><mn>3</mn></mfrac></math> of its roof in the fire.",
            "It lost 1/3 of its roof in the fire.",
        ),
        (
            "The Orrin<sup>TM</sup> pump failed on that Thursday night.",
            "The Orrin™ pump failed on that Thursday night.",
        ),
        ("A ticket costs €5<sup>99</sup> at the gate of the mill.", "A ticket costs €5.99 at the gate of the mill."),
        (
            "Costs doubled<a class='reference' href='#ref-1'>[1]</a> within one single year.",
            "Costs doubled within one single year.",
        ),
        (
            "Costs doubled<a role='doc-noteref' href='#x'>2</a> within one single year.",
            "Costs doubled within one single year.",
        ),
        ("A mill <span style='display: none'>secret</span> stood there for years.", "A mill stood there for years."),
    ],
)
def test_inline_elements_read_as_browsers_show_them(marked: str, shown: str) -> None:
    assert shown in text(f"<p>{marked}</p>").split("\n")
    assert text_of(f"<p>{marked}</p>").replace("\u00ad", "").replace("\u200b", "") == shown


def test_a_date_mentioned_in_a_sentence_is_not_the_publication_date() -> None:
    inner = f'<article><h1>Mill burns down</h1><p>The board met on <time datetime="2026-04-02">2 April</time> to vote.</p>{STORY}</article>'
    assert read_page(html(inner), Defaults())[0].published is None


@pytest.mark.parametrize(
    "layout",
    [
        "<div><div class=post><h1>Mill burns down</h1><div>{0}</div></div><div class=post><h1>Goats stop train</h1><div>{1}{1}{1}</div></div></div>",
        "<div><div class=post><h1>Goats stop train</h1><div>{1}{1}{1}</div></div><div class=post><h1>Mill burns down</h1><div>{0}</div></div></div>",
        "<main><h1>Mill burns down</h1>{0}<h1>Goats stop train</h1>{1}{1}</main>",
        "<main><article><h2>Mill burns down</h2>{0}</article><article><h2>Goats stop train</h2>{1}{1}{1}</article></main>",
    ],
)
def test_the_text_belongs_to_the_headline_and_the_other_story_is_reported(layout: str) -> None:
    head = '<meta property="og:title" content="Mill burns down">'
    article, problems = read_page(html(layout.format(STORY, OTHER), head=head), Defaults())
    assert "burned down" in article.text
    assert "rebuild it" in article.text
    assert "goats" not in article.text
    assert "Goats stop train" in problems[0]


def test_a_page_with_one_story_and_two_headings_is_read_completely() -> None:
    inner = f"<main><article><h1>Mill burns down</h1>{STORY}<h2>Earlier fires</h2>{OTHER}</article></main>"
    article, problems = read_page(html(inner), Defaults())
    assert "goats" in article.text
    assert not problems


@pytest.mark.parametrize(
    ("title", "inner", "head"),
    [
        ("One moment, please", "<h1>orrin.example</h1><p>We are verifying you are a person. It takes seconds.</p>", ""),
        ("Attention Required!", "<h1>Please complete the security check</h1><p>To go on to orrin.example, tick the box below and wait for the page to load.</p>", ""),
        ("Orrin Post", "<h1>Error 404</h1><p>We looked everywhere, but there is nothing at this address. Try the search.</p>", ""),
        ("Seite nicht gefunden", "<h1>Hoppla</h1><p>Diese Seite gibt es leider nicht mehr. Zurück zur Startseite der Zeitung.</p>", ""),
        ("Orrin Post", "<h1>Oops</h1><p>Nothing here but dust. Go home, or search for what you wanted to read instead.</p>", '<meta name="robots" content="noindex, follow">'),
        ("Nie znaleziono strony - Kurier", "<h1>Nie znaleziono strony</h1><p>Strona, której szukasz, nie istnieje lub została przeniesiona.</p>", ""),
        ("Pagina niet gevonden", "<h1>Deze pagina bestaat niet</h1><p>De pagina die u zoekt is verplaatst of verwijderd.</p>", ""),
        ("Sayfa bulunamadı", "<h1>Sayfa bulunamadı</h1><p>Aradığınız sayfa kaldırılmış olabilir.</p>", ""),
        ("Nur einen Moment…", "<h1>orrin.example</h1><p>Es wird überprüft, ob Sie ein Mensch sind. Dies kann einige Sekunden dauern.</p>", ""),
        ("451: Unavailable due to legal reasons", "<h1>451: Unavailable due to legal reasons</h1><p>We recognise that you are in a country of the European Economic Area (EEA), and cannot grant access.</p>", ""),
        ("Too many requests", "<h1>Slow down!</h1><p>You have made too many requests. Try again in a few minutes.</p>", ""),
        ("Making sure you’re not a bot!", "<h1>Making sure you’re not a bot!</h1><p>You are seeing this because the operator of this site has set up Portcullis to protect it from AI.</p>", ""),
        ("orrin.example is for sale", "<h1>orrin.example</h1><p>This domain may be for sale. Contact us for a price.</p>", ""),
        ("orrin.example", "<h2>Welcome back</h2><p>The team of Orrin Media is glad that you found us. Choose a section above.</p>", ""),
        ("Index of /news", "<h1>Index of /news</h1><pre><a href=a>a.html</a> 2026-06-01 12:00 3K</pre>", ""),
        ("Search results - Orrin Post", "<h1>Search results for: mill</h1><p>Sorry, but nothing matched your search terms. Please try other words.</p>", ""),
        ("Mill burns down", "<h1>Mill burns down</h1><p>This article is for subscribers only.</p><p>Subscribe now for £1 a month to keep reading.</p>", ""),
        ("Ihre Zustimmung | Orriner Bote", "<h1>Mit Werbung weiterlesen</h1><p>Besuchen Sie uns wie gewohnt mit Werbung und Tracking.</p><p>Wir und unsere bis zu 218 Partner verarbeiten personenbezogene Daten wie Cookies und IP-Adressen. Ihre Zustimmung ist jederzeit widerrufbar.</p>", ""),
        ("De Bode", "<h1>Wij gebruiken cookies</h1><p>Wij en onze partners plaatsen cookies en verwerken persoonsgegevens. Geef toestemming om verder te lezen.</p>", ""),
        ("Orrin Post", "<p>News from Orrin and from all of its many villages.</p>" + "<a href=/x>One of the many sections here</a>" * 12, ""),
    ],
)  # fmt: skip
def test_a_page_that_is_not_an_article_is_refused(title: str, inner: str, head: str) -> None:
    found = list(read_stream(io.BytesIO(html(inner, title, head)), "input", "html", Defaults()))
    assert [type(each) for each in found] == [Fault]


@pytest.mark.parametrize(
    ("title", "head", "inner"),
    [
        ("Missing hiker not found", '<meta property="og:type" content="article">', "<p>Rescuers gave up the search for a hiker near Vell on Sunday.</p>"),
        ("404 houses to be built", "", "<article><h1>404 houses to be built</h1><p>The town of Orrin will build 404 houses by the river next year.</p></article>"),
        ("Weg gesperrt", "", "<p>Der Weg von Orrin nach Vell ist bis Freitag gesperrt, teilte der Kreis mit.</p>"),
        ("Court bans cookie walls", "", "<h1>Court bans cookie walls</h1><p>A court in Vell ruled on Monday that sites may not make reading depend on consent to cookies.</p>"),
        ("orrin.example", "", "<h2>Road from Orrin shut</h2><p>The road from Orrin to Vell is shut until Friday, the county said.</p>"),
        ("製粉所で火事", "", "<h1>製粉所で火事</h1><p>木曜日の夜、製粉所で火事があり、建物が全焼した。けが人はいなかった。</p>"),
        ("Road shut", "", "<p>The road from Orrin to Vell is shut until Friday, the county said on Tuesday morning.</p>"),
    ],
)  # fmt: skip
def test_a_news_brief_is_an_article(title: str, head: str, inner: str) -> None:
    assert read_page(html(inner, title, head), Defaults())[0].text


def rows(*items: dict[str, object], kind: Kind = "jsonl") -> list[object]:
    data = "\n".join(map(json.dumps, items)).encode()
    return list(read_stream(io.BytesIO(data), "input", kind, Defaults()))


@pytest.mark.parametrize(
    "body", ["[Removed]", "[deleted]", "REMOVED", "null", "N/A", "[This article has been withdrawn]"]
)
def test_a_placeholder_instead_of_a_text_is_refused(body: str) -> None:
    [found] = rows({"title": "Mill burns", "content": body, "source": {"name": "[Removed]"}})
    assert isinstance(found, Fault)


def test_a_text_in_brackets_is_not_a_placeholder() -> None:
    [found] = rows({"title": "Mill burns", "content": "[Orrin] The mill burned down.", "outlet": "Post"})
    assert isinstance(found, Article)


@pytest.mark.parametrize(
    "condition",
    [
        {"embargoed": "2199-01-01T00:00:00Z"}, {"embargo": "2199-01-01"}, {"Embargo Until": "2199-01-01"},
        {"embargo": "until the minister has spoken"}, {"embargoed": True}, {"pubstatus": "stat:withheld"},
        {"pubStatus": "canceled"}, {"status": "withdrawn"}, {"status": "draft"}, {"workflow_state": "unpublished"}, {"visibility": "private"},
        {"retracted": True}, {"is_withdrawn": "true"}, {"deleted": 1}, {"is_published": False}, {"not_for_publication": True},
        {"release_at": "2199-01-01T00:00:00Z"}, {"availableFrom": "2199-01-01"}, {"embargo": {"until": "2199-01-01"}}, {"embargo": ["2199-01-01"]},
        {"ednote": "KILL: this story is wrong"}, {"editorial_note": "Mandatory kill."}, {"ednote": "Do not use."}, {"signal": "sig:kill"},
        {"ednote": "Kill this story; a corrected one follows."}, {"ednote": "EDITORS: WITHHOLD."}, {"instructions": "Do not publish the entire article."},
        {"ednote": "This item has been withdrawn. Do not use until further notice."}, {"ednote": "Mandatory kill: names a minor"}, {"ednote": "Withdrawn by the source"}, {"ednote": "KILL KILL KILL"},
        {"ednote": "[Not for publication]"}, {"instructions": "Background only, not for publication. Call the desk."}, {"usageTerms": "Do not use!"},
        {"extra": {"embargo": "2199-01-01T00:00:00Z"}}, {"itemStatus": "stat:canceled"},
        {"ednote": "EMBARGOED until 2199-01-01"}, {"usageTerms": "Under embargo until the minister has spoken"}, {"metadata": {"embargoed": "2199-01-01T00:00:00Z"}},
    ],
)  # fmt: skip
def test_embargoed_items_are_not_shown(condition: dict[str, object]) -> None:
    row = {"title": "Mill burns", "text": "The mill burned down.", "outlet": "Post"} | condition
    item = {
        "uri": "urn:x:1",
        "headline": "Mill",
        "body_text": "The mill burned down.",
        "versioncreated": "2026-04-02",
    } | condition
    for found in (*rows(row), *rows(item)):
        assert isinstance(found, Fault)


@pytest.mark.parametrize(
    "condition",
    [
        {"embargoed": "2020-01-01T00:00:00Z"}, {"embargo": ""}, {"embargoed": False}, {"status": "ok"}, {"retracted": False}, {"deleted": 0},
        {"release_at": "2020-01-01"}, {"releaseDate": "soon"}, {"is_published": True}, {"visibility": "public"}, {"draft": None},
        {"ednote": "Adds killing of a cow."}, {"ednote": "Do not use the photo."}, {"signal": "sig:update"},
        {"usageTerms": "Not for publication in Japan."}, {"usageTerms": "Not for publication."}, {"usageTerms": "Text free to use. Photos: do not use, except in print."},
        {"instructions": "Kill fee applies."}, {"ednote": "Kill Bill review, first of two."}, {"ednote": "Kill previous headline; this lead replaces."},
        {"ednote": "Withhold names of minors."}, {"ednote": "Kill: third photo"}, {"ednote": "Withdrawn candidate speaks, adds quotes."},
        {"ednote": "Contact (not for publication): the desk"}, {"instructions": "Not for publication in print"}, {"instructions": "Do not use this story, except online."},
        {"author": {"status": "deleted"}}, {"extra": {"status": "usable"}},
        {"ednote": "EMBARGOED until 2020-01-01"}, {"ednote": "Embargo lifted. Adds quotes."}, {"ednote": "No embargo."},
    ],
)  # fmt: skip
def test_an_expired_embargo_is_ignored(condition: dict[str, object]) -> None:
    [found] = rows({"title": "Mill burns", "text": "The mill burned down.", "outlet": "Post"} | condition)
    assert isinstance(found, Article)


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGOED UNTIL 00:01 GMT ON 1 JANUARY 2199", "Strictly embargoed until delivery", "Embargo: 6am, 3 March 2098",
        "NOT FOR RELEASE UNTIL 3 MARCH 2098.", "Mill burns\nEMBARGOED UNTIL 03.03.2098",
        "EMBARGOED", "EMBARGOED UNTIL FURTHER NOTICE", "EMBARGOED FOR 6PM, 3 MARCH 2098", "EMBARGOED UNTIL 3 MARCH 2098 – MILL BURNS",
        "Under strict embargo until 6 a.m. BST on 3 March 2098", "Embargoed until 2098-03-03T06:00Z", "Embargoed until 3 March 2098. Mill burns.",
    ],
)  # fmt: skip
def test_an_embargo_in_the_first_lines_of_a_text_holds(line: str) -> None:
    [found] = rows({"title": "Mill burns", "text": f"{line}\nThe mill burned down.", "outlet": "Post"})
    assert isinstance(found, Fault)
    assert "embargo" in found.message


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGOED UNTIL 00:01 GMT ON 1 JANUARY 2020", "EMBARGO LIFTED", "Embargo: what it means for Norland",
        "Embargo until 2098 agreed by Norland and Senn", "The embargo until 1 January 2098 was agreed.",
        "Embargoed until 2024, the country of Norland has sold no grain to Senn for more than eleven years.",
        "Embargoed for years, Norland's oil flows again.", "Embargoed to the outside world, Senn is hungry.", "Embargoed to Senn",
        "Not for publication until 2098, the papers name 12 ministers.", "Embargo: Norland halts oil exports from 1 June 2098",
        "Embargo: Senn halts exports from Monday", "Embargo: what Norland's ban of 3 March 2098 means", "Embargo: Monday – Norland halts exports",
        "Embargoed until 1 June 2098, Norland's oil stays in port.",
    ],
)  # fmt: skip
def test_a_report_of_an_embargo_is_no_embargo(line: str) -> None:
    [found] = rows({"title": "Mill burns", "text": f"{line}\nThe mill burned down.", "outlet": "Post"})
    assert isinstance(found, Article)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 02 Apr 2026 19:58:02 CET", "2026-04-02T18:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 CEST", "2026-04-02T17:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 JST", "2026-04-02T10:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 MSK", "2026-04-02T16:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 AEST", "2026-04-02T09:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 BST", "2026-04-02T18:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 EST", "2026-04-03T00:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 GMT", "2026-04-02T19:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 +0200 (CEST)", "2026-04-02T17:58:02Z"),
        ("Thu, 02 Apr 2026 19:58:02 IST", "2026-04-02"),
        ("Thu, 02 Apr 2026 19:58:02 QQT", "2026-04-02"),
        ("1775159882000", "2026-04-02T19:58:02Z"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("3.4.2026", "2026-04-03"),
        ("05/05/2026 9:30", "2026-05-05T09:30:00Z"),
    ],
)
def test_dates_with_named_zones_or_only_digits_are_parsed(written: str, meant: str) -> None:
    moment = moment_of(written)
    assert moment is not None
    assert moment.isoformat() == meant


@pytest.mark.parametrize(
    ("language", "host", "meant"),
    [
        ("en-US", "orrin.example", "2026-03-04"), ("en-GB", "orrin.example", "2026-04-03"), ("fr", "", "2026-04-03"),
        ("en", "post.co.uk", "2026-04-03"), ("en", "orrin.example", None), (None, "", None),
    ],
)  # fmt: skip
def test_the_order_of_day_and_month_follows_language_and_site_and_is_never_guessed(
    language: str | None, host: str, meant: str | None
) -> None:
    moment = moment_of("03/04/2026", language, host)
    assert (moment and moment.isoformat()) == meant


@pytest.mark.parametrize(
    ("date", "doubt"),
    [
        ("2000-01-01T00:00:00Z", "placeholder"), ("1980-01-01T00:00:00Z", "placeholder"), ("2000-01-01", ""), ("2000-01-01T00:01:00Z", ""),
        ("0001-01-01T00:00:00Z", "placeholder"), ("1970-01-01", "placeholder"), ("1970-01-01T00:00:00Z", "placeholder"), ("1900-01-01", "placeholder"),
        ("1969-12-31T23:59:59Z", "placeholder"), ("1970-01-01T01:00:00Z", "placeholder"), ("1969-12-31T19:00:00Z", "placeholder"), ("1904-01-01", "placeholder"),
        ("9999-12-31T23:59:59Z", "placeholder"), ("2026-04-09", "future"), ("2026-04-03", ""), ("1970-01-01T14:20:00Z", ""), ("1969-07-21", ""),
    ],
)  # fmt: skip
def test_placeholder_and_future_dates_are_doubtful(date: str, doubt: str) -> None:
    said = doubt_of(Moment.parse(date), Moment.parse("2026-04-02T12:00:00Z"))
    assert (doubt in said) if doubt else not said


@pytest.mark.parametrize("date", ["Mon, 01 Jan 0001 00:00:00 GMT", "01 Jan 0001", "01-Jan-0001 00:00:00"])
def test_the_year_one_is_not_read_as_2001(date: str) -> None:
    moment = moment_of(date)
    assert moment is None or doubt_of(moment)


def test_a_doubtful_date_is_reported_and_kept_as_metadata() -> None:
    article, fault = rows({"title": "Mill", "text": "The mill burned.", "date": "2199-04-02", "outlet": "Post"})
    assert isinstance(article, Article)
    assert (article.published, article.metadata["published"]) == (None, "2199-04-02")
    assert "future" in str(fault)


@pytest.mark.parametrize("date", ["2000-01-01T00:00:00+00:00", "2001-01-01T00:00:00Z"])
def test_a_day_written_as_its_midnight_is_kept_and_told(date: str) -> None:
    article, fault = rows({"title": "Mill", "text": "The mill burned.", "date": date, "outlet": "Post"})
    assert isinstance(article, Article)
    assert article.published == Moment.parse(date[:10])
    assert "may be a placeholder" in str(fault)


def test_a_real_date_is_preferred_to_a_placeholder() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"0001-01-01T00:00:00Z"}</script><meta property="article:published_time" content="2026-04-02T10:00:00Z">'
    article, problems = read_page(html(f"<article><h1>Mill burns down</h1>{STORY}</article>", head=head), Defaults())
    assert article.published == Moment.parse("2026-04-02T10:00:00Z")
    assert not problems


def test_a_past_date_is_preferred_to_a_future_one() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2199-01-01"}</script><meta property="article:published_time" content="2026-04-02T10:00:00Z">'
    article, problems = read_page(html(f"<article><h1>Mill burns down</h1>{STORY}</article>", head=head), Defaults())
    assert article.published == Moment.parse("2026-04-02T10:00:00Z")
    assert not problems


def test_an_author_in_an_article_with_very_many_icons_is_read() -> None:
    icons = '<i class="icon"></i>' * 101
    byline = '<div class="meta"><span itemprop="author">Ana Mott</span></div>'
    page = html(f"<article><h1>Mill burns down</h1>{icons}{byline}{STORY}</article>")
    assert read_page(page, Defaults())[0].metadata["author"] == "Ana Mott"


def test_a_line_break_separates_words() -> None:
    tree = fromstring("<div><h1>Mill at Orrin<br>burns down</h1></div>")
    render_inline(tree)
    assert element_text(tree) == "Mill at Orrin burns down"


@pytest.mark.parametrize("tag", ["b", "i", "span", "cite", "q", "u", "sup", "label"])
def test_no_word_is_lost_where_very_many_words_are_formatted(tag: str) -> None:
    marked = " ".join(f"word{number} <{tag}>mark{number}x</{tag}>, and" for number in range(150))
    found = text(f"<p>{marked} then it ended.</p>").replace("“", "").replace("”", "")
    assert " ".join(f"word{number} mark{number}x, and" for number in range(150)) in found


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="embargo" content="2199-01-01T00:00:00Z">',
        '<script type="application/ld+json">{"@type":"NewsArticle","creativeWorkStatus":"Withdrawn"}</script>',
    ],
)
def test_an_embargoed_page_is_refused(head: str) -> None:
    page = html(f"<article><h1>Mill burns down</h1>{STORY}</article>", head=head)
    found = list(read_stream(io.BytesIO(page), "input", "html", Defaults()))
    assert [type(each) for each in found] == [Fault]


def test_the_home_page_is_not_the_canonical_address_of_a_page_below_it() -> None:
    head = (
        '<link rel="canonical" href="https://orrin.example/"><meta property="og:url" content="https://orrin.example">'
    )
    page = html(f"<article><h1>Mill burns down</h1>{STORY}</article>", head=head)
    assert read_page(page, Defaults(url="https://orrin.example/2026/mill"))[0].url == "https://orrin.example/2026/mill"
