"""Bytes to articles: pure readers, and one module that opens files."""

from indexes.ingest.article_of import Defaults, Fault
from indexes.ingest.files import read

__all__ = ["Defaults", "Fault", "read"]
