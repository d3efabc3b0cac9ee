"""Saved pages: the main text by trafilatura, and the metadata of the page."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import replace
from typing import Any

from compare.errors import InputError, TooLargeError, UnreadableError
from compare.model.article import Article
from compare.text.cleaning.consent_walls import is_consent_wall
from compare.text.cleaning.furniture import is_furniture
from compare.text.cleaning.truncation import CUT, breaks_off
from indexes.ingest.article_of import Defaults, article_of
from indexes.ingest.deadline import within
from indexes.ingest.decode.dates import is_usable, moment_of
from indexes.ingest.decode.encodings import decode_markup
from indexes.ingest.decode.url import host_of
from indexes.ingest.page.data_tables import write_rows
from indexes.ingest.page.main_story import is_of_another_story, remove_further_stories, stories_of_no_title
from indexes.ingest.page.markup import letters_of, text_of, without_controls
from indexes.ingest.page.metadata import PageFacts, facts_of_page
from indexes.ingest.page.nested_stories import remove_nested_stories, sections_apart
from indexes.ingest.page.not_an_article import is_listing, teasers_of, why_no_article
from indexes.ingest.page.rendering import is_sentence, merge_crowded, render_inline
from indexes.ingest.page.tag_scan import check_attributes
from indexes.ingest.page.unread_parts import paragraphs_of, unread
from indexes.ingest.release import check_release

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # we report missing text ourselves
logging.getLogger("htmldate").addHandler(logging.NullHandler())

MAX_ELEMENTS = 30_000
"""Maximum number of elements of a page: news pages have up to 10,000, and the running time of trafilatura is quadratic.
"""

PAGE_S = 60.0
"""Seconds within which a page must be read: most take a tenth of a second, those with the most elements several
seconds.
"""

_WHOLE = 0.9
"""Share of the declared number of words from which the text is complete, despite a paywall (set by hand)."""
_BY_LINE_WORDS = 15
"""Maximum number of words of a line that states when a page was published (set by hand)."""
_BESIDE = (
    "//aside | //nav | //*[@itemprop='comment'] | //*[contains(concat(' ', @class, ' ', @id, ' '), ' comment')]"
    " | //*[contains(concat(' ', @class, ' ', @id, ' '), ' related')]"
)
"""Parts of a page whose dates belong to comments and other stories."""
_DAY_IN_DIGITS = re.compile(r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1\d{4}(?![\d/-])")
_FEWEST_WORDS = 100
_ANOTHER = "the text of this page shares no word with its headline, and may belong to another story."
_FURTHER = "this page contains other stories, which were not read: “{}”."
_SEVERAL = "this page contains several stories, and its title belongs to none of them: “{}”."
_APART = "a part of this page shares no name with the rest and may be another story: “{}”."
_UNREAD = "paragraphs of this page that may belong to its article were not read: “{}”."
_MUCH_LONGER = 2
"""The factor by which another reading of a page must be longer than the most precise one to be used instead (set by
hand).
"""


def read_html(data: bytes, name: str, defaults: Defaults) -> tuple[Article, list[str]]:
    """The article of a saved page, and how it was read if that differs from what it declares. Raises UnreadableError if
    the page has no article text, TooLargeError if it is too large.
    """
    try:
        return read_page(data, defaults)
    except UnreadableError as error:
        raise UnreadableError(f"{error} ({name})") from None


def read_page(
    data: bytes, defaults: Defaults, charset: str | None = None, seconds: float | None = None
) -> tuple[Article, list[str]]:
    """As `parse_page`, in another process; also raises UnreadableError if it takes longer than `seconds` (PAGE_S)."""
    return within(PAGE_S if seconds is None else seconds, parse_page, data, defaults, charset)


def parse_page(data: bytes, defaults: Defaults, charset: str | None = None) -> tuple[Article, list[str]]:
    """The article of a page, with an optional `charset` from its server, and how it was read if that differs from what
    it declares. Raises UnreadableError if there is no article text, TooLargeError if it is too long.
    """
    decoded = decode_markup(data, charset)
    check_attributes(decoded.text)
    problems = [decoded.problem] if decoded.problem else []
    try:
        row, doubts = _row(without_controls(decoded.text), defaults.url)
    except InputError:
        raise
    except Exception as error:  # the libraries have no common base class for their errors on hostile pages
        raise UnreadableError(f"this page cannot be read ({type(error).__name__}).") from None
    article, unread = article_of(row, defaults)
    problems += [*doubts, *unread]
    if article.published and article.modified and not article.published.before(article.modified):
        article = replace(article, modified=None)  # publishing systems write the publication time into both
    return article, problems


def _row(page: str, url: str | None) -> tuple[dict[str, str], list[str]]:
    """The named values of a page's article, for `article_of`, and what is doubtful about its text."""
    tree = _load(page)
    whole = _copied(tree)  # the tree loses everything outside the article
    facts = facts_of_page(tree, url)
    check_release(facts.release)
    further = remove_further_stories(tree, facts.title) + remove_nested_stories(tree, facts.title)
    several = stories_of_no_title(tree, facts.title)
    apart = [] if several else sections_apart(tree, facts.title)
    headings = {facts.title, *(each.text_content() for each in tree.iter("h1"))}
    published = facts.published or _date(_copied(whole), facts.url, whole.getroottree().getroot().get("lang") or "")
    paragraphs, teasers = paragraphs_of(tree), teasers_of(tree)
    text = _main_text(tree, whole, facts)
    if not text:
        raise UnreadableError("no article was found in this page.")
    news = _news(text, headings)
    if is_consent_wall(news):
        raise UnreadableError("this page shows a consent or captcha form instead of an article.")
    if reason := why_no_article(tree, facts, news):
        raise UnreadableError(reason)
    if is_listing(teasers, facts, news):
        raise UnreadableError("this page lists other pages; give their URLs instead.")
    missing = unread(paragraphs, facts.title, text)
    doubts = (_FURTHER, further), (_SEVERAL, several), (_APART, apart), (_UNREAD, missing)
    problems = [said.format("”, “".join(each[:60] for each in found[:3])) for said, found in doubts if found]
    if is_of_another_story(tree, facts.title, news):
        problems.append(_ANOTHER)
    is_cut = _goes_on(text, news) or (facts.is_locked and not _is_whole(text, facts.words))
    row = {
        "title": facts.title,
        "outlet": facts.outlet,
        "url": facts.url,
        "published": published,
        "modified": facts.modified,
        "language": facts.language,
        "author": facts.authors,
        "text": news,
        CUT: "yes" if is_cut else "",
    }
    return {name: value for name, value in row.items() if value}, problems


