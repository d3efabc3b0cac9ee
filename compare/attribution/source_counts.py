"""Sourcing: the sources that each article of an event cites, how often, and with how many quoted words.

`cited_sources` finds speakers by a grammar, for archives without a tagger; with one, `compare.attribution.citations`
does it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from compare.model.article import Article
from compare.model.passage import Passage
from compare.text.analysis import Source, facts_of
from compare.text.speech.quotations import Quotation, quoted_within

_BACK = 3
"""How many passages back "he", or a quotation without a speaker, may refer (set by hand)."""

_MOSTLY_QUOTED = 0.5
"""Share of a passage inside quotation marks from which it continues the previous speaker's quotation (set by hand)."""

_LONGEST_NAME = 60
"""Maximum characters of a source's name; for a longer one, a shorter mention is used (set by hand)."""

_WHO = re.compile(r",? who\b")


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that reports a source's statement; `start` to `end` mark the name of the source, if the passage has it.

    Otherwise they mark the whole passage. `quoted` is the number of words inside quotation marks; `is_direct` is true
    (direct speech) if most of the statement is inside them.
    """

    article_id: str
    start: int
    end: int
    quoted: int
    is_direct: bool

    @property
    def as_row(self) -> tuple[int, int, int, bool]:
        """All fields except the article, in order."""
        return self.start, self.end, self.quoted, self.is_direct


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A cited source: the fullest name, and all citations, article by article."""

    name: str
    is_named: bool
    citations: tuple[Citation, ...]

    @property
    def is_cited_once(self) -> bool:
        """True if there is exactly one citation."""
        return len(self.citations) == 1

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
        """The key that identifies a source: its names without titles, or all its words if it has no name."""
        return (self.source.names - self.source.roles) or self.source.words


def cited_sources(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> list[CitedSource]:
    """Who is cited in an event, sorted by the number of articles that cite them.

    The same person with a different title is one source: mentions are merged if the names of one include the other's.
    """
    groups = _grouped(each for article, own in zip(articles, passages, strict=True) for each in _mentions(article, own))
    place = {article.id: number for number, article in enumerate(articles)}
    full = _full_names(articles, passages)
    return in_order(_cited(each, place, full) for each in groups)


def in_order(found: Iterable[CitedSource]) -> list[CitedSource]:
    """Sort sources by the number of articles that cite them."""
    return sorted(
        found, key=lambda each: (-len({one.article_id for one in each.citations}), -len(each.citations), each.name)
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Mentions of one source, with `key` the fullest name; `times` is the number of mentions per article."""

    key: frozenset[str]
    is_named: bool
    mentions: list[_Mention] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)

    def add(self, mentions: Sequence[_Mention]) -> None:
        self.mentions.extend(mentions)
        self.times.update(each.citation.article_id for each in mentions)


def _grouped(mentions: Iterable[_Mention]) -> list[_Group]:
    """Group mentions by source, fullest names first.

    Within an article, equal names are one source. Only groups that share a word of a name are compared, once per name
    and article: an article may contain thousands.
    """
    alike: dict[tuple[frozenset[str], bool], dict[str, list[_Mention]]] = {}
    for each in mentions:
        own = alike.setdefault((each.key, each.source.kind == "named"), {})
        own.setdefault(each.citation.article_id, []).append(each)
    groups: list[_Group] = []
    naming: dict[str, list[_Group]] = defaultdict(list)
    for (key, is_named), by_article in sorted(alike.items(), key=lambda each: -len(each[0][0])):
        rarest = min((naming[word] for word in key), key=len, default=[]) if is_named else []
        fitting = [group for group in rarest if key <= group.key]
        if not fitting:
            fitting = [_Group(key, is_named)]
            groups += fitting
            for word in key if is_named else ():
                naming[word] += fitting
        for article_id, alike_in_it in by_article.items():
            _closest(fitting, article_id).add(alike_in_it)
    return groups


def _closest(groups: Sequence[_Group], article_id: str) -> _Group:
    """Of several people with one name, the one cited in the same article; otherwise the one cited most."""
    return max(groups, key=lambda group: (group.times[article_id], len(group.mentions)))


def _full_names(articles: Sequence[Article], passages: Sequence[Sequence[Passage]]) -> dict[str, str]:
    """For each word, the longer name that most often ends with it: "Vaas" is "Ilan Vaas"."""
    counts: Counter[str] = Counter()
    for article, own in zip(articles, passages, strict=True):
        for passage in own:
            names = facts_of(passage.text, article.published).names
            counts.update(passage.text[each.start : each.end] for each in names if len(each.words) > 1)
    return {_last_word(name): name for name, _ in reversed(counts.most_common())}


def _last_word(name: str) -> str:
    return name.split()[-1].casefold().removesuffix("'s").removesuffix("’s")


def _cited(group: _Group, place: Mapping[str, int], full: Mapping[str, str]) -> CitedSource:
    told = {_WHO.split(each.source.text)[0] for each in group.mentions}
    names = sorted(told, key=lambda text: (-len(text), text))
    name = next((each for each in names if len(each) <= _LONGEST_NAME), names[-1])
    if group.is_named and len(group.key) == 1 == len(name.split()):
        name = full.get(next(iter(group.key)), name)
    citations = sorted(
        (each.citation for each in group.mentions), key=lambda each: (place[each.article_id], each.start)
    )
    return CitedSource(name, group.is_named, tuple(citations))


def _speaks(source: Source, quotations: Sequence[Quotation]) -> bool:
    """True for a name, a pronoun or an office outside quotations: "anyone can say" is nobody's statement."""
    quoted = any(each.start <= source.verb_start < each.end for each in quotations)
    return not quoted and (source.kind != "unnamed" or bool(source.roles))


def _mentions(article: Article, passages: Sequence[Passage]) -> Iterator[_Mention]:
    """Each statement in an article with its speaker, in order; statements of unknown speakers are left out."""
    last: tuple[int, Source] | None = None
    for passage in passages:
        facts = facts_of(passage.text, article.published)
        quotations = quoted_within(article.text, passage.start, passage.end)
        spoken = [each for each in facts.sources if _speaks(each, quotations)]
        words = sum(len(passage.text[each.start : each.end].split()) for each in quotations)
        is_quoted = sum(each.end - each.start for each in quotations) > _MOSTLY_QUOTED * len(passage.text)
        speech = words, is_quoted
        goes_on = not spoken and is_quoted
        known = last[1] if last and passage.index - last[0] <= _BACK else None
        for number, source in enumerate(spoken):
            speaker = known if source.kind == "pronoun" else source
            if speaker is not None:
                start, end = passage.start + source.start, passage.start + source.end
                yield _Mention(speaker, Citation(article.id, start, end, *((0, False) if number else speech)))
                last = (passage.index, speaker) if speaker.is_person else last
        if goes_on and known is not None:
            yield _Mention(known, Citation(article.id, passage.start, passage.end, *speech))
            last = (passage.index, known)
