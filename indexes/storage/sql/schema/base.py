"""The metadata that all tables share, and what describes the catalogue as a whole."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData, Table

from indexes.storage.sql.column_types import Text

VERSION = "1"
"""Stored under the key `schema` of `meta`; a catalogue with another version is not opened."""

OBSOLETE = (("event_ranks", "kinds"),)
"""Columns of earlier versions that are dropped on upgrade: they are NOT NULL, and nothing fills them any more."""

FILLED = {
    ("events", "weight"): "UPDATE events SET weight = coalesce"
    "((SELECT weight FROM event_ranks WHERE event_ranks.event = events.id), 0)"
}
"""Statements that fill a column, by table and column, when an upgrade adds it."""

FILLED_TABLES = {
    "event_outlets": "INSERT INTO event_outlets (event, outlet_id, latest, weight) "
    "SELECT DISTINCT events.id, articles.outlet_id, events.latest, events.weight FROM event_articles "
    "JOIN events ON events.id = event_articles.event JOIN articles ON articles.id = event_articles.article_id "
    "WHERE articles.current = 1"
}
"""Statements that fill a table, by its name, when an upgrade adds it."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)


def event_key() -> Column[str]:
    """A primary key column with the id of an event; the row is deleted with the event."""
    return Column("event", Text, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
