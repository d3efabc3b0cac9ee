"""Descriptions of reprints: who reprints whom, how closely, and with which edits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compare.comparison.diff.words import difference
from compare.comparison.event_comparison import Comparison
from compare.model.article import Article
from compare.model.bylines import distinct_names
from compare.model.event import Copy, Origin

_AROUND = 40
"""Characters of context shown before and after an edit."""

_EDITS = 100
"""Maximum number of edits shown for a copy; of each, at most `_LONGEST` characters."""

_LONGEST = 240


def copy_notes(origins: Iterable[Origin], articles: Iterable[Article]) -> dict[str, str]:
    """A description of what each copy among `articles` copies, and how closely, by the id of the copy."""
    articles = list(articles)
    names, titles = distinct_names(articles), _titles(articles)
    every = (copy for origin in origins for copy in origin.copies)
    return {copy.copy_id: _copied(copy, names, titles) for copy in every if copy.source_id in names}


def copies_of(comparison: Comparison, article_id: str) -> tuple[str, ...]:
    """What an article copies and which articles copy it, one line each."""
    names, titles = distinct_names(comparison.articles), _titles(comparison.articles)
    every = [copy for origin in comparison.origins for copy in origin.copies]
    own = [_copied(copy, names, titles) for copy in every if copy.copy_id == article_id]
    others = [
        f"original of a copy by {names[copy.copy_id]} ({copy.kind})" for copy in every if copy.source_id == article_id
    ]
    return (*own, *others)


def _titles(articles: Iterable[Article]) -> dict[str, str]:
    return {article.id: " ".join(article.title.casefold().split()) for article in articles}


def _copied(copy: Copy, names: dict[str, str], titles: dict[str, str]) -> str:
    own = titles.get(copy.copy_id) != titles[copy.source_id]
    headline = ", with its own headline" if own and titles.get(copy.copy_id) else ""
    return f"{copy.kind} copy of {names[copy.source_id]}, {100 * copy.contained:.0f}% of the text{headline}"


@dataclass(frozen=True, slots=True)
class WordEdit:
    """An edit: the removed words, the words that replace them, and the text before and after."""

    before: str
    removed: str
    added: str
    after: str


@dataclass(frozen=True, slots=True)
class CopyEdits:
    """The changes of a copy in the text of its source: the first edits, and their number in `total`."""

    source: Article
    copy: Article
    edits: tuple[WordEdit, ...]
    total: int


def copy_edits(comparison: Comparison) -> list[CopyEdits]:
    """The edits of each article that copies the words of another one of the comparison (paraphrases have none)."""
    held = {article.id: article for article in comparison.articles}
    every = (copy for origin in comparison.origins for copy in origin.copies)
    copies = [each for each in every if each.kind != "paraphrased" and {each.source_id, each.copy_id} <= held.keys()]
    return [_edits(held[each.source_id], held[each.copy_id]) for each in copies]


def _edits(source: Article, copy: Article) -> CopyEdits:
    old, new = (" ".join(each.text.split()) for each in (source, copy))
    changed = [each for each in difference(old, new) if each.operation != "equal"]
    shown = (
        WordEdit(
            old[: each.a_start][-_AROUND:].partition(" ")[2] if each.a_start > _AROUND else old[: each.a_start],
            _cut(old[each.a_start : each.a_end]),
            _cut(new[each.b_start : each.b_end]),
            old[each.a_end :][:_AROUND].rpartition(" ")[0] or old[each.a_end :][:_AROUND],
        )
        for each in changed[:_EDITS]
    )
    return CopyEdits(source, copy, tuple(shown), len(changed))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}… ({len(text.split()):,} words)"