def _load(page: str) -> Any:
    """The elements of a page, with inline elements rendered. Raises UnreadableError, TooLargeError."""
    from trafilatura import load_html  # takes half a second to import, and only pages need it

    tree = load_html(page)
    if tree is None:
        raise UnreadableError("this is not an HTML page.")
    if (elements := sum(1 for _ in tree.iter())) > MAX_ELEMENTS:
        raise TooLargeError(f"this page has {elements:,} elements; a page can have at most {MAX_ELEMENTS:,}.")
    _open_frames(tree)
    render_inline(tree)
    write_rows(tree)
    return tree


def _copied(tree: Any) -> Any:
    """A copy of the elements of a page in a new document: faster than parsing the page again."""
    document = tree.getroottree()
    root = deepcopy(document.getroot())
    return root if document.getroot() is tree else root.xpath(document.getpath(tree))[0]


def _open_frames(tree: Any) -> None:
    """Replace layout tables by divisions: their cells contain several paragraphs."""
    for table in list(tree.iter("table")):
        if table.xpath("boolean((. | tbody)/tr/td[count(.//p) > 1])"):
            for each in [table, *table.xpath("tbody | (. | tbody)/tr | (. | tbody)/tr/td")]:
                each.tag = "div"


def _main_text(tree: Any, whole: Any, facts: PageFacts) -> str:
    """The main text of a page: the declared text, if that is much longer than the extracted one."""
    text = _found_text(tree, whole, facts.title)
    if isinstance(facts.body, str) and len(facts.body) > _MUCH_LONGER * len(text):
        return text_of(facts.body)
    return text


