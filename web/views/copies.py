"""What pages say of copies: who reprints whom, and how."""

from __future__ import annotations

from collections.abc import Iterable

from compare.comparison.event_comparison import Comparison
from compare.model.article import Article
from compare.model.bylines import told_apart
from compare.model.event import Copy, Origin


def copy_notes(origins: Iterable[Origin], articles: Iterable[Article]) -> dict[str, str]:
    """For each article that is a copy of one of `articles`, of whom and how."""
    articles = list(articles)
    names, titles = told_apart(articles), _titles(articles)
    every = (copy for origin in origins for copy in origin.copies)
    return {copy.copy_id: _copied(copy, names, titles) for copy in every if copy.source_id in names}


def copies_of(comparison: Comparison, article_id: str) -> tuple[str, ...]:
    """In which way an article is a copy, and which others are copies of it."""
    names, titles = told_apart(comparison.articles), _titles(comparison.articles)
    every = [copy for origin in comparison.origins for copy in origin.copies]
    own = [_copied(copy, names, titles) for copy in every if copy.copy_id == article_id]
    others = [
        f"source of a copy by {names[copy.copy_id]} ({copy.kind})" for copy in every if copy.source_id == article_id
    ]
    return (*own, *others)


def _titles(articles: Iterable[Article]) -> dict[str, str]:
    return {article.id: " ".join(article.title.casefold().split()) for article in articles}


def _copied(copy: Copy, names: dict[str, str], titles: dict[str, str]) -> str:
    own = titles.get(copy.copy_id) != titles[copy.source_id]
    headline = ", under a headline of its own" if own and titles.get(copy.copy_id) else ""
    return f"{copy.kind} copy of {names[copy.source_id]}, {100 * copy.contained:.0f} % of its text{headline}"
