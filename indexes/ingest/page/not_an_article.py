"""Pages that are not articles: CAPTCHAs, error pages with status 200, and empty pages."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import islice, pairwise
from typing import Any

from compare.text.terms import content_stems
from compare.text.tokens import bag
from indexes.ingest.page.markup import letters_of
from indexes.ingest.page.metadata import PageFacts

_FEW_WORDS = 80
"""Maximum number of words of a text on such a page (set by hand: news in brief has the markup of an article)."""
_MOSTLY_LINKS = 3
_FEWEST_LINKS = 10
_FEWEST_TEASERS, _LONGEST_TEASER, _HEADLINE = 5, 60, 4
"""Minimum number of teasers of a listing, and their maximum number of words; minimum number of words of the headline
(set by hand).
"""
_MOST_TEASERS = 300
_MOSTLY_TEASERS = 0.8
_BORNE_OUT = 0.6
"""Minimum share of a headline's words that the text of a short story contains (set by hand)."""
_TELLING = bag(
    "400 401 403 404 410 429 500 502 503 504 error fehler erreur ошибка found gefunden introuvable encontrada "
    "encontrado trovata trovato найдена denied forbidden unavailable expired removed deleted moment attention security "
    "verify verifying verification human robot captcha maintenance loading redirecting available exist exists existe "
    "verfügbar disponible instant requests bot database 451 outdated unsupported region"
)
_STATUS = _TELLING | bag(
    "not nicht page seite página pagina страница oops sorry hoppla access gone just one please wait required check "
    "checking bot browser connection redirect a the is are you this we your no non ne не die wurde article story "
    "content item longer has been does doesn t cannot can could be that artikel dieser diese ist mehr cet cette n est "
    "plus la le el ya este esta artículo pas nur einen un too many making sure re out of date due to legal reasons in "
    "your country location supported establishing connection"
)
"""Words that make up the headings of error pages and CAPTCHAs; each such heading contains one of the specific ones."""
_PARTS = re.compile(r"\s+[|–—·»:-]\s+")
_WORD = re.compile(r"\w+")
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}/?", re.IGNORECASE)
_NAMED_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}\b")
_LISTING = "Index of /"
"""The beginning of the heading of a directory listing."""
_CASELESS = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts without capitals, in which names cannot be recognised."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
_NAME = re.compile(r"(?<=[^.!?:…\s])[ (“\"'’«„-]+[^\W\d_a-z][\w’'-]*")
"""A capital inside a sentence."""
_CHALLENGE = "captcha", "challenge-platform", "turnstile"


def why_no_article(tree: Any, facts: PageFacts, text: str) -> str:
    """Why a page is not an article, for users; "" if it may be one. A page that marks itself as an article always may.

    Structure is more reliable than words, so only words in headings are used.
    """
    linked, shown = _words_in_links(tree)
    words = min(len(text.split()), shown - linked)
    if words >= _FEW_WORDS or facts.is_marked or facts.is_told:
        return ""
    if _is_status(tree):
        return "this page is a CAPTCHA or an error page."
    if _is_marked(tree):
        return ""
    if _asks_for_something(tree):
        return "this page has little text, and a password form or a CAPTCHA."
    if _is_hidden_from_search(tree):
        return "this page has little text, no article markup, and is hidden from search: probably an error page."
    if linked > _MOSTLY_LINKS * words:
        return "this page has many links and too little text for an article."
    if _names_nothing(tree, facts.outlet, text):
        return "this page has little text, which contains no names: probably an error page."
    if _has_no_headline(tree, facts.outlet, text):
        return "this page has little text, and no headline of its own: probably an error page."
    return ""


def teasers_of(tree: Any) -> list[str]:
    """The letters of the articles and list items of a page that consist only of a linked headline and a few words."""
    found = []
    for each in islice(tree.iter("article", "li"), _MOST_TEASERS):
        text = " ".join(each.itertext())
        is_short = len(text.split()) <= _LONGEST_TEASER
        if is_short and any(len(" ".join(link.itertext()).split()) >= _HEADLINE for link in each.iter("a")):
            found.append(letters_of(text))
    return found


