"""Reads and embeds the articles of the gold data."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from compare.embedded_article import EmbeddedArticle
from compare.errors import InputError
from compare.model.article import Article, Outlet
from compare.model.moment import Moment
from compare.ports import Vectors
from compare.text.passages import split

Encode = Callable[[Sequence[str]], Vectors]


def read_lines(path: Path) -> Iterator[Any]:
    """The values in a JSON Lines file, gzipped or not."""
    content = path.read_bytes()
    for line in (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines():
        yield json.loads(line)


def article_of(read: dict[str, Any]) -> Article:
    """The article in a line."""
    return Article(
        Outlet(read.get("outlet") or ""),
        read.get("title") or "",
        read["text"],
        url=read.get("url") or None,
        published=_moment(read.get("published")),
    )


def read_events(path: Path) -> tuple[list[Article], dict[str, str]]:
    """The articles of an event set, each once, and the event of each by article id."""
    articles: dict[str, Article] = {}
    gold: dict[str, str] = {}
    for line in read_lines(path):
        article = article_of(line)
        articles[article.id] = article
        gold[article.id] = line["event"]
    return list(articles.values()), gold


def corpus(gold: Path, number: int) -> list[Article]:
    """The first `number` articles of the corpus, or articles of random words (seeded) if there is no corpus."""
    path = gold / "corpus-6k.jsonl.gz"
    if path.exists():
        return [article_of(line) for line in islice(read_lines(path), number)]
    chance = random.Random(0)
    words = ["".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(2, 9))) for _ in range(5000)]
    sentences = [" ".join(chance.choices(words, k=chance.randint(6, 30))).capitalize() + "." for _ in range(9000)]
    return [
        Article(Outlet(f"Outlet {n % 40}"), f"Story {n}", " ".join(chance.choices(sentences, k=30)))
        for n in range(number)
    ]


def embed(articles: Sequence[Article], encode: Encode) -> list[EmbeddedArticle]:
    """Split articles into passages and embed all of them in one call."""
    passages = [tuple(split(article)) for article in articles]
    vectors = encode([passage.text for each in passages for passage in each])
    ends = np.cumsum([len(each) for each in passages])
    parts = np.split(vectors, ends[:-1]) if len(ends) else []
    return [EmbeddedArticle(*each) for each in zip(articles, passages, parts, strict=True)]


def digest(paths: Sequence[Path]) -> str:
    """The digest of the data: SHA-256 of the names and contents of the files, sorted by name; 16 hexadecimal digits."""
    sha = hashlib.sha256()
    for path in sorted(paths, key=lambda each: each.as_posix()):
        content = path.read_bytes()
        sha.update(f"{path.parent.name}/{path.name} {len(content)}\n".encode())
        sha.update(content)
    return sha.hexdigest()[:16]


def _moment(text: str | None) -> Moment | None:
    try:
        return Moment.parse(text) if text else None
    except InputError:
        return None
