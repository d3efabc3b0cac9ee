"""Tables of clustering: the profiles of articles, and the indexes by which similar ones are found."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, LargeBinary, Table

from indexes.storage.sql.column_types import Key, Text
from indexes.storage.sql.schema.base import metadata

article_profiles = Table(
    "article_profiles",
    metadata,
    Column("row", Key, primary_key=True, autoincrement=False),  # of `articles`, when the profile was made
    Column("article_id", Text, nullable=False, unique=True),
    Column("first_day", Float),  # days since 1970; NULL if unknown
    Column("last_day", Float),
    Column("terms", LargeBinary, nullable=False),  # arrays, little-endian: see `stores.profiles`
    Column("term_weights", LargeBinary, nullable=False),
    Column("figures", LargeBinary, nullable=False),
    Column("figure_weights", LargeBinary, nullable=False),
    Column("dates", LargeBinary, nullable=False),
    Column("date_weights", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("triples", LargeBinary, nullable=False),
)

profile_postings = Table(
    "profile_postings",
    metadata,
    Column("term", Integer, primary_key=True),
    Column("row", Key, primary_key=True),
    Column("first_day", Float),
    Column("last_day", Float),
    sqlite_with_rowid=False,
)
"""The profiles that are indexed under a term, with their days, so that those of other times are not read."""

profile_neighbours = Table(
    "profile_neighbours",
    metadata,
    Column("row", Key, primary_key=True, autoincrement=False),
    Column("nearest", LargeBinary, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)
"""The nearest neighbours of each profile; apart from it, because they change with every similar article."""

term_counts = Table(
    "term_counts",
    metadata,
    Column("term", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)
"""How many profiles contain each term."""
