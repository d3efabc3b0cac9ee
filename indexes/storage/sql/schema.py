"""The tables of the catalogue."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    func,
)

from indexes.storage.sql.column_types import Key, Text

VERSION = "1"
"""Kept under the key `schema` of `meta`; a catalogue of another version is not opened."""

UNDATED = -(2**62)
"""`published_from` of an article without a date: it sorts behind all others."""

OBSOLETE = (("event_ranks", "kinds"),)
"""Columns of an earlier Parallax that are dropped when it is completed: they may not be null, and nobody fills them."""

FILLED = {
    ("events", "weight"): "UPDATE events SET weight = coalesce"
    "((SELECT weight FROM event_ranks WHERE event_ranks.event = events.id), 0)"
}
"""Statements that fill columns, by table and column, when they are added to a database of an earlier Parallax."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("row", Key, primary_key=True),
    Column("id", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("current", Integer, nullable=False),  # 1 for the one revision of each id that is found
    Column("outlet_id", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("language", Text),
    Column("published", Text),
    Column("published_from", BigInteger, nullable=False),  # microseconds since 1970, UTC
    Column("published_before", BigInteger, nullable=False),
    Column("modified", Text),
    Column("metadata", Text, nullable=False),  # a JSON object of texts
    Column("first_outlet", Text),  # as the source calls the outlet, where a person calls it otherwise
    UniqueConstraint("id", "revision"),
    Index("articles_latest", "current", "published_from", "id"),
    Index("articles_of_outlet", "outlet_id"),
    Index("articles_by_outlet", "current", "outlet_id", "outlet"),  # counted without reading the texts
    sqlite_autoincrement=True,
)

passages = Table(
    "passages",
    metadata,
    Column("key", Key, primary_key=True),  # never given twice, so that an index cannot mistake one for another
    Column("article", Key, ForeignKey("articles.row"), nullable=False),
    Column("index", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_hash", LargeBinary, nullable=False),
    Index("passages_of_article", "article"),
    sqlite_autoincrement=True,
)
"""Passages of current revisions; their text is the part of the article's text from `start` to `end`."""

models = Table(
    "models",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("fingerprint", Text, nullable=False, unique=True),
)

vectors = Table(
    "vectors",
    metadata,
    Column("row", Key, primary_key=True),  # in the order of writing, so that neighbours are read together
    Column("text_hash", LargeBinary, nullable=False),
    Column("model", Integer, ForeignKey("models.number"), nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
    UniqueConstraint("text_hash", "model"),
)

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("latest", BigInteger, nullable=False),  # the greatest `published_from` of its articles
    Column("weight", Float, nullable=False, server_default="0"),  # a copy of that in `event_ranks`, which is sorted by
    Index("events_latest", "latest", "id"),
    Index("events_by_weight", "weight", "id"),
)

event_articles = Table(
    "event_articles",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("settled", Integer, nullable=False, server_default="0"),  # 1 if a person put it there
    Index("articles_of_event", "event", "position"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("before", Text, nullable=False),  # a JSON list of [article, event, position, settled]
    Column("after", Text, nullable=False),
    Column("undone", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)

reviews = Table(
    "judgements",
    metadata,
    Column("id", Text, primary_key=True),  # of the divergence
    Column("verdict", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("a", Text, nullable=False),  # the articles between which it stands
    Column("b", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("judgements_of_article", "a"),
)

link_reviews = Table(
    "link_reviews",
    metadata,
    Column("id", Text, primary_key=True),  # of the two passages
    Column("verdict", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("a", Text, nullable=False),  # an article, and what its passage says
    Column("a_text", Text, nullable=False),
    Column("b", Text, nullable=False),
    Column("b_text", Text, nullable=False),
    Column("method", Text, nullable=False),  # by which the divergences of an added link were found
    Column("text", Text, nullable=False),
    Index("link_reviews_of_article", "a"),
)
"""What readers said of matches: confirmed, rejected, or added by hand."""

notebooks = Table(
    "notebooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("made", Text, nullable=False),
)

notebook_entries = Table(
    "notebook_entries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("notebook", Text, ForeignKey("notebooks.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # finding, fact, match or passage
    Column("label", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("saved", Text, nullable=False),
    Column("quotations", Text, nullable=False),  # a JSON list of what is quoted, as it was then
    Index("entries_of_notebook", "notebook"),
    sqlite_autoincrement=True,
)

notebook_sources = Table(
    "notebook_sources",
    metadata,
    Column("entry", Integer, ForeignKey("notebook_entries.number", ondelete="CASCADE"), primary_key=True),
    Column("article_id", Text, primary_key=True),
    Index("entries_of_article", "article_id"),
)
"""The articles that an entry quotes: it goes with each of them."""

outlet_facts = Table(
    "outlet_facts",
    metadata,
    Column("outlet_id", Text, primary_key=True),
    Column("attribute", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("outlet", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("dated", Text, nullable=False),
)

outlet_names = Table(
    "outlet_names",
    metadata,
    Column("outlet_id", Text, primary_key=True),  # of the outlet as the source calls it
    Column("outlet", Text, nullable=False),
    Column("called", Text, nullable=False),
)
"""What a person calls outlets; several that are called the same are one."""

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("checked", Float),  # these four in seconds since 1970, UTC
    Column("succeeded", Float),
    Column("due", Float),
    Column("interval_s", Float, nullable=False),
    Column("problem", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Index("feeds_due", "due"),
)

feed_links = Table(
    "feed_links",
    metadata,
    Column("url", Text, primary_key=True),
    Column("feed", Text, ForeignKey("feeds.url", ondelete="CASCADE"), nullable=False),
    Column("title", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("published", Text),
    Column("due", Float),  # seconds since 1970, UTC; none: it has been followed, or was given up
    Column("problem", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Index("feed_links_due", "due"),
    Index("feed_links_of_feed", "feed"),
)

feed_articles = Table(
    "feed_articles",
    metadata,
    Column("feed", Text, ForeignKey("feeds.url", ondelete="CASCADE"), primary_key=True),
    Column("article_id", Text, primary_key=True),
)

removed = Table(
    "removed",
    metadata,
    Column("kind", Text, primary_key=True),  # article, outlet or feed
    Column("id", Text, primary_key=True),
)
"""What a person removed, and what is therefore not taken in again."""

api_keys = Table(
    "tokens",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("made", Text, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("number", Integer, primary_key=True),  # in the order in which they came
    Column("id", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("told", Float, nullable=False),  # when its process last told how far it is: seconds since 1970, UTC
    Column("articles", Integer, nullable=False),
    Column("report", Text, nullable=False),  # a JSON object of counts
    Column("problem", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("key", Text),
    Column("content", Text, nullable=False),
    Column("body", Text, nullable=False),  # a JSON list of articles, each as a row of `articles`
    Column("kind", Text, nullable=False, server_default="add"),  # or compare, pairs
    Column("result", Text, nullable=False, server_default=""),  # of comparing
    Column("wanted", Text, nullable=False, server_default=""),  # of gathering: a JSON object
    Column("outcome", Text, nullable=False, server_default=""),  # a JSON object
    Column("attempts", Integer, nullable=False, server_default="0"),  # claims since it last added anything
    UniqueConstraint("token", "key"),
    Index("jobs_by_state", "state", "number"),
    sqlite_autoincrement=True,
)

origin_articles = Table(
    "origin_articles",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("origin", Text, nullable=False),  # the article that stands for it
    Index("origin_articles_of_event", "event"),
)
"""The articles of origins that have several; one that is not here is an origin of its own."""

event_ranks = Table(
    "event_ranks",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("weight", Float, nullable=False),
)
"""By how much the articles of an event diverge; an event that is not here does not."""

event_summaries = Table(
    "event_summaries",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("signature", Text, nullable=False),  # "": of an event that was not compared whole
    Column("text", Text, nullable=False),
)
"""What lists show of an event, which is made when it is compared."""

event_kinds = Table(
    "event_kinds",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("shown", Integer, primary_key=True),  # 0 or 1
    Column("probability", Float, nullable=False),
    Index("event_kinds_found", "kind", "shown", "probability"),
)
"""In which kinds the articles of an event diverge, shown and not, and the highest probability of each."""

comparisons = Table(
    "comparisons",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("signature", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("method", Text, nullable=False, server_default=""),
)
"""What is concluded about all articles of an event together."""

pair_results = Table(
    "pair_results",
    metadata,
    Column("a", Text, primary_key=True),  # articles, in the order in which they were compared
    Column("b", Text, primary_key=True),
    Column("a_revision", Text, nullable=False),
    Column("b_revision", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("pair_results_of_b", "b"),
)
"""What is concluded about two articles: that of an earlier revision or method stays until it is drawn anew."""

second_pair_results = Table(
    "second_pair_results",
    metadata,
    Column("a", Text, primary_key=True),  # the first six as in pair_results
    Column("b", Text, primary_key=True),
    Column("a_revision", Text, nullable=False),
    Column("b_revision", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("kept", Float, nullable=False),  # seconds since 1970, UTC
    Index("second_pair_results_of_b", "b"),
    Index("second_pair_results_kept", "kept"),
)
"""The same where a second reader judged the two articles: it goes before what the first one found."""

cell_judgements = Table(
    "cell_judgements",
    metadata,
    Column("reader", Text, primary_key=True),  # its fingerprint
    Column("cell", Text, primary_key=True),  # digest of what it was asked
    Column("a", Text, nullable=False),  # the articles of the two passages
    Column("b", Text, nullable=False),
    Column("judgement", Text, nullable=False),  # JSON; no text of an article
    Index("cell_judgements_of_a", "a"),
    Index("cell_judgements_of_b", "b"),
)
"""What a reader by endpoint said of two passages, so that it is asked once."""

reader_usage = Table(
    "reader_usage",
    metadata,
    Column("day", Text, primary_key=True),  # in UTC
    Column("requests", Integer, nullable=False),
    Column("tokens", BigInteger, nullable=False),
)
"""What was asked of readers by endpoint, day by day."""

comparing = Table(
    "comparing",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("asked", Integer, nullable=False),  # how often: changes whenever the event is to be compared anew
    Column("opened", Float, nullable=False),  # when somebody last looked at it: seconds since 1970, UTC
    Column("leased", Float, nullable=False),  # until when a process compares it, in the same
    Column("done", Integer, nullable=False),  # pairs
    Column("total", Integer, nullable=False),
    Column("again", Integer, nullable=False, server_default="0"),  # 1 if a second reader is to judge it, too
    Column("attempts", Integer, nullable=False, server_default="0"),  # claims since a result of it was last kept
)
"""Events that wait to be compared, or are being compared."""

comparison_failures = Table(
    "comparison_failures",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("articles", Text, nullable=False),  # a JSON list of ids
    Column("step", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("method", Text, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("number", Key, primary_key=True),  # in the order in which things were noticed
    Column("kind", Text, nullable=False),  # article, event, fact or revision
    Column("subject", Text, nullable=False),  # the id of an article, an event or a fact
    Column("context", Text, nullable=False),  # the revision of a revised article, the event of a fact, else empty
    Column("noted", Float, nullable=False),  # seconds since 1970, UTC
    UniqueConstraint("kind", "subject", "context"),
    Index("activity_of_kind", "kind", "number"),
    sqlite_autoincrement=True,
)
"""What became new in the archive, each thing once."""

activity_compared = Table(
    "activity_compared",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("signature", Text, nullable=False),
)
"""The comparison of each event that was last looked through for contested facts."""

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # as it is: messages are signed with it
    Column("query", Text, nullable=False),  # a JSON object
    Column("pace", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("seen", BigInteger, nullable=False),  # the number in `activity` up to which it was looked through
    Column("due", Float, nullable=False),  # these two in seconds since 1970, UTC
    Column("leased", Float, nullable=False),  # until when a process looks it through
    Column("is_on", Integer, nullable=False),
    Column("problem", Text, nullable=False),
)

alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("number", Key, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("alert", Text, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # news or test
    Column("made", Float, nullable=False),  # these three in seconds since 1970, UTC
    Column("due", Float),  # none: it is done
    Column("leased", Float, nullable=False),  # until when a process sends it
    Column("items", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("status", Integer),
    Column("problem", Text, nullable=False),
    Index("alert_deliveries_due", "state", "due"),
    Index("alert_deliveries_of_alert", "alert", "number"),
    sqlite_autoincrement=True,
)

_start, _length = passages.c.start + 1, passages.c.end - passages.c.start
PASSAGE_TEXT = func.substr(articles.c.text, _start, _length, type_=articles.c.text.type)
TITLED_TEXT = articles.c.title + " " + PASSAGE_TEXT
"""The title of its article and the text of a passage, with a space between."""
