"""Pages that are no article: checks for people, error pages that are served as if they were found, empty shells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from compare.text.terms import content_stems
from compare.text.tokens import bag

_FEW_WORDS = 80
"""Words of a text that can be such a page (chosen: news in brief carries the mark-up of an article)."""
_MOSTLY_LINKS = 3
_FEWEST_LINKS = 10
_BORNE_OUT = 0.6
"""Share of a headline's words that a short text has, unless it is no story (chosen)."""
_TELLING = bag(
    "400 401 403 404 410 429 500 502 503 504 error fehler erreur ошибка found gefunden introuvable encontrada "
    "encontrado trovata trovato найдена denied forbidden unavailable expired removed deleted moment attention security "
    "verify verifying verification human robot captcha maintenance loading redirecting available exist exists existe "
    "verfügbar disponible"
)
_STATUS = _TELLING | bag(
    "not nicht page seite página pagina страница oops sorry hoppla access gone just one please wait required check "
    "checking bot browser connection redirect a the is are you this we your no non ne не die wurde article story "
    "content item longer has been does doesn t cannot can could be that artikel dieser diese ist mehr cet cette n est "
    "plus la le el ya este esta artículo pas"
)
"""Words of which alone the headings of error pages and checks are made; each heading has one of those that tell."""
_PARTS = re.compile(r"\s+[|–—·»:-]\s+")
_WORD = re.compile(r"\w+")
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}/?", re.IGNORECASE)
_CHALLENGE = "captcha", "challenge-platform", "turnstile"
_TOLD_BY = ("published", "author", "modified")


def why_no_article(tree: Any, facts: Mapping[str, Any], text: str) -> str:
    """Why a page is no article, in words; "" if it may be one. A page that marks itself as an article always may.

    Structure tells more than words: of those, only what a heading consists of counts.
    """
    linked, shown = _words_in_links(tree)
    words = min(len(text.split()), shown - linked)
    if words >= _FEW_WORDS or facts.get("is_marked") or any(facts.get(name) for name in _TOLD_BY):
        return ""
    if _is_status(tree):
        return "this page says that it is none: a check whether you are a person, or an error page."
    if _is_marked(tree):
        return ""
    if _asks_for_something(tree):
        return "this page shows little text, and asks for a password or whether you are a person."
    if _is_hidden_from_search(tree):
        return "this page shows little text, no mark-up of an article, and keeps out of search: an error page, perhaps."
    if linked > _MOSTLY_LINKS * words:
        return "this page shows links and too little text for an article."
    if _has_no_headline(tree, facts, text):
        return "this page shows little text, and no headline of its own: an error page, perhaps."
    return ""


def _is_status(tree: Any) -> bool:
    """True if a part of the title, or a main heading, is made of words of error pages and checks alone."""
    headings = [" ".join(" ".join(each.itertext()).split()) for each in tree.iter("title", "h1", "h2")]
    for part in (part for heading in headings for part in _PARTS.split(heading)):
        words = _WORD.findall(part.casefold())
        if words and _STATUS.issuperset(words) and not _TELLING.isdisjoint(words):
            return True
    return False


def _has_no_headline(tree: Any, facts: Mapping[str, Any], text: str) -> bool:
    """True if the title is that of the site, or another than the heading, and the text bears out neither."""
    title = " ".join(" ".join(each.itertext()) for each in tree.iter("title"))
    headings = [" ".join(each.itertext()) for each in tree.iter("h1", "h2")]
    if _HOST.fullmatch(title.strip()) and not any(_is_borne_out(each, text) for each in headings):
        return True
    names = [*tree.xpath("//meta[@property='og:site_name']/@content"), str(facts.get("outlet") or "")]
    site = set(content_stems(" ".join(names)))
    own = set(content_stems(title)) - site
    is_of_site = len(own) <= 1
    differs = bool(headings) and own.isdisjoint(content_stems(" ".join(headings)))
    return (is_of_site or differs) and not any(_is_borne_out(each, text) for each in [*headings, " ".join(own)])


def _is_borne_out(heading: str, text: str) -> bool:
    stems = set(content_stems(heading))
    return len(stems) > 1 and len(stems & set(content_stems(text))) >= _BORNE_OUT * len(stems)


def _asks_for_something(tree: Any) -> bool:
    """True for a form with a password, and for what the services that check for people put into a page."""
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
    """True for the mark-up of articles; some sites put it on all of their pages."""
    return next(tree.iter("article"), None) is not None or bool(
        tree.xpath("boolean(//meta[@property='og:type' and @content='article'])")
    )


def _is_hidden_from_search(tree: Any) -> bool:
    robots = tree.xpath("//meta[translate(@name, 'ROBTS', 'robts')='robots']/@content")
    return any("noindex" in each.lower() for each in robots)
