"""The contract of search: other words, exact words, filters, and no results if nothing is close."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.model.passage import Passage
from compare.ports import Candidate, Embedder, Filter, FoundByWords, Hit
from indexes.search import CLOSE, LONGEST_QUERY, Searcher, SearchQuery, coverage, floor, parse
from indexes.search.hybrid import _AnalysedQuery, _fits
from indexes.search.ranking import Scored, is_sentence
from indexes.search.spelling import distance, nearest
from indexes.storage.sql.catalogue import SqlCatalogue
from indexes.storage.sql.fulltext.postgresql_tables import fts5_terms
from indexes.storage.sql.fulltext.query_words import index_term
from indexes.vectors.live import LiveIndex
from tests.fakes import FakeEmbedder

ANYTHING = Filter()

STORIES = {
    ("gull", "2026-03-01"): [
        "Finance secretary Oriel Vantongeren signed the cobalt treaty in Marrowby on Friday.",
        "The accord gives Marrowby a share of the mines for thirty years.",
        "Opposition members walked out before the vote.",
    ],
    ("heron", "2026-03-02"): [
        "The culture minister stepped down on Tuesday after private messages reached the press.",
        "She denied that she had passed the documents on.",
        "A successor will be named within a week.",
    ],
    ("crow", "2026-03-03"): [
        "Heavy snow closed the mountain railway for a third day.",
        "Schools in the upper valley stay shut, the council said.",
    ],
}


def searcher(folder: Path, embedder: Embedder) -> Searcher:
    catalogue = SqlCatalogue(folder / "catalogue.sqlite")
    for (outlet, day), sentences in STORIES.items():
        store_article(catalogue, embedder, outlet, day, sentences)
    index = LiveIndex(folder / "vectors", catalogue, embedder.fingerprint, embedder.dimension)
    return Searcher(catalogue, index, embedder)


def store_article(catalogue: SqlCatalogue, embedder: Embedder, outlet: str, day: str, sentences: list[str]) -> None:
    article = Article(
        Outlet(outlet),
        f"From the {outlet}",
        " ".join(sentences),
        f"https://{outlet}.example",
        published=Moment.parse(day),
    )
    passages: list[Passage] = []
    for number, sentence in enumerate(sentences):
        start = article.text.index(sentence, passages[-1].end if passages else 0)
        passages.append(Passage(article.id, number, 0, start, start + len(sentence), sentence))
    with catalogue.transaction():
        catalogue.articles.add([(article, passages)])
        catalogue.vectors.put(embedder.fingerprint, sentences, embedder.encode(sentences))


@pytest.fixture
def words_only(tmp_path: Path) -> Searcher:
    """A searcher with a fake model, for which only texts with shared words are similar."""
    return searcher(tmp_path, FakeEmbedder())


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Searcher:
    return searcher(tmp_path_factory.mktemp("real"), embedder)


def texts(hits: list[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


def test_synonyms_find_the_passage(real: Searcher) -> None:
    hits = real.search("minister resigned over leak", ANYTHING, 3)
    assert texts(hits)[0] == STORIES["heron", "2026-03-02"][0]
    assert hits[0].cosine >= floor(8)
    assert not hits[0].exact


def test_closeness_distinguishes_the_same_statement_from_a_related_one(real: Searcher) -> None:
    found = {hit.passage.text: hit for hit in real.search("Snow shut the mountain railway for three days", ANYTHING, 9)}
    railway, schools = STORIES["crow", "2026-03-03"]
    assert found[railway].closeness == "close"
    assert found[railway].cosine >= CLOSE
    assert schools not in found or found[schools].closeness == "loose"


def test_an_unknown_name_is_found_by_its_spelling(real: Searcher) -> None:
    hits = real.search("Vantongeren", ANYTHING, 5)
    assert texts(hits)[:1] == STORIES["gull", "2026-03-01"][:1]
    assert hits[0].exact
    assert texts(real.search("Vantongeren's cobalt deal", ANYTHING, 1)) == STORIES["gull", "2026-03-01"][:1]


@pytest.mark.parametrize(
    "nonsense", ["qwx zzkrt plomf", "purple elephants dance on quantum toast", "the of and", "!!! ???", "\0"]
)
def test_a_nonsense_query_finds_nothing(real: Searcher, nonsense: str) -> None:
    assert real.search(nonsense, ANYTHING, 10) == []


def test_a_query_that_shares_one_word_by_chance_finds_nothing(real: Searcher) -> None:
    assert real.search("a sauce of anchovy, capers, parsley and mountain garlic", ANYTHING, 10) == []


def test_a_quoted_part_must_occur_verbatim(words_only: Searcher) -> None:
    assert texts(words_only.search('"third day" railway', ANYTHING, 9)) == [STORIES["crow", "2026-03-03"][0]]
    assert words_only.search('"day third"', ANYTHING, 9) == []


def test_filters_apply_to_semantic_and_full_text_search(words_only: Searcher) -> None:
    for query in ("minister stepped down", '"stepped down"'):
        assert words_only.search(query, ANYTHING, 9)
        assert words_only.search(query, Filter(outlets=("crow", "gull")), 9) == []
        assert words_only.search(query, Filter(since=Moment.parse("2026-03-03")), 9) == []
        found = words_only.search(query, Filter(outlets=("heron",), until=Moment.parse("2026-03-02")), 9)
        assert {hit.article.outlet.name for hit in found} == {"heron"}


def test_full_text_search_ignores_accents_and_case(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    subject = searcher(tmp_path, embedder)
    store_article(
        SqlCatalogue(tmp_path / "catalogue.sqlite"),
        embedder,
        "tern",
        "2026-03-04",
        ["A Café burned in Málaga harbour."],
    )
    (hit,) = subject.search("cafe MALAGA", ANYTHING, 3)
    assert hit.exact
    assert hit.article.outlet.name == "tern"


def test_hits_of_one_article_are_limited(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    subject = searcher(tmp_path, embedder)
    flood = [f"The mountain railway ran again on day {number}." for number in range(20)]
    store_article(SqlCatalogue(tmp_path / "catalogue.sqlite"), embedder, "tern", "2026-03-04", flood)
    hits = subject.search("mountain railway", ANYTHING, 10)
    outlets = [hit.article.outlet.name for hit in hits]
    assert outlets.count("tern") == 3
    assert "crow" in outlets
    assert len(subject.search("mountain railway", ANYTHING, 2)) == 2


def test_hits_are_sorted_best_first_and_deterministic(real: Searcher) -> None:
    first = real.search("the council closed schools after snow", ANYTHING, 10)
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)
    assert first == real.search("the council closed schools after snow", ANYTHING, 10)


def test_an_empty_or_overlong_query_is_refused(words_only: Searcher) -> None:
    for query in ("", " \n"):
        with pytest.raises(InputError, match="empty"):
            words_only.search(query, ANYTHING, 5)
    with pytest.raises(InputError, match="1,001"):
        words_only.search("x" * (LONGEST_QUERY + 1), ANYTHING, 5)
    assert words_only.search("snow " * (LONGEST_QUERY // 5), ANYTHING, 5)


def test_an_empty_archive_finds_nothing(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    catalogue = SqlCatalogue(tmp_path / "catalogue.sqlite")
    index = LiveIndex(tmp_path / "vectors", catalogue, embedder.fingerprint, embedder.dimension)
    assert Searcher(catalogue, index, embedder).search("anything", ANYTHING, 5) == []


def test_a_larger_archive_requires_a_closer_hit() -> None:
    assert floor(0) == floor(10) < floor(1000) < floor(12_000) < floor(10**6) == floor(10**7) < CLOSE


def test_shared_words_make_up_for_a_cosine_just_below_the_floor() -> None:
    found = FoundByWords(10_000, [], {"ferry": 9, "sank": 5, "council": 20, "harbour": 7})
    texts = ["The ferry was towed away.", "The boat was towed away.", "The ferry was towed away."]
    least = floor(found.passages)
    cosines = dict(enumerate([least - 0.005, least - 0.005, least - 0.1]))
    candidates = [Candidate(key, key, f"event {key}", 0, "", text) for key, text in enumerate(texts)]
    looked = _AnalysedQuery(
        parse("ferry sank council harbour"), found, candidates, cosines, [], np.zeros((0, 4), np.float32)
    )
    assert _fits(Scored.of(candidates, cosines, found), looked).tolist() == [True, False, False]


def test_rare_words_weigh_more_in_query_coverage() -> None:
    weights = {"vantongeren": 6.0, "treati": 3.0, "sign": 1.0}
    assert coverage(weights, "Vantongeren signs the treaty") == 1
    assert coverage(weights, "Vantongeren slept") == pytest.approx(0.6)
    assert coverage(weights, "They signed treaties") == pytest.approx(0.4)
    assert coverage({}, "anything") == 0


def test_a_misspelt_name_is_corrected_to_its_spelling_in_the_articles(words_only: Searcher) -> None:
    assert words_only.spelling("Vantongern treaty") == "Vantongeren treaty"
    assert words_only.spelling("Vantongeren treaty") is None
    hits = words_only.search("Vantongern", ANYTHING, 5)
    assert texts(hits)[:1] == STORIES["gull", "2026-03-01"][:1]
    assert hits[0].exact


def test_spelling_suggests_a_whole_word_where_the_stemmers_differ(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    subject = searcher(tmp_path, embedder)
    store_article(
        SqlCatalogue(tmp_path / "catalogue.sqlite"), embedder, "tern", "2026-03-04", ["The attorney closed the ward."]
    )
    assert subject.spelling("attornney ward") == "attorney ward"


def test_a_word_is_stemmed_as_in_the_full_text_index() -> None:
    told = (
        "dying died dies lying skies news generously possibly assembly technology biology apologies policemen hoping "
        "relational minister ministers Málaga Café İzmir 2026 7th is as bus agreed controlled электричество президента"
    )
    words = told.split()
    assert [[index_term(each)] for each in words] == fts5_terms(words)
    assert index_term("minister’s") == index_term("minister")


@pytest.mark.parametrize("name", ["Angela Merkel", "Merkel", "Oriel Merkel", "Chancellor Merkel signed the treaty"])
def test_a_name_in_no_article_finds_nothing(real: Searcher, name: str) -> None:
    assert real.search(name, ANYTHING, 10) == []


def test_a_passage_with_the_number_comes_first(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    subject = searcher(tmp_path, embedder)
    catalogue = SqlCatalogue(tmp_path / "catalogue.sqlite")
    for outlet, number in (("tern", "4.5"), ("wren", "4.4"), ("rook", "44")):
        store_article(
            catalogue, embedder, outlet, "2026-03-04", [f"The mine brought in {number} million crowns last year."]
        )
    assert "4.4 million" in texts(subject.search("4.4 million", ANYTHING, 3))[0]
    assert "44 million" in texts(subject.search("44 million", ANYTHING, 3))[0]


def test_a_caption_or_teaser_is_not_a_lead(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    subject = searcher(tmp_path, embedder)
    sentence = "The harbour bridge was closed after a crane struck it."
    teaser = "Read more: the harbour bridge closed after a crane struck it"
    store_article(SqlCatalogue(tmp_path / "catalogue.sqlite"), embedder, "tern", "2026-03-04", [teaser, sentence])
    assert texts(subject.search("harbour bridge closed crane", ANYTHING, 3))[0] == sentence


def test_minus_excludes_words_and_outlet_filters(words_only: Searcher) -> None:
    found = texts(words_only.search("minister stepped down denied documents", ANYTHING, 9))
    assert any("denied" in text for text in found)
    without = texts(words_only.search("minister stepped down documents -denied", ANYTHING, 9))
    assert without
    assert not any("denied" in text for text in without)
    assert not any("press" in text for text in texts(words_only.search('minister -"the press"', ANYTHING, 9)))
    assert {hit.article.outlet.name for hit in words_only.search("outlet:Heron minister", ANYTHING, 9)} == {"heron"}
    assert words_only.search("outlet:crow minister stepped down", Filter(outlets=("heron",)), 9) == []
    assert words_only.search("outlet:nobody minister", ANYTHING, 9) == []
    for nothing in ("outlet:heron", "-minister"):
        with pytest.raises(InputError, match="words to search for"):
            words_only.search(nothing, ANYTHING, 9)


def test_query_operators_are_distinguished_from_text() -> None:
    assert parse('fire -"old mill" -arson outlet:"The Heron"') == SearchQuery(
        "fire", (("old", "mill"), ("arson",)), ("The Heron",)
    )
    assert parse("left-handed at -5 degrees - “a phrase”") == SearchQuery("left-handed at -5 degrees - “a phrase”")


@given(st.text(max_size=200))
def test_parsing_a_query_never_adds_text(query: str) -> None:
    assert len(parse(query).text) <= len(query)


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
def test_the_edit_distance_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a == b)


def test_short_and_distant_words_are_not_corrected() -> None:
    vocabulary = [("klitschko", 5), ("klinik", 9), ("kiln", 2)]
    assert nearest("klitchko", vocabulary) == "klitschko"
    assert nearest("klin", vocabulary) is None
    assert nearest("klimatologi", vocabulary) is None
    assert distance("form", "from") == 1


def test_captions_and_teasers_are_not_sentences() -> None:
    assert is_sentence("The dam held.")
    assert is_sentence("“The dam held.”")
    assert not any(map(is_sentence, ["The dam at dusk", "READ MORE: The dam held.", "Watch: the dam bursts!"]))
