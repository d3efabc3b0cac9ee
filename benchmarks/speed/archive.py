"""Time adding a web archive: parsing alone, and storing, clustering and comparing without embedding.

    python -m benchmarks.speed.archive --gold ../shared/gold [--pages 200]

The pages are the saved ones of the gold data, followed by articles of its corpus in simple HTML, all in a gzipped WARC.
Imports, one-time loading and the model are not measured. Processor seconds are those of all threads; on a busy machine
they are more meaningful than wall-clock time.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
import time
from collections.abc import Callable, Sequence
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.gold_articles import article_of, read_lines
from benchmarks.quality import extraction
from compare.model.article import Article
from compare.services.service import Parallax
from compare.text.passages import split
from indexes.ingest import read
from web.settings import Settings
from web.wiring import build_service

_WARM = 5  # articles that are added before the clock starts


def pages_of(gold: Path, number: int) -> list[bytes]:
    """This many different pages."""
    saved = [page for _, page, _ in extraction.pages(gold / "extraction")]
    rest = (_page(article_of(line)) for line in read_lines(gold / "corpus-6k.jsonl.gz"))
    return [*saved, *islice(rest, max(0, number - len(saved)))][:number]


def _page(article: Article) -> bytes:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in article.text.split("\n"))
    title, outlet = escape(article.title), escape(article.outlet.name)
    head = f'<meta charset=utf-8><title>{title}</title><meta property="og:site_name" content="{outlet}">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()


def archived(pages: Sequence[bytes]) -> bytes:
    """A WARC of pages, each record a gzip member, as crawlers write it."""
    return b"".join(gzip.compress(_record(f"https://n{at}.example/", page)) for at, page in enumerate(pages))


def _record(url: str, page: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def coming_in(pages: Sequence[bytes], folder: Path) -> dict[str, Any]:
    """Pages per second, by wall-clock and by processor time, of reading an archive and adding it, without embedding."""
    path = folder / "pages.warc.gz"
    path.write_bytes(archived(pages))
    articles = _articles(path)
    service = build_service(Settings(data=folder / "archive"))
    _embed_before(service, articles)
    service.add(articles[:_WARM])
    reading = _timed(lambda: _articles(path))
    adding = _timed(lambda: service.add(articles[_WARM:]))
    both = [one + other for one, other in zip(reading, adding, strict=True)]
    return {
        "pages": len(pages),
        "articles": len(articles),
        "mb": round(sum(map(len, pages)) / 1e6, 1),
        "read_per_s": round(len(pages) / reading[0], 1),
        "in_per_s": round(len(pages) / both[0], 1),
        "read_per_cpu_s": round(len(pages) / reading[1], 1),
        "in_per_cpu_s": round(len(pages) / both[1], 1),
    }


def _articles(path: Path) -> list[Article]:
    return [each for each in read([path]) if isinstance(each, Article)]


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall-clock and processor seconds."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def _embed_before(service: Parallax, articles: Sequence[Article]) -> None:
    """Replace the model by precomputed vectors of all passages; it computes only what is missing."""
    embedder: Any = service._embedder
    encode = embedder.encode
    texts = list(dict.fromkeys(passage.text for article in articles for passage in split(article)))
    known = dict(zip(texts, encode(texts), strict=True))

    def looked_up(wanted: Sequence[str], progress: Any = None) -> Any:
        lacking = [each for each in wanted if each not in known]
        known.update(zip(lacking, encode(lacking), strict=True) if lacking else ())
        return np.array([known[each] for each in wanted])

    embedder.encode = looked_up


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--pages", type=int, default=200)
    given = parser.parse_args()
    if not (given.gold / "extraction").is_dir():
        parser.error(f"there are no pages in {given.gold / 'extraction'}: say where the gold data are by --gold")
    with tempfile.TemporaryDirectory() as folder:
        found = coming_in(pages_of(given.gold, given.pages), Path(folder))
    print("archive       ", "  ".join(f"{key} {value}" for key, value in found.items()))


if __name__ == "__main__":
    main()
