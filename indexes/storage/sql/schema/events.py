"""Tables of events: which articles belong to them, and their summaries in lists."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, Table

from indexes.storage.sql.column_types import Text
from indexes.storage.sql.schema.base import event_key, metadata

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("latest", BigInteger, nullable=False),  # the greatest `published_from` of its articles
    Column("weight", Float, nullable=False, server_default="0"),  # copied from `event_ranks`, for sorting
    Index("events_latest", "latest", "id"),
    Index("events_by_weight", "weight", "id"),
)

event_articles = Table(
    "event_articles",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("settled", Integer, nullable=False, server_default="0"),  # 1 if a user assigned it
    Index("articles_of_event", "event", "position"),
)

event_outlets = Table(
    "event_outlets",
    metadata,
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("outlet_id", Text, primary_key=True),
    Column("latest", BigInteger, nullable=False),
    Column("weight", Float, nullable=False),
    Index("event_outlets_latest", "outlet_id", "latest", "event"),
    Index("event_outlets_by_weight", "outlet_id", "weight", "event"),
)
"""The outlets of the articles of each event, with the values of `events` that lists are sorted by."""

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

origin_articles = Table(
    "origin_articles",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("origin", Text, nullable=False),  # the article that represents it
    Index("origin_articles_of_event", "event"),
)
"""The articles of origins with several articles; an article that is not here is its own origin."""

event_ranks = Table(
    "event_ranks",
    metadata,
    event_key(),
    Column("weight", Float, nullable=False),
)
"""How much the articles of an event diverge; an event that is not here has no divergences."""

event_summaries = Table(
    "event_summaries",
    metadata,
    event_key(),
    Column("signature", Text, nullable=False),  # "" if some pairs have not been compared
    Column("text", Text, nullable=False),
)
"""The summary of an event in lists, computed when it is compared."""

event_kinds = Table(
    "event_kinds",
    metadata,
    event_key(),
    Column("kind", Text, primary_key=True),
    Column("shown", Integer, primary_key=True),  # 0 or 1
    Column("probability", Float, nullable=False),
    Index("event_kinds_found", "kind", "shown", "probability"),
)
"""The highest probability of each kind of divergence in an event, shown and not shown."""
