"""Hostile text for hypothesis: long digits, dates, quotations, brackets, mixed scripts; and the invariants to check."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from compare.comparison import codec
from compare.comparison.build import build
from compare.divergence import diverge_with_reader
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.model.reader_scores import KINDS, MARKED, CellReading, TokenMarks
from compare.text.passages import split
from tests.fakes import FakeEmbedder
from web.views.comparison.page import comparison_context

NUMBERS = [
    "1" + "0" * 308, "1" * 400, "0." + "0" * 400 + "1", "1e400", "0", "3.5", "1,000", "12,", "1,2,3", "٣٤", "१०", "²", "½",
    "five", "hundred thousand million", "half a", "a dozen", "two-thirds", "21st", "9" * 30 + "th", "$5bn", "%", "per cent",
    "between 5 and 3", "40-60", "52 to 48", "3–1", "at least", "more than", "minus 40 degrees Celsius", "million " * 60,
]  # fmt: skip
DATES = [
    "last Monday", "next Friday", "yesterday", "tomorrow", "in April", "April 31, 2021", "29 February 2021", "in 1800",
    "31 December 2100", "in December", "midnight", "10:30", "25:99", "7 a.m.", "24:00", "00:00 GMT", "1" * 5000 + ":30 p.m.",
]  # fmt: skip
WORDS = [
    "the", "mayor", "said", "killed", "injured", "people", "according to", "police", "not", "never", "denied", "“", "”", '"', "'",
    "‘", "’", "``", "''", "(", ")", "[", "]", "…", "—", "-", ".", ",", "!", "?", ":", "Dr.", "U.S.", "J.", "[sic]", "Ravno", "quake", "J\xa0.", "Z\u3000.",
    "he", "they", "toll", "rose to", "km", "tonnes", "reportedly", "militant", "x" * 200, "ß", "İ", "ﬁ", "\u200b", "\u202e", "e\u0301",
    "\U0001f600", "\x85", "\x1c", "\u2028", "\xa0", "&", "<b>", "{{7*7}}", "%s", "地震", "她说：", "。", "Землетрясение", "زلزال",
    "© 2026", "By Ann Lee, Reuters", "Read more", "© ", "\n", "\n\n",
]  # fmt: skip
PUBLISHED = [
    None,
    "2026-03-04",
    "2026-03-04T09:30:00Z",
    "0001-01-01",
    "0001-01-02T00:00:00+14:00",
    "9999-12-31",
    "9999-12-31T23:59:59-12:00",
]

parts = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(DATES),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.text(max_size=8),
)
sentences = st.builds(str.join, st.sampled_from([" ", " ", " ", "", "\xa0"]), st.lists(parts, min_size=3, max_size=25))
texts = st.lists(sentences, min_size=1, max_size=6).map(". ".join)


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    """Two or three articles that share most of their text, as reports of one event do."""
    shared = draw(st.lists(sentences, min_size=1, max_size=4))
    found = []
    for outlet in "ABC"[: draw(st.integers(2, 3))]:
        own = [each if draw(st.booleans()) else f"{each} {draw(parts)}" for each in shared]
        published = draw(st.sampled_from(PUBLISHED))
        joined = draw(st.sampled_from([". ", ".\n", "” ", "?\n\n"])).join([*own, draw(sentences)])
        text = f"{joined} End of {outlet}."
        text = text.encode("utf-8", "replace").decode()
        when = Moment.parse(published) if published else None
        found.append(
            Article(Outlet(outlet), shared[0].encode("utf-8", "replace").decode()[:1000], text, None, "en", when)
        )
    return found


def reading_of(first: str, second: str) -> CellReading:
    """Scores of a reader that finds every kind, and marks every second token of both passages."""
    return CellReading(np.ones(2, np.float32), np.ones(len(KINDS) + 1, np.float32), (_marks(first), _marks(second)))


def _marks(text: str) -> TokenMarks:
    offsets = np.array([(at, at + 2) for at in range(0, len(text) - 1, 3)], np.int64).reshape(-1, 2)
    return TokenMarks(offsets, np.tile(np.arange(len(offsets))[:, None] % 2, len(MARKED)).astype(np.float32))


def check(given: list[Article]) -> None:
    """Compare the articles, with and without reader scores: nothing may fail, and stored results must be read back
    unchanged.

    Passages and spans must be slices of their texts, and the data of pages must be computable from the comparison.
    """
    embedder, embedded = FakeEmbedder(), []
    for each in given:
        passages = tuple(split(each))
        assert all(each.text[one.start : one.end] == one.text for one in passages)
        vectors = embedder.encode([one.text for one in passages]).reshape(-1, embedder.dimension)
        embedded.append(EmbeddedArticle(each, passages, vectors))
    comparison = build(embedded, None, 0.0)
    assert comparison.failures == (), comparison.failures
    held = {each.article.id: each for each in embedded}
    for match in comparison.matches:
        sides = held[match.a.article_id], held[match.b.article_id]
        for found in diverge_with_reader(match, reading_of(match.a.text, match.b.text), *sides):
            assert all(span.text == held[match.a.article_id].article.text[span.start : span.end] for span in found.a)
    comparison_context(comparison)
    again = codec.load(
        codec.dump(comparison, "m"), comparison.articles, [comparison.passages[each.id] for each in given]
    )
    assert again == comparison
