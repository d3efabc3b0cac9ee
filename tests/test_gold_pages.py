"""The 91 saved pages of the evaluation data, added as files: 91 articles, each with the correct outlet and title.

Correctness was checked by eye, page by page. Because the pages belong to their outlets, only a digest of each result is
stored. To check changed results again: `python -m benchmarks.quality.extraction --list`.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from compare.model.article import Article
from compare.ports import Filter
from compare.services.service import Parallax
from indexes.ingest import read

JUDGED = Path(__file__).with_name("gold_pages.txt")


def digest_of(article: Article) -> str:
    return hashlib.sha256(f"{article.outlet.name}\n{article.title}".encode()).hexdigest()[:12]


def test_each_page_is_an_article_with_the_right_outlet_and_title(gold: Path, service: Parallax, tmp_path: Path) -> None:
    pages = sorted((gold / "extraction").glob("*.html.gz"))
    for each in pages:
        (tmp_path / each.name[:12]).with_suffix(".html").write_bytes(gzip.decompress(each.read_bytes()))
    found = list(read(sorted(tmp_path.glob("*.html"))))
    articles = [each for each in found if isinstance(each, Article)]
    assert len(pages) == len(articles) == 91
    notices = [str(each) for each in found if not isinstance(each, Article)]
    unread = [each for each in notices if "may belong to its article" in each]
    assert all(each in unread or "other stories" in each for each in notices)
    assert len(unread) <= 5
    judged = dict(line.split() for line in JUDGED.read_text(encoding="utf-8").splitlines())
    told = {page.name[:12]: article for page, article in zip(pages, articles, strict=True)}
    wrong = {name: (each.outlet.name, each.title) for name, each in told.items() if digest_of(each) != judged[name]}
    assert wrong == {}
    assert service.add(articles).added == len(service.articles(Filter(), 100)) == 91
