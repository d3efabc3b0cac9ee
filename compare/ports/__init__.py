"""Protocols of what `compare` needs from outside, and the data that they exchange; `indexes` implements them.

The protocols of the catalogue's stores are in `compare.services.stores`, next to the records that only the use cases
know. A protocol outside these two packages is private to the package that defines it.
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