def is_listing(teasers: Sequence[str], facts: PageFacts, text: str) -> bool:
    """Whether nearly all of a text is in the teasers of its page: a section, a search, a list of stories by one author.

    A page that marks itself as an article, or has a date or an author, is not a listing.
    """
    if len(teasers) < _FEWEST_TEASERS or facts.is_marked or facts.is_told:
        return False
    joined, lines = " ".join(teasers), [line for line in text.split("\n") if line.strip()]
    listed = sum(len(line.split()) for line in lines if letters_of(line) in joined)
    return listed >= _MOSTLY_TEASERS * len(text.split())


def _is_status(tree: Any) -> bool:
    """True if a part of the title, or a main heading, consists only of words of error pages and CAPTCHAs."""
    headings = [" ".join(" ".join(each.itertext()).split()) for each in tree.iter("title", "h1", "h2")]
    if any(_HOST.fullmatch(" ".join(each.itertext()).strip()) for each in tree.iter("h1")):
        return True
    if any(each.startswith(_LISTING) for each in headings):
        return True
    for part in (part for heading in headings for part in _PARTS.split(heading)):
        words = _WORD.findall(part.casefold())
        if words and _STATUS.issuperset(words) and not _TELLING.isdisjoint(words):
            return True
    return False


def _names_nothing(tree: Any, outlet: str, text: str) -> bool:
    """True for a text without a name (other than that of the site), a figure or a day."""
    is_of_host = any(_NAMED_HOST.match(" ".join(each.itertext()).strip()) for each in tree.iter("h1"))
    if _CASELESS.search(text) or (not is_of_host and any(each.isdecimal() for each in text)):
        return False  # "weir.example is for sale" gives prices
    site = " ".join([*(" ".join(each.itertext()) for each in tree.iter("title")), outlet])
    known = {word.casefold() for word in _WORD.findall(site)} | {"i"}
    names = [word for found in _NAME.findall(text) for word in _WORD.findall(found) if word[0].isupper()]
    return all(name.casefold() in known for name in names)


def _has_no_headline(tree: Any, outlet: str, text: str) -> bool:
    """True if the title is that of the site, or differs from the heading, and shares no words with the text."""
    title = " ".join(" ".join(each.itertext()) for each in tree.iter("title"))
    headings = [_stems(" ".join(each.itertext())) for each in tree.iter("h1", "h2")]
    told = _stems(text)
    if _HOST.fullmatch(title.strip()) and not any(_is_borne_out(each, told) for each in headings):
        return True
    names = [*tree.xpath("//meta[@property='og:site_name']/@content"), outlet]
    own = _stems(title) - _stems(" ".join(names))
    is_of_site = len(own) <= 1 or bool(_UNSPACED.search(title))  # in such scripts, pairs of letters may match by chance
    differs = bool(headings) and own.isdisjoint(set[str]().union(*headings))
    return (is_of_site or differs) and not any(_is_borne_out(each, told) for each in [*headings, own])


def _is_borne_out(heading: Set[str], told: Set[str]) -> bool:
    return len(heading) > 1 and len(heading & told) >= _BORNE_OUT * len(heading)


def _stems(text: str) -> set[str]:
    """The stems of a text; letter bigrams in scripts without spaces between words."""
    if not _UNSPACED.search(text):
        return set(content_stems(text))
    return {one + other for one, other in pairwise(text) if (one + other).isalpha()}


def _asks_for_something(tree: Any) -> bool:
    """True for a password form, and for elements of CAPTCHA services."""
    if tree.xpath("boolean(//input[@type='password'])"):
        return True
    sources = tree.xpath("//script/@src | //iframe/@src | //form/@action | //div/@id | //div/@class")
    return any(mark in source.lower() for source in sources for mark in _CHALLENGE)


def _words_in_links(tree: Any) -> tuple[int, int]:
    """The words of a page's links, if they are many, and all its words."""
    links = [len(" ".join(each.itertext()).split()) for each in tree.iter("a")]
    shown = sum(len(" ".join(each.itertext()).split()) for each in tree.iter("body"))
    return (sum(links) if len(links) >= _FEWEST_LINKS else 0), shown


def _is_marked(tree: Any) -> bool:
    """True for article markup; some sites have it on all of their pages."""
    return next(tree.iter("article"), None) is not None or bool(
        tree.xpath("boolean(//meta[@property='og:type' and @content='article'])")
    )


def _is_hidden_from_search(tree: Any) -> bool:
    robots = tree.xpath("//meta[translate(@name, 'ROBTS', 'robts')='robots']/@content")
    return any("noindex" in each.lower() for each in robots)
