"""Hybrid search: passages similar in meaning and passages that contain the words, in one ranking."""

from indexes.search.hybrid import CLOSE, LONGEST_QUERY, Searcher, floor
from indexes.search.query import SearchQuery, parse
from indexes.search.ranking import coverage

__all__ = ["CLOSE", "LONGEST_QUERY", "SearchQuery", "Searcher", "coverage", "floor", "parse"]
