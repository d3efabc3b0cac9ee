"""Score the extraction of pages against gold texts, next to the extraction library alone.

    python -m benchmarks.quality.extraction --gold ../shared/gold [--list] [--worst 10]

Prints the mean F1 of 4-word shingles, pages per second, and how many pages have a title, outlet, date, authors and
language. `--list` prints what each page yields, for manual inspection; `--worst` lists the pages with the lowest
scores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

from compare.errors import InputError
from compare.model.article import Article
from compare.text.terms import shingles

Page = tuple[str, bytes, str]
"""Name, HTML and gold text."""


def pages(folder: Path) -> Iterator[Page]:
    """All pages of a folder, by name."""
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))["articleBody"]
        yield path.stem, gzip.decompress(path.with_suffix(".html.gz").read_bytes()), gold


def measure(read: Callable[[bytes], str], given: list[Page]) -> dict[str, Any]:
    """Mean F1, the number of pages with a text, and pages per second."""
    start = time.perf_counter()
    texts = [read(page) for _, page, _ in given]
    seconds = time.perf_counter() - start
    scores = [shingle_f1(gold, text) for text, (_, _, gold) in zip(texts, given, strict=True)]
    return {
        "f1": round(fmean(scores), 4),
        "read": sum(bool(text) for text in texts),
        "pages_per_second": round(len(given) / seconds, 1),
    }


def shingle_f1(gold: str, found: str) -> float:
    """F1 of the 4-word shingles of two texts, with multiplicity."""
    expected, seen = _shingles(gold), _shingles(found)
    shared = sum((expected & seen).values())
    return 2 * shared / max(1, sum(expected.values()) + sum(seen.values()))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(shingles(words, 4))


def library(page: bytes) -> str:
    """The text extracted by the library alone, with its defaults."""
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def article_of(page: bytes) -> Article | None:
    """The article that Parallax reads from a page without knowing its URL; None if it finds none."""
    from indexes.ingest import Defaults
    from indexes.ingest.formats.html import read_html

    try:
        return read_html(page, "page", Defaults())[0]
    except InputError:
        return None


def text_of(page: bytes) -> str:
    """The text that Parallax reads from a page; empty if it finds none."""
    article = article_of(page)
    return article.text if article else ""


def known(articles: list[Article]) -> dict[str, int]:
    """The number of articles with each field."""
    return {
        "title": sum(bool(each.title) for each in articles),
        "outlet": sum(bool(each.outlet.name) for each in articles),
        "url": sum(bool(each.url) for each in articles),
        "published": sum(each.published is not None for each in articles),
        "modified": sum(each.modified is not None for each in articles),
        "author": sum("author" in each.metadata for each in articles),
        "language": sum(bool(each.language) for each in articles),
        "cut": sum(each.metadata.get("cut") == "yes" for each in articles),
    }


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--list", action="store_true", help="print what each page gives")
    parser.add_argument("--worst", type=int, default=0, help="print so many of the pages that score lowest")
    arguments = parser.parse_args()
    given = list(pages(arguments.gold / "extraction"))
    if not given:
        parser.error(f"there are no pages in {arguments.gold / 'extraction'}: say where the gold data are by --gold")
    library(given[0][1]), article_of(given[0][1])  # so that one-time imports and compilation are not measured
    found = {name: article for name, page, _ in given if (article := article_of(page))}
    print("parallax ", measure(text_of, given))
    print("library  ", measure(library, given))
    print("of pages ", {"pages": len(given), **known(list(found.values()))})
    if arguments.list:
        for name, article in found.items():
            print(f"{name[:8]}  {article.outlet.name}  |  {article.title}  |  {dict(article.metadata)}")
    texts = {name: article.text for name, article in found.items()}
    scores = sorted((shingle_f1(gold, texts.get(name, "")), name) for name, _, gold in given)
    for score, name in scores[: arguments.worst]:
        print(f"{score:.3f}  {name}")


if __name__ == "__main__":
    main()
