"""Sourcing: whom each article of an event lets speak, how often, and with how many words of theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from compare.article import Article
from compare.facts import Source, facts_of
from compare.facts.quotations import Quotation, quoted_within
from compare.passage import Passage

_BACK = 3
"""Passages back in which "he", or a quotation without a speaker, finds who speaks (chosen)."""

_MOSTLY_QUOTED = 0.5
"""Share of a passage between quotation marks from which it goes on quoting who spoke last (chosen)."""

_LONGEST_NAME = 60
"""Characters of a source's name that is shown; of longer ones a shorter mention is taken (chosen)."""

_WHO = re.compile(r",? who\b")


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that gives a source's statement; `start` to `end` name the source, if the passage does.

    Else they are the whole passage. `quoted` is how many words stand between quotation marks.
    """

    article_id: str
    start: int
    end: int
    quoted: int


@dataclass(frozen=True, slots=True)
class CitedSource:
    """Somebody who is cited in an event: the fullest name given, and every citation, article by article."""

    name: str
    is_named: bool
    citations: tuple[Citation, ...]

    def within(self, article_ids: Collection[str]) -> CitedSource | None:
        """The source with its citations in these articles; None if there are none."""
        citations = tuple(each for each in self.citations if each.article_id in article_ids)
        return replace(self, citations=citations) if citations else None


@dataclass(frozen=True, slots=True)
class _Mention:
    source: Source
    citation: Citation

    @property
    def key(self) -> frozenset[str]:
        """What tells a source from others: its names without offices, or all its words if it has no name."""
        return (self.source.names - self.source.roles) or self.source.words


def cited_sources(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> list[CitedSource]:
    """Who is cited in an event, those whom most articles cite first.

    The same person under another title is one source: mentions go together if the names of one hold the other's.
    """
    mentions = [each for article, own in zip(articles, passages, strict=True) for each in _mentions(article, own)]
    groups: list[tuple[frozenset[str], list[_Mention]]] = []
    for mention in sorted(mentions, key=lambda each: -len(each.key)):
        fitting = [
            group for group in groups if mention.key <= group[0] and _is_named(mention) == _is_named(group[1][0])
        ]
        if not _is_named(mention):
            fitting = [group for group in fitting if mention.key == group[0]]
        if fitting:
            max(fitting, key=lambda group: _closeness(mention, group[1]))[1].append(mention)
        else:
            groups.append((mention.key, [mention]))
    place = {article.id: number for number, article in enumerate(articles)}
    full = _full_names(articles, passages)
    found = [_cited(key, group, place, full) for key, group in groups]
    return sorted(
        found, key=lambda each: (-len({one.article_id for one in each.citations}), -len(each.citations), each.name)
    )


def _is_named(mention: _Mention) -> bool:
    return mention.source.kind == "named"


def _closeness(mention: _Mention, group: Sequence[_Mention]) -> tuple[int, int]:
    """Of several people of one name, the one whom the same article cites; else the one who is cited most."""
    same = sum(each.citation.article_id == mention.citation.article_id for each in group)
    return same, len(group)


def _full_names(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> dict[str, str]:
    """For each word, the name of two words or more that most often has it last: "Vaas" is "Ilan Vaas"."""
    counts: Counter[str] = Counter()
    for article, own in zip(articles, passages, strict=True):
        for passage in own:
            names = facts_of(passage.text, article.published).names
            counts.update(passage.text[each.start : each.end] for each in names if len(each.words) > 1)
    return {_last_word(name): name for name, _ in reversed(counts.most_common())}


def _last_word(name: str) -> str:
    return name.split()[-1].casefold().removesuffix("'s").removesuffix("’s")


def _cited(
    key: frozenset[str], group: Sequence[_Mention], place: dict[str, int], full: Mapping[str, str]
) -> CitedSource:
    names = sorted({_WHO.split(each.source.text)[0] for each in group}, key=lambda text: (-len(text), text))
    name = next((each for each in names if len(each) <= _LONGEST_NAME), names[-1])
    if _is_named(group[0]) and len(key) == 1 == len(name.split()):
        name = full.get(next(iter(key)), name)
    citations = sorted((each.citation for each in group), key=lambda each: (place[each.article_id], each.start))
    return CitedSource(name, _is_named(group[0]), tuple(citations))


def _speaks(source: Source, quotations: Sequence[Quotation]) -> bool:
    """True for a name, a pronoun or an office outside quotations: "anyone can say" is nobody's statement."""
    quoted = any(each.start <= source.verb_start < each.end for each in quotations)
    return not quoted and (source.kind != "unnamed" or bool(source.roles))


def _mentions(article: Article, passages: Sequence[Passage]) -> Iterator[_Mention]:
    """Each statement in an article with who makes it, in order; one of nobody known is left out."""
    last: tuple[int, Source] | None = None
    for passage in passages:
        facts = facts_of(passage.text, article.published)
        quotations = quoted_within(article.text, passage.start, passage.end)
        spoken = [each for each in facts.sources if _speaks(each, quotations)]
        words = sum(len(passage.text[each.start : each.end].split()) for each in quotations)
        goes_on = not spoken and sum(each.end - each.start for each in quotations) > _MOSTLY_QUOTED * len(passage.text)
        known = last[1] if last and passage.index - last[0] <= _BACK else None
        for number, source in enumerate(spoken):
            speaker = known if source.kind == "pronoun" else source
            if speaker is not None:
                start, end = passage.start + source.start, passage.start + source.end
                yield _Mention(speaker, Citation(article.id, start, end, 0 if number else words))
                last = (passage.index, speaker) if speaker.is_person else last
        if goes_on and known is not None:
            yield _Mention(known, Citation(article.id, passage.start, passage.end, words))
            last = (passage.index, known)
