"""Parses bytes into articles: pure parsers, and one module that opens files."""

from compare.ports.harvesting import Link
from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.files import read, read_with_links

__all__ = ["Defaults", "Fault", "Link", "read", "read_with_links"]
