"""Protocols of what `compare` needs from outside, and the data that they exchange; `indexes` implements them.

The protocols of the stores of the catalogue are next to the use cases that need them, in `compare.services`.
"""

from compare.ports.fetching import Failed, Fetched, Fetcher, FetchRequest, Posted, Poster
from compare.ports.models import Embedder, Reader, Tagger
from compare.ports.search import Candidate, Filter, FoundByWords, FoundPassage, Hit, OutletCount, Search
from compare.ports.vectors import Ids, LiveIndex, PassageIndex, PassagesState, Progress, Vectors

__all__ = [
    "Candidate",
    "Embedder",
    "Failed",
    "FetchRequest",
    "Fetched",
    "Fetcher",
    "Filter",
    "FoundByWords",
    "FoundPassage",
    "Hit",
    "Ids",
    "LiveIndex",
    "OutletCount",
    "PassageIndex",
    "PassagesState",
    "Posted",
    "Poster",
    "Progress",
    "Reader",
    "Search",
    "Tagger",
    "Vectors",
]
