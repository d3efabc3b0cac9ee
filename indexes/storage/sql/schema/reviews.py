"""Tables of what users record: reviews of divergences and matches, and notebooks."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from indexes.storage.sql.column_types import Text
from indexes.storage.sql.schema.base import metadata

reviews = Table(
    "judgements",
    metadata,
    Column("id", Text, primary_key=True),  # of the divergence
    Column("verdict", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("a", Text, nullable=False),  # its two articles
    Column("b", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("judgements_of_article", "a"),
    Index("judgements_of_b", "b"),
)

link_reviews = Table(
    "link_reviews",
    metadata,
    Column("id", Text, primary_key=True),  # of the two passages
    Column("verdict", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("a", Text, nullable=False),  # an article, and the text of its passage
    Column("a_text", Text, nullable=False),
    Column("b", Text, nullable=False),
    Column("b_text", Text, nullable=False),
    Column("method", Text, nullable=False),  # that found the divergences of an added match
    Column("text", Text, nullable=False),
    Index("link_reviews_of_article", "a"),
    Index("link_reviews_of_b", "b"),
)
"""Reviews of matches: confirmed, rejected, or added by hand."""

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
    Column("quotations", Text, nullable=False),  # a JSON list of the quoted texts at that time
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
"""The articles that an entry quotes; it is removed together with any of them."""
