"""Tables of cached comparisons, of the queue of events to compare, and of readers by endpoint."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table

from indexes.storage.sql.column_types import Text
from indexes.storage.sql.schema.base import event_key, metadata


def _pair_columns() -> list[Column[str]]:
    """The result for two articles, `a` and `b`, in the order in which they were compared."""
    keys = [Column(name, Text, primary_key=True) for name in ("a", "b")]
    return keys + [Column(name, Text, nullable=False) for name in ("a_revision", "b_revision", "method", "text")]


comparisons = Table(
    "comparisons",
    metadata,
    event_key(),
    Column("signature", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("method", Text, nullable=False, server_default=""),
)
"""The results that depend on all articles of an event."""

pair_results = Table(
    "pair_results",
    metadata,
    *_pair_columns(),
    Index("pair_results_of_b", "b"),
)
"""The results for two articles; one of an earlier revision or method stays until the pair is compared again."""

second_pair_results = Table(
    "second_pair_results",
    metadata,
    *_pair_columns(),
    Column("kept", Float, nullable=False),  # seconds since 1970, UTC
    Index("second_pair_results_of_b", "b"),
    Index("second_pair_results_kept", "kept"),
)
"""The results of the second reader; they take precedence over those in `pair_results`."""

comparing = Table(
    "comparing",
    metadata,
    event_key(),
    Column("asked", Integer, nullable=False),  # number of requests: changes whenever the event has to be compared again
    Column("opened", Float, nullable=False),  # when a user last opened it: seconds since 1970, UTC
    Column("leased", Float, nullable=False),  # until when one process has claimed it: seconds since 1970, UTC
    Column("done", Integer, nullable=False),  # pairs
    Column("total", Integer, nullable=False),
    Column("again", Integer, nullable=False, server_default="0"),  # 1 if the second reader should also judge it
    Column("attempts", Integer, nullable=False, server_default="0"),  # claims since its last result was stored
)
"""Events that are waiting to be compared or are being compared."""

comparison_failures = Table(
    "comparison_failures",
    metadata,
    event_key(),
    Column("number", Integer, primary_key=True),
    Column("articles", Text, nullable=False),  # a JSON list of ids
    Column("step", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("method", Text, nullable=False),
)

cell_judgements = Table(
    "cell_judgements",
    metadata,
    Column("reader", Text, primary_key=True),  # its fingerprint
    Column("cell", Text, primary_key=True),  # digest of its input
    Column("a", Text, nullable=False),  # the articles of the two passages
    Column("b", Text, nullable=False),
    Column("judgement", Text, nullable=False),  # JSON; no text of an article
    Index("cell_judgements_of_a", "a"),
    Index("cell_judgements_of_b", "b"),
)
"""Cached judgements of readers behind an API, so that each pair of passages is sent once."""

reader_usage = Table(
    "reader_usage",
    metadata,
    Column("day", Text, primary_key=True),  # in UTC
    Column("requests", Integer, nullable=False),
    Column("tokens", BigInteger, nullable=False),
)
"""Usage of readers behind an API, per day."""
