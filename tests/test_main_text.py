"""Which text of a page is its article: tables are part of it, comments and other stories are not; pages without a story
are rejected.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from lxml import html as lxml_html

from compare.errors import UnreadableError
from compare.text import names
from compare.text.names import Name, names_of
from compare.text.tokens import Token, tokens_of
from indexes.ingest import Defaults
from indexes.ingest.formats.html import read_page
from indexes.ingest.page import nested_stories
from indexes.ingest.page.markup import remove_all
from tests.test_rendering import OTHER, STORY, html

MORE = "<p>The town of Orrin counted the votes on a new mill until midnight on Sunday.</p>"
HEADLINE = "<h1>Mill burns down</h1>"
BODY = (
    "<tbody><tr><td>North</td><td>1,204</td><td>998</td></tr><tr><td>South</td><td>870</td><td>1,310</td></tr></tbody>"
)
TABLE = (
    f"<table><caption>Votes by ward</caption><thead><tr><th>Ward</th><th>Yes</th><th>No</th></tr></thead>{BODY}</table>"
)
OF_READERS = (
    "<p>I think this is a disgrace and the mayor should resign at once, says me.</p>"
    "<p>Totally agree with you there, my friend, the mill was a trap for years.</p>"
)


def read(inner: str, title: str = "Mill burns down", head: str = "") -> tuple[str, list[str]]:
    article, problems = read_page(html(inner, title, head), Defaults())
    return article.text, problems


@pytest.mark.parametrize(
    "layout",
    [
        f"<main><article>{HEADLINE}{STORY}{TABLE}{MORE}</article></main>",
        f"<main><article>{HEADLINE}{STORY}{MORE}{TABLE}</article></main>",
        f"<main><article>{HEADLINE}{STORY}<figure>{TABLE}</figure>{MORE}</article></main>",
        f"<div class=content>{HEADLINE}{STORY}<div class='table-responsive'>{TABLE}</div>{MORE}</div>",
        f"<main><article>{HEADLINE}{STORY}<table>{BODY}</table>{MORE}</article></main>",
    ],
)
def test_a_table_of_the_article_is_kept_row_by_row(layout: str) -> None:
    lines = read(layout)[0].split("\n")
    assert lines.index("South · 870 · 1,310") == lines.index("North · 1,204 · 998") + 1
    assert any("rebuild it" in line for line in lines)
    assert any("midnight" in line for line in lines)


@pytest.mark.parametrize(
    "beside",
    [
        "<aside><h3>Weather</h3><table><tr><td>Mon</td><td>12°</td></tr><tr><td>Tue</td><td>14°</td></tr></table></aside>",
        "<footer><table><tr><td>Mon</td><td>12°</td></tr><tr><td>Tue</td><td>14°</td></tr></table></footer>",
        "<div><table><tr><td><a href=/a>Mon</a></td><td><a href=/b>12°</a></td></tr><tr><td><a href=/c>Tue</a></td><td><a href=/d>14°</a></td></tr></table></div>",
    ],
)
def test_a_table_beside_the_article_is_left_out(beside: str) -> None:
    assert "12°" not in read(f"<main><article>{HEADLINE}{STORY}{MORE}</article></main>{beside}")[0]


@pytest.mark.parametrize(
    "comments",
    [
        "<ol class='commentlist'><li>{}</li></ol>",
        "<section id='comments'><h2>2 comments</h2>{}</section>",
        "<div class='responses'><article class='comment'>{}</article></div>",
        "<div class='discussion'><h3>Discussion</h3><div class='post'>{}</div></div>",
        "<div data-component='comments-block'><h2>Comments</h2>{}</div>",
        "<div itemprop='comment' itemscope itemtype='https://schema.org/Comment'>{}</div>",
        "<div><h2>Comments (2)</h2><div>{}</div></div>",
        "<div class='leserkommentare'><h3>Kommentare</h3>{}</div>",
    ],
)
@pytest.mark.parametrize("is_inside", [True, False])
def test_reader_comments_are_left_out(comments: str, is_inside: bool) -> None:
    written = comments.format(OF_READERS)
    article = f"<article>{HEADLINE}{STORY}{MORE}{written if is_inside else ''}</article>"
    text = read(f"<main>{article}{'' if is_inside else written}</main>")[0]
    assert "rebuild it" in text
    assert "midnight" in text
    assert "disgrace" not in text


def test_a_heading_about_comments_far_from_them_removes_no_text() -> None:
    side = f"<div><h3>Recent comments</h3><div>{HEADLINE}{STORY}{MORE}{STORY}{MORE}{STORY}</div></div>"
    assert "rebuild it" in read(f"<div><p>News of the day from the town of Orrin.</p>{side}</div>")[0]


OWN, GOATS = f"{HEADLINE}{STORY}", f"<h1>Goats stop train</h1>{OTHER * 4}"


@pytest.mark.parametrize(
    "layout",
    [
        "<div><div class=entry>{own2}</div><div class=entry>{goats2}</div></div>",
        "<main>{own}<hr>{goats2}</main>",
        "<main><section data-url=/a>{own}</section><section data-url=/b>{goats}</section></main>",
        "<article><header>{own}</header></article><article><header>{goats2}</header></article>",
        "<div role=article>{own}</div><div role=article>{goats}</div>",
        "<main><div>{own}</div><div>{goats2}</div></main>",
        "<main>{own}<aside>{goats2}</aside></main>",
        "<main>{own}</main><div class=more>{goats0}</div>",
        "<div class=story><div class=headline>Mill burns down</div><div>{story}</div></div>"
        "<div class=story><div class=headline>Goats stop train</div><div>{goats0}</div></div>",
        "<div itemscope itemtype='https://schema.org/NewsArticle'>{own}</div>"
        "<div itemscope itemtype='https://schema.org/NewsArticle'>{goats}</div>",
    ],
)
def test_the_next_story_is_left_out_in_any_markup(layout: str) -> None:
    head = '<meta property="og:title" content="Mill burns down">'
    parts = {"own": OWN, "goats": GOATS, "story": STORY, "goats0": OTHER * 4}
    parts |= {"own2": OWN.replace("h1", "h2"), "goats2": GOATS.replace("h1", "h2")}
    text, _ = read(layout.format(**parts), head=head)
    assert "burned down" in text
    assert "rebuild it" in text
    assert "goats" not in text


def test_text_after_a_removed_part_is_kept_and_text_inside_it_is_not() -> None:
    tree = lxml_html.fromstring("<div>The mill burned. <h3>Goats</h3> stop <p>the train</p> Nobody was hurt.</div>")
    remove_all(tree.xpath("h3|p"))
    assert tree.text_content() == "The mill burned.  Nobody was hurt."


@pytest.mark.parametrize(
    "nested",
    [
        "<section class=x><h2>Goats stop train</h2>{goats}</section>",
        "<h2>Read next</h2><h3>Goats stop train</h3>{goats}",
        "<div><h4>Sponsored</h4>{goats}</div>",
        "<aside><h3>More from Orrin Post</h3>{goats}</aside>",
        "<h3>Lesen Sie auch</h3>{goats}",
        "<h2>Next: goats stop train</h2>{goats}",
        "<p><a href=/goats>Goats stop train</a></p>{goats}",
        "<p><a href=/goats>Goats<br>stop train</a></p>{goats}",
    ],
)
def test_a_story_nested_in_another_is_left_out_and_reported(nested: str) -> None:
    text, problems = read(f"<main><article>{HEADLINE}{STORY}{nested.format(goats=OTHER * 2)}</article></main>")
    assert "rebuild it" in text
    assert "goats" not in text
    assert "other stories" in problems[0]


@pytest.mark.parametrize(
    "beside",
    [
        "<section>{goats}</section>",
        "<div class=next>{goats}</div>",
        "<article class=other><div class=title>Goats stop train</div>{goats}</article>",
        "<div class=page><article><p class=title>Goats stop train</p>{goats}</article></div>"
        "<div class=page><article><p class=title>Goats stop bus</p>{goats}</article></div>",
    ],
)
def test_a_story_beside_the_article_is_left_out_and_reported(beside: str) -> None:
    article = f"<div class=page><article>{HEADLINE}{STORY}{MORE}</article>{beside.format(goats=OTHER * 2)}</div>"
    text, problems = read(f"<main>{article}</main>")
    assert "rebuild it" in text
    assert "goats" not in text.lower()
    assert "other stories" in problems[0]


@pytest.mark.parametrize("link", ["Town hall to be sold", "Read next", "More from Orrin Post", "Lesen Sie auch"])
def test_the_text_behind_a_link_to_another_story_is_kept(link: str) -> None:
    text, problems = read(
        f"<main><article>{HEADLINE}{STORY}<p><a href=/x>{link}</a></p><p>Crews came from Senn and Berg. Water had to be "
        "pumped from the river because the hydrants were frozen, and hoses burst twice before dawn.</p><p>Nobody could "
        "say on Sunday when power would return. Schools stay closed.</p></article></main>"
    )
    assert "hydrants" in text
    assert "Schools stay closed" in text
    assert not problems


def test_live_blog_posts_are_not_other_stories() -> None:
    posts = "".join(
        f"<article><h3>{hour}:30</h3><p>Orrin: {OF_READERS[3:60]} {hour}.</p></article>" for hour in (9, 10)
    )
    text, problems = read(f"<main><article>{HEADLINE}{STORY}{posts}</article>{posts}</main>")
    assert "rebuild it" in text
    assert not problems


@pytest.mark.parametrize(
    "nested",
    [
        "<section><h2>What the mill made</h2>{0}</section>",
        "<section><h2>A town of bakers</h2><p>Orrin, where Jon Beck has lived since May, has lost each of its bakeries in ten years. Flour came from Vell until the road was shut last spring, Beck says.</p></section>",
        "<h2>More on the mill</h2>{0}",
        "<p><a href=/x>Our reporter saw it</a></p>{0}",
    ],
)  # fmt: skip
def test_a_box_about_the_same_story_belongs_to_the_article(nested: str) -> None:
    more = "<p>The mill made flour for the towns of the valley, and in its best years employed ninety people there.</p>"
    text, problems = read(f"<main><article>{HEADLINE}{STORY}{nested.format(more)}</article></main>")
    assert "best years" in text or "Flour came" in text
    assert not problems


HISTORY = "<p>The mill made flour for the valley, and in its best years Orrin had ninety people employed there, said the union.</p><p>It closed for a year in the war, and Orrin bought it back from the bank, the archive of the town shows in its annals.</p>"


@pytest.mark.parametrize(
    "behind",
    [
        "<article>{}</article>",
        "<section>{}</section>",
        "<div class=page><section>{}</section></div>",
        "<article><h2>History of the mill</h2>{}</article>",
    ],
)
def test_story_text_in_another_part_of_the_page_is_read_or_reported(behind: str) -> None:
    text, problems = read(f"<main><article>{HEADLINE}{STORY}</article>{behind.format(HISTORY)}</main>")
    assert "rebuild it" in text
    assert "annals" in text or "The mill made flour" in problems[0]


@pytest.mark.parametrize("wrapper", ["{}", "<div class=posts>{}</div>"])
def test_live_blog_posts_outside_the_article_are_read_or_reported(wrapper: str) -> None:
    said = "Orrin fire crews from three towns pumped water out of the river for the {0}th hour, and their chief sees no end of it."
    posts = "".join(f"<article><h3>{hour}:30</h3><p>{said.format(hour)}</p></article>" for hour in (9, 10))
    text, problems = read(f"<main><article>{HEADLINE}{STORY}</article>{wrapper.format(posts)}</main>")
    assert "rebuild it" in text
    assert "10th hour" in text or problems


@pytest.mark.parametrize(
    "beside",
    [
        "<aside>{}</aside>",
        "<footer>{}</footer>",
        "<div class=author-bio>{}</div>",
        "<section id=comments>{}</section>",
        "<div class=commentlist>{}</div>",
        "<div class='box relatedStories'>{}</div>",
        "<div class=post__author>{}</div>",
        "<div><p><a href=/x>The mill at Orrin made flour for all of the towns of the long valley until the war came, and then no more.</a></p></div>",
    ],
)
def test_sidebars_are_not_reported_as_missing_text(beside: str) -> None:
    assert not read(f"<main><article>{HEADLINE}{STORY}{MORE}</article></main>{beside.format(HISTORY)}")[1]


@pytest.mark.parametrize(
    "named",
    [
        "class=commentary",
        "class='post comments-open'",
        "class=has-related-posts",
        "class=category-legal",
        "class=illegal-dam",
        "class=unrelated",
        "class=legal-battle",
        "class=author-jane",
        "id=author-9",
    ],
)
def test_an_element_name_that_only_resembles_a_sidebar_hides_no_missing_text(named: str) -> None:
    _, problems = read(f"<main><article>{HEADLINE}{STORY}</article><section {named}>{HISTORY}</section></main>")
    assert "The mill made flour" in problems[0]


@pytest.mark.parametrize("box", ["<section>{}</section>", "<section><h2>Goats stop train</h2>{}</section>"])
def test_the_names_of_a_page_are_read_once_for_all_boxes_of_it(monkeypatch: pytest.MonkeyPatch, box: str) -> None:
    read_tokens: list[int] = []

    def counted(tokens: Sequence[Token]) -> tuple[Name, ...]:
        read_tokens.append(len(tokens))
        return names_of(tokens)

    monkeypatch.setattr(names, "names_of", counted)
    page = f"<main><article>{HEADLINE}{STORY * 9}</article>{box.format(OTHER * 2) * 9}</main>"
    tree = lxml_html.document_fromstring(page)
    tokens = len(tokens_of(" ".join(tree.itertext())))
    nested_stories.remove_nested_stories(tree, "Mill burns down")
    assert 0 < sum(read_tokens) <= tokens


def test_a_text_that_shares_no_word_with_its_headline_is_reported() -> None:
    head = '<meta property="og:title" content="Mill burns down">'
    _, problems = read(f"<main>{HEADLINE}<div>{OTHER}{OTHER}</div></main>", head=head)
    assert "another story" in problems[0]
    described = head + '<meta name="description" content="A herd of goats stopped a train near Vell.">'
    assert not read(f"<main>{HEADLINE}<div>{OTHER}{OTHER}</div></main>", head=described)[1]


def test_a_section_that_may_be_another_story_is_told_and_one_of_the_same_story_is_not() -> None:
    text, problems = read(f"<main>{HEADLINE}{STORY}<h2>Goats on the line</h2>{OTHER}</main>")
    assert "rebuild it" in text
    assert "Goats on the line" in problems[0]
    same = "<p>Orrin had no fire engine of its own, and those of the next towns took an hour to come.</p>"
    assert not read(f"<main>{HEADLINE}{STORY}<h2>How it began</h2>{same}{same}{same}</main>")[1]


def test_the_items_of_a_list_are_not_other_stories() -> None:
    items = "".join(
        f"<h2>{name}</h2>"
        + f"<p>{name} is made by {maker} and comes in a box with two spare parts, a strap and a lamp.</p>" * 4
        for name, maker in [("Quillo", "Brandt"), ("Teswick", "Ostrell"), ("Varnet", "Juniper")]
    )
    text, problems = read(f"<main><article>{HEADLINE}{STORY}{items}</article></main>")
    assert "Teswick" in text
    assert problems == []


def test_a_page_of_several_stories_whose_title_is_that_of_none_is_told() -> None:
    stories = f"<article><h2>Mill ablaze</h2>{STORY}</article><article><h2>Goats stop train</h2>{OTHER}</article>"
    _, problems = read(stories, "The Daily", '<meta name="author" content="Una Lind">')
    assert "several stories" in problems[0]


def test_the_source_of_a_quotation_and_centred_text_are_kept() -> None:
    quoted = "<blockquote><p>We had no water for the first hour of it.</p><footer>— Una Lind</footer></blockquote>"
    centred = "<center>The chief of the fire service, who had been at the mill all night, left at noon.</center>"
    text, _ = read(f"<main><article>{HEADLINE}{STORY}{quoted}{centred}</article></main>")
    assert "— Una Lind" in text
    assert "left at noon" in text


def test_italics_centred_below_an_image_are_its_caption() -> None:
    line = "<center><em>The mill before the fire, seen from <a href=/bridge>the bridge</a> at Orrin</em></center>"
    below, _ = read(f'<main><article>{HEADLINE}{STORY}<img src="mill.jpg">{line}{STORY}</article></main>')
    alone, _ = read(f"<main><article>{HEADLINE}{STORY}{line}</article></main>")
    assert ("before the fire" in below, "before the fire" in alone) == (False, True)


def test_spans_that_are_shown_as_blocks_are_lines() -> None:
    spans = "".join(f"<span style='display: block'>{each}</span>" for each in STORY.replace("<p>", "").split("</p>"))
    text, _ = read(f"<main><article>{HEADLINE}{spans}</article></main>")
    assert "the fire service said.\nForty firefighters" in text


TEASERS = "".join(
    f"<article><h2><a href=/{number}>Mill number {number} of Orrin burns down</a></h2>"
    f"<p>A teaser of one line about the fire at mill number {number} in the old town.</p></article>"
    for number in range(12)
)


@pytest.mark.parametrize(
    "teasers", [TEASERS, f"<ul>{TEASERS.replace('article>', 'li>')}</ul>"], ids=["articles", "list"]
)
def test_a_page_that_lists_stories_is_refused_and_a_story_above_a_list_is_read(teasers: str) -> None:
    with pytest.raises(UnreadableError, match="lists other pages"):
        read(f"<main><h1>Fires in Orrin</h1>{teasers}</main>", "Fires in Orrin")
    assert "rebuild it" in read(f"<main><article>{HEADLINE}{STORY}{MORE}</article>{teasers}</main>")[0]


SITE = '<meta property="og:site_name" content="Orrin Post">'


@pytest.mark.parametrize(
    ("title", "inner", "head"),
    [
        ("404 Not Found", "<h1>404 Not Found</h1><hr><center>nginx</center>", ""),
        ("Page not found | Orrin Post", "<h1>Page not found</h1><p>The page that you asked for could not be found. Try our search.</p>", '<meta property="og:type" content="article">'),
        ("Orrin Post", "<h1>Sorry</h1><p>We cannot find that story. It may have moved, or the address is wrong.</p>", SITE),
        ("Orrin Post - News", "<main><p>Dieser Artikel ist nicht mehr verfügbar.</p></main>", SITE),
        ("Log in – Orrin Post", "<h1>Log in</h1><form><input name=user><input type=password></form><p>Log in to read on. No account? Sign up today.</p>", SITE),
        ("Just a moment...", "<noscript><p>Enable JavaScript and cookies to continue</p></noscript><h1>www.orrin.example</h1>", ""),
        ("orrin.example", "<p>Press and hold the button, then we will let you in to the site.</p><iframe src='https://geo.captcha-delivery.example/x'></iframe>", ""),
        ("Orrin Post", "<h1>We'll be back soon</h1><p>The site is down for planned work. Please come back in an hour or so.</p>", SITE),
        ("Orrin Post", "<h1>This article is no longer available</h1><p>For legal reasons this article was removed from our website.</p>", ""),
        ("Orrin Post", "<h1>Cet article n’est plus disponible</h1><p>Cet article n’est plus disponible sur notre site, pour des raisons de droit.</p>", ""),
        ("Orrin Post", "<h1>Sorry, this page doesn't exist</h1><p>This page doesn't exist any more. Go on to our home page.</p>", ""),
        ("orrin.example", "<h1>orrin.example is for sale</h1><p>This domain may be for sale. Get a price in less than 24 hours.</p>", ""),
        ("orrin.example", "<p>orrin.example is for sale. Buy this name now, or learn more about our other fine names today.</p>", ""),
    ],
)  # fmt: skip
def test_a_short_page_without_the_structure_of_a_story_is_refused(title: str, inner: str, head: str) -> None:
    with pytest.raises(UnreadableError):
        read(inner, title, head)


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("Road shut at Vell", "<h1>Road shut at Vell</h1><p>The road from Orrin to Vell is shut until Friday, the county said.</p>"),
        ("Road shut - Orrin Post", "<p>The road from Orrin to Vell is shut until Friday, the county said on Tuesday.</p>"),
        ("Straße gesperrt", "<h1>Straße nach Vell gesperrt</h1><p>Die Straße von Orrin nach Vell bleibt bis Freitag gesperrt, teilte der Kreis mit.</p>"),
        ("Body not found in lake", "<h1>Body not found in lake</h1><p>Divers searched the lake at Vell for a second day and found no body, police said.</p>"),
        ("Vaccine no longer available", "<h1>Vaccine no longer available</h1><p>The vaccine is no longer available at Orrin, the clinic said on Monday.</p>"),
        ("403 jobs go at mill", "<h1>403 jobs go at mill</h1><p>The mill at Orrin will cut 403 jobs by the summer, its owner said on Monday.</p>"),
        ("Weir.example opens mill", "<h1>Weir.example opens mill at Orrin</h1><p>The shop Weir.example opened a mill at Orrin on Monday with 40 workers.</p>"),
        ("Blaze destroys mill", "<h1>Blaze destroys mill</h1><p>A fire at Orrin left nothing but walls on Monday night, the fire service said.</p>"),
    ],
)  # fmt: skip
def test_a_short_story_with_a_headline_of_its_own_is_read(title: str, inner: str) -> None:
    assert read(inner, title, SITE)[0]