def _found_text(tree: Any, whole: Any, title: str) -> str:
    """The text of `tree`, favouring precision; if that drops most of its paragraphs, that of `whole`, favouring recall.

    `whole` is the page with all its stories. Both are changed.
    """
    shown = sum(len(each.text_content()) for each in tree.iter("p"))
    text = _extract(tree, precise=True)
    if _MUCH_LONGER * len(text) >= shown and text:
        return text
    remove_further_stories(whole, title)
    remove_nested_stories(whole, title)
    more = _extract(whole, precise=False)
    return more if len(more) > _MUCH_LONGER * len(text) else text


def _extract(tree: Any, *, precise: bool) -> str:
    """The text found by trafilatura; "" if there is none.

    On the 91 pages of the evaluation data, precision gives F1 .961 of 4-word shingles, the default .958; with recall
    where precision finds much less than there is, it is .972.
    """
    from trafilatura import bare_extraction

    merge_crowded(tree)
    found = bare_extraction(
        tree,
        include_comments=False,
        include_tables=False,
        favor_precision=precise,
        favor_recall=not precise,
    )
    return (found.text or "").strip() if found is not None else ""


def _date(tree: Any, url: str, language: str) -> str:
    """The day in a page's markup, short lines or URL, unless it is that of a comment, of another story, or of an event
    in the text.

    These parts are removed from `tree`. Days and months in digits are read in the order of the `language` and the site.
    """
    from htmldate import find_date

    for each in tree.xpath(_BESIDE):
        if each.getparent() is not None:
            each.drop_tree()
    for each in tree.xpath("//meta[@content] | //time[@datetime]"):
        said = each.get("content") or each.get("datetime")
        if said and not is_usable(said):
            each.attrib.clear()
    for paragraph in list(tree.iter("p")):
        text = paragraph.text_content()
        if len(text.split()) > _BY_LINE_WORDS or is_sentence(text):
            paragraph.clear(keep_tail=True)
    _write_days(tree, language, host_of(url))
    return find_date(tree, url=url or None, original_date=True, extensive_search=False) or ""


def _write_days(tree: Any, language: str, host: str) -> None:
    """Convert numeric dates ("3/4/2026") to ISO 8601, and remove those whose order of day and month is uncertain."""

    def day(found: re.Match[str]) -> str:
        moment = moment_of(found.group(), language, host)
        return moment.isoformat() if moment else ""

    for each in tree.iter():
        if each.tag in {"script", "style"} or not isinstance(each.tag, str):
            continue
        each.text, each.tail = (text and _DAY_IN_DIGITS.sub(day, text) for text in (each.text, each.tail))
        for name in {"content", "datetime"}.intersection(each.attrib):
            each.set(name, _DAY_IN_DIGITS.sub(day, each.get(name)))


def _goes_on(text: str, news: str) -> bool:
    """Whether the text breaks off or is followed by an invitation to read on; other notices may end with dots."""
    return breaks_off(news) or (breaks_off(text) and not text.endswith(("…", "...")))


def _is_whole(text: str, words: Any) -> bool:
    """True if the text has as many words as the page declares."""
    declared = int(words) if str(words).isdecimal() and len(str(words)) < 9 else 0
    return declared >= _FEWEST_WORDS and len(text.split()) >= _WHOLE * declared


def _news(text: str, headings: set[str]) -> str:
    """The text without the headline and furniture lines; all of it if nothing else remains."""
    first, _, rest = text.partition("\n")
    if letters_of(first) in map(letters_of, headings):
        text = rest or text
    return "\n".join(line for line in text.split("\n") if not is_furniture(line)) or text
