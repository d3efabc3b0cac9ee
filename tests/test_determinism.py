"""The same articles give the same results, byte for byte, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DRAW = """
import sys
from compare.comparison import codec
from compare.comparison.build import build
from compare.embedded_article import EmbeddedArticle
from compare.text.passages import split
from indexes.ingest import read
from indexes.samples import STORIES, expected
from pathlib import Path
from tests.fakes import FakeEmbedder

for event in expected()["events"]:
    articles = [article for name in event["articles"] for article in read([Path(str(STORIES)) / name])]
    passages = [tuple(split(article)) for article in articles]
    embedded = [
        EmbeddedArticle(article, own, FakeEmbedder().encode([each.text for each in own]))
        for article, own in zip(articles, passages, strict=True)
    ]
    print(codec.dump(build(embedded), "fake"))
"""


def comparison_bytes(seed: str) -> bytes:
    """All results for the sample stories, computed in a process with the hash seed `seed`."""
    environment = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env=environment,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_comparisons_are_byte_identical_under_different_hash_seeds() -> None:
    first, second = comparison_bytes("1"), comparison_bytes("2")
    assert first.count(b"\n") > 5
    assert first == second
