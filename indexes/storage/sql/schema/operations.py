"""Tables of operation: feeds, removals, API keys, jobs, activity and alerts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, Table, UniqueConstraint

from indexes.storage.sql.column_types import Key, Text
from indexes.storage.sql.schema.base import event_key, metadata

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("checked", Float),  # these three in seconds since 1970, UTC
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
    Column("due", Float),  # seconds since 1970, UTC; NULL if it has been fetched or given up
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
    Index("feed_articles_of_article", "article_id"),
)

removed = Table(
    "removed",
    metadata,
    Column("kind", Text, primary_key=True),  # article, outlet or feed
    Column("id", Text, primary_key=True),
)
"""Items that users removed and that must not be added again."""

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
    Column("number", Integer, primary_key=True),  # in order of arrival
    Column("id", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("told", Float, nullable=False),  # when its process last reported progress: seconds since 1970, UTC
    Column("articles", Integer, nullable=False),
    Column("report", Text, nullable=False),  # a JSON object of counts
    Column("problem", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("key", Text),
    Column("content", Text, nullable=False),
    Column("body", Text, nullable=False),  # a JSON list of articles, each as a row of `articles`
    Column("kind", Text, nullable=False, server_default="add"),  # add, compare, pairs or gather
    Column("result", Text, nullable=False, server_default=""),  # of a comparison
    Column("wanted", Text, nullable=False, server_default=""),  # of a fetch job: a JSON object
    Column("outcome", Text, nullable=False, server_default=""),  # a JSON object
    Column("attempts", Integer, nullable=False, server_default="0"),  # claims since it last added anything
    UniqueConstraint("token", "key"),
    Index("jobs_by_state", "state", "number"),
    sqlite_autoincrement=True,
)

activity = Table(
    "activity",
    metadata,
    Column("number", Key, primary_key=True),  # in order of detection
    Column("kind", Text, nullable=False),  # article, event, fact or revision
    Column("subject", Text, nullable=False),  # the id of an article, an event or a fact
    Column("context", Text, nullable=False),  # the revision of a revised article, the event of a fact, else empty
    Column("noted", Float, nullable=False),  # seconds since 1970, UTC
    UniqueConstraint("kind", "subject", "context"),
    Index("activity_of_kind", "kind", "number"),
    sqlite_autoincrement=True,
)
"""What is new in the archive, each item once."""

activity_compared = Table(
    "activity_compared",
    metadata,
    event_key(),
    Column("signature", Text, nullable=False),
)
"""The comparison of each event that was last checked for contested facts."""

alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # in plain text, because messages are signed with it
    Column("query", Text, nullable=False),  # a JSON object
    Column("pace", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("seen", BigInteger, nullable=False),  # the last number in `activity` that was checked
    Column("due", Float, nullable=False),  # these two in seconds since 1970, UTC
    Column("leased", Float, nullable=False),  # until when a process has it to itself
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
    Column("due", Float),  # NULL: it is done
    Column("leased", Float, nullable=False),  # until when a process has it to itself
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
