"""The identity of an article: the URL alone does not decide."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unicodedata import normalize

import pytest

from compare.duplicates.urls import addresses_of_page, normalized, page_key
from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Filter
from compare.services.service import Parallax
from indexes.ingest.decode.url import is_web

TEXTS = {
    "Library roof leaks": "Rain came through the roof of the Tolm town library on Sunday and soaked about 300 old maps of the Café Lind. Staff carried the rest to a dry cellar before noon. The town said repairs would cost 80,000 crowns.",
    "Bus drivers walk out": "Bus drivers in Aske began a two-day strike over night shifts on Tuesday morning. Their union wants an extra 15 minutes of rest. The operator called the demand unaffordable and hired coaches.",
    "Otters back in the Lind": "Biologists have filmed otters in the river Lind for the first time in forty years. A camera trap caught a pair with cubs near the old mill. Anglers fear for the trout.",
}


def page(title: str, url: str | None = "https://tolm.example/", **more: object) -> Article:
    return replace(Article(Outlet("Tolm Post"), title, TEXTS.get(title, ""), url=url), **more)


def test_different_pages_with_one_canonical_address_are_different_articles(service: Parallax) -> None:
    report = service.add([page(each) for each in TEXTS])
    assert (report.added, report.revised) == (3, 0)
    again = service.add([page(each) for each in reversed(TEXTS)])
    assert (again.added, again.revised, again.known) == (0, 0, 3)


def test_an_edited_article_at_a_shared_address_is_its_own_revision(service: Parallax) -> None:
    service.add([page(each) for each in TEXTS])
    text = TEXTS["Otters back in the Lind"].replace("a pair with cubs", "a pair with three cubs")
    edited = page("Otters are back in the Lind", text=text)
    report = service.add([edited])
    assert (report.added, report.revised) == (0, 1)


def test_bulletins_with_one_title_and_address_are_distinguished_by_day_and_text(service: Parallax) -> None:
    days = [Moment.parse(f"2026-03-0{day}") for day in (1, 2, 3)]
    bulletins = [
        replace(page(title), title="Morning briefing", published=day) for title, day in zip(TEXTS, days, strict=True)
    ]
    assert service.add(bulletins).added == 3


def test_a_rewritten_text_under_the_same_headline_is_a_revision(service: Parallax) -> None:
    first, second, _ = TEXTS.values()
    service.add([page("Live: strike", "https://tolm.example/live", text=first)])
    assert service.add([page("Live: strike", "https://tolm.example/live", text=second)]).revised == 1


ONE_PAGE = [
    "http://tolm.example/news/roof",
    "https://tolm.example/news/roof",
    "https://TOLM.example:443/news/roof",
    "http://tolm.example:80/news/roof",
    "https://tolm.example/news/roof?",
    "https://tolm.example/news/r%6Fof",
    "https://tolm.example/news/./roof",
    "https://tolm.example/news/roof#comments",
    "https://tolm.example/news/roof/",
    "https://www.tolm.example/news/roof",
    "https://m.tolm.example/news/roof",
    "https://mobile.tolm.example/news/roof",
    "https://amp.tolm.example/news/roof",
    "https://tolm.example/amp/news/roof",
    "https://tolm.example/news/roof/amp",
    "https://tolm.example/news/roof/amp/",
    "https://tolm.example/news/roof.amp",
    "https://tolm.example/news/roof?outputType=amp",
    "https://tolm.example/news/roof?output=amp",
    "https://tolm.example/news/roof?amp",
    "https://tolm.example/news/roof?utm_source=mail&utm_medium=x",
    "https://tolm.example/news/roof?fbclid=1",
]


def test_one_page_at_many_addresses_is_one_article(service: Parallax) -> None:
    pages = [page("Library roof leaks", url) for url in ONE_PAGE]
    assert service.add(pages).added == 1
    for each in pages:
        report = service.add([each])
        assert (report.added, report.revised) == (0, 0)


@pytest.mark.parametrize(
    "address",
    [
        "https://tolm.example/a/story?ref=rss", "https://tolm.example/a/story?source=newsletter", "https://tolm.example/a/story?print=1",
        "https://tolm.example/a/story?view=print", "https://tolm.example/a/story/print", "https://tolm.example/a/story;jsessionid=4AF2",
        "https://tolm-example.cdn.ampproject.org/c/s/tolm.example/a/story?amp_js_v=0.1&usqp=mq331",
        "https://tolm-example.cdn.ampproject.org/v/tolm.example/a/story", "https://www.google.com/amp/s/tolm.example/a/story",
        "https://www.google.co.uk/amp/s/amp.tolm.example/a/story", "https://www.bing.com/amp/s/tolm.example/a/story",
        "https://www.google.com/url?rct=j&sa=t&url=https://tolm.example/a/story&ct=ga",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Ftolm.example%2Fa%2Fstory&h=AT0",
    ],
)  # fmt: skip
def test_referrers_and_copy_locations_are_not_part_of_a_page_key(address: str) -> None:
    plain = "https://tolm.example/a/story"
    assert page_key(address) == page_key(plain)
    assert normalized(address) in addresses_of_page(plain)


@pytest.mark.parametrize(
    "address",
    [
        "https://tolm.example/a?ref=12345", "https://www.google.com/url?q=about:blank", "https://www.google.com/amp/s/",
        "https://www.google.com/url?" + "&".join(["url=https://tolm.example/a"] * 200), "https://tolm.example/print",
    ],
)  # fmt: skip
def test_addresses_that_only_resemble_tracking_or_copies_are_unchanged(address: str) -> None:
    assert normalized(address) == address


@pytest.mark.parametrize("first", ONE_PAGE)
def test_a_page_is_found_by_any_of_its_addresses(first: str) -> None:
    assert {page_key(each) for each in ONE_PAGE} == {page_key(first)}
    assert {normalized(each) for each in ONE_PAGE} <= set(addresses_of_page(normalized(first)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://tolm.example/a?id=1", "https://tolm.example/a?id=2"),
        ("https://tolm.example/a", "https://tolm.example/A"),
        ("https://north.tolm.example/a", "https://tolm.example/a"),
        ("https://tolm.example:8443/a", "https://tolm.example/a"),
        ("https://tolm.example/#!/a", "https://tolm.example/#!/b"),
        ("https://tolm.example/#/a", "https://tolm.example/#/b"),
        ("https://tolm.example/x%2Fy", "https://tolm.example/x/y"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


def test_another_article_at_an_address_that_only_resembles_an_amp_url_is_kept(service: Parallax) -> None:
    shop, amplifier = (
        page("Library roof leaks", "https://tolm.example/gear"),
        page("Bus drivers walk out", "https://tolm.example/gear/amp"),
    )
    assert service.add([shop, amplifier]).added == 2


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace(". ", ".\n\n"),
        lambda text: text.replace("300 old", "300\u00a0old"),
        lambda text: text.replace("library", "li\u00adbrary"),
        lambda text: text + "\u200b",
        lambda text: "\ufeff" + text,
        lambda text: text.replace(" ", "  "),
        lambda text: normalize("NFD", text),
        lambda text: text + "\ufe0f",
    ],
)
def test_an_invisible_change_is_not_a_revision(service: Parallax, changed) -> None:
    old = page("Library roof leaks")
    service.add([old])
    report = service.add([replace(old, text=changed(old.text))])
    assert (report.added, report.revised, report.known) == (0, 0, 1)


def test_one_changed_number_is_a_revision(service: Parallax) -> None:
    old = page("Library roof leaks")
    service.add([old])
    assert service.add([replace(old, text=old.text.replace("300", "30"))]).revised == 1


def test_articles_read_from_the_catalogue_have_the_same_identity(service: Parallax) -> None:
    service.add([page(each) for each in TEXTS])
    held = service.articles(Filter(), 10)
    assert len({each.id for each in held}) == 3
    assert service.add(held).known == 3


@pytest.mark.parametrize(
    "address",
    [
        "https://tolm.example/news/roof?gclsrc=aw.ds", "https://tolm.example/news/roof?utm-source=x&emc=rss&partner=rss", "https://tolm.example/news/roof?__twitter_impression=true",
        "https://tolm.example/news/roof?amp;utm_source=x", "https://tolm.example/news/roof?s=09", "https://tolm.example/news/roof?PHPSESSID=4af2", "https://tolm.example/news/roof/index.html",
        "https://tolm.example/news//roof", "https://wap.tolm.example/news/roof", "https://www2.tolm.example/news/roof", "https://tolm.example/news/roof.amp.html", "https://tolm.example/news/roof?_amp=true",
        "https://tolm.example/news/roof?mobile=1", "https://reader:word@tolm.example/news/roof", "https://out.forum.example/t3_x?url=https%3A%2F%2Ftolm.example%2Fnews%2Froof&token=A",
        "https://news.search.example/apiclick.aspx?ref=F&url=https%3a%2f%2ftolm.example%2fnews%2froof&c=1", "https://board.example/away.php?to=https%3A%2F%2Ftolm.example%2Fnews%2Froof",
    ],
)  # fmt: skip
def test_tracking_parameters_of_apps_and_devices_are_not_part_of_a_page_key(address: str) -> None:
    assert page_key(address) == page_key("https://tolm.example/news/roof")


@pytest.mark.parametrize("name", ["usg", "ved", "sref"])
def test_a_parameter_with_a_common_name_may_identify_a_page(name: str) -> None:
    assert page_key(f"https://tolm.example/story?{name}=7") != page_key(f"https://tolm.example/story?{name}=8")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://tolm.example/a?id=2&page=3", "https://tolm.example/a?page=3&id=2"),
        ("https://tolm.example/a?id=2&page=3", "https://tolm.example/a?id=2&amp;page=3"),
        ("https://tolm.example/roof-(300-maps)", "https://tolm.example/roof-%28300-maps%29"),
        ("https://tolm.example/roof,2026", "https://tolm.example/roof%2C2026"),
        ("https://tolm.example/über", "https://tolm.example/u%CC%88ber"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ],
)
def test_parameter_order_and_percent_encoding_do_not_change_the_page_key(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)


UNKNOWN_MARKS = ["?sh=5a2b", "?_=1771", "?reload=1", "?visitor=88&v=2", ""]


@pytest.mark.parametrize("together", [True, False])
def test_irrelevant_url_parameters_do_not_make_another_article(service: Parallax, together: bool) -> None:
    pages = [page("Library roof leaks", f"https://tolm.example/news/roof{each}") for each in UNKNOWN_MARKS]
    batches = [pages] if together else [[each] for each in pages]
    assert sum(service.add(each).added for each in batches) == 1
    assert service.count()[0] == 1


def test_equal_notices_of_two_days_or_two_outlets_at_one_path_are_several_articles(service: Parallax) -> None:
    days = [Moment.parse("2026-03-01"), Moment.parse("2026-03-02")]
    notices = [
        page("Library roof leaks", f"https://tolm.example/notice?day={k}", published=each)
        for k, each in enumerate(days)
    ]
    other = page(
        "Library roof leaks", "https://aske.example/notice?day=0", outlet=Outlet("Aske Post"), published=days[0]
    )
    assert service.add([*notices, other]).added == 3


@pytest.mark.parametrize(
    "field",
    [
        {"outlet": Outlet("A\udce9")},
        {"title": "\ud800"},
        {"text": "\ud800"},
        {"url": "https://a.example/\ud800"},
        {"language": "\ud800"},
        {"metadata": {"\ud800": ""}},
        {"metadata": {"author": "\ud800"}},
        {"first_outlet": Outlet("\ud800")},
    ],
    ids=lambda field: next(iter(field)),
)
def test_no_field_of_an_article_has_lone_surrogates(field: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="lone surrogates"):
        Article(**{"outlet": Outlet("A"), "title": "T", "text": "Two spoke.", "url": "https://a.example/1"} | field)


@pytest.mark.parametrize(
    ("url", "is_kept"),
    [
        ("https://weir.example/" + "a" * 1_900, True),
        ("https://weir.example/" + "a" * 2_000, False),
        ("https://weir.example/" + "中" * 200, True),
        ("https://weir.example/" + "中" * 300, False),  # 2,700 bytes in the form that is stored
    ],
)
def test_an_address_is_as_long_as_its_encoded_form(url: str, is_kept: bool) -> None:
    assert is_web(url) is is_kept
