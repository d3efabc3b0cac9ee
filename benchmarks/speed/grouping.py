"""The cost of finding the event of another article, in archives of growing size."""

from __future__ import annotations

import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from compare.clustering.online import Grouper, profile
from compare.embedded_article import EmbeddedArticle
from compare.model.event import Placement
from compare.ports import Embedder
from compare.services.adding.cluster import grouper_of
from compare.services.stores.catalogue import Catalogue
from indexes.storage.file_cache import FileCache

_SIZES = (1_000, 10_000, 100_000)
_APART = 30.0  # days between two copies of the archive


def grouping(
    folder: Path, catalogue: Catalogue, embedder: Embedder, coming: Sequence[EmbeddedArticle]
) -> list[dict[str, Any]]:
    """Milliseconds (the median) to find the events of `coming`, one by one, in archives of each size.

    An archive consists of copies of the one in `folder`, each 30 days later. This is the worst case for candidates,
    because the frequency of every term grows with the archive.
    """
    grouper = grouper_of(catalogue, embedder, FileCache(folder / "grouping.cache"))
    with np.load(BytesIO(grouper.dump())) as state:
        arrays = dict(state)
    placements = catalogue.corrections.all_placements()
    found = []
    for size in _SIZES:
        times = max(1, round(size / len(placements)))
        larger = Grouper.load(_repeated(arrays, times))
        larger.arrange(
            Placement(f"{each.article_id}-{k}", f"{each.event_id}-{k}", each.position, False)
            for k in range(times)
            for each in placements
        )
        taken = [_seconds(larger, each) for each in coming]
        found.append({"articles": times * len(placements), "ms": round(1000 * median(taken), 2)})
    return found


def _seconds(grouper: Grouper, article: EmbeddedArticle) -> float:
    made = profile(article)
    start = time.perf_counter()
    grouper.add(made)
    return time.perf_counter() - start


def _repeated(arrays: dict[str, Any], times: int) -> bytes:
    """The dump of an archive with `times` copies of the articles of another, with other ids and later dates."""
    number = len(arrays["articles"])
    made: dict[str, Any] = {}
    for name, values in arrays.items():
        parts = [values] * times
        if name == "articles":
            parts = [np.array([f"{each}-{k}" for each in values]) for k in range(times)]
        elif name == "days":
            parts = [values + _APART * k for k in range(times)]
        elif name.endswith("_ends"):
            parts = [values + (values[-1] if number else 0) * k for k in range(times)]
        elif name == "near_rows":
            parts = [np.where(values >= 0, values + number * k, -1) for k in range(times)]
        made[name] = np.concatenate(parts)
    file = BytesIO()
    np.savez(file, allow_pickle=False, **made)
    return file.getvalue()
