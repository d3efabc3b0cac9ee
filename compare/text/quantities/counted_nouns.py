"""Counting: what a number counts, and what happened to those who are counted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from compare.text.dates.calendar_words import weekday_of
from compare.text.lexicon import LexiconMatch
from compare.text.quantities.designations import has_plain_words, is_name_with_digits, name_before
from compare.text.quantities.numbered_names import is_numbered_name
from compare.text.quantities.numbers.number import Number
from compare.text.quantities.units import DASHES
from compare.text.terms import BE, STOP_WORDS
from compare.text.tokens import Token, bag, low_at

_INSIDE = bag("of the other more his her its their")
"""Function words that may occur between a number and what it counts ("two of the other officers")."""

_ON_TOP = bag("additional more further extra other others new")
_PART_OF = bag("including include includes included another among additional further other")
_LIFE_TERMS = bag("in sentence sentences term terms imprisonment behind without")
"""Words after the "life" of a life sentence."""
_REACH = 8
"""Maximum distance, in words, between what is counted and what happened to it (set by hand)."""

_LONGEST_STATUS = 12
"""Maximum number of words of a phrase for what happened to somebody, and some margin."""

_LONG_REACH = 24
"""The same for the subject of a verb of change ("the number of people killed in … rose to 19") (set by hand)."""

_CHANGES = bag("rise climb increase grow jump soar surge go stand fall drop decline revise reach pass hit")
"""Verbs whose subject is the number, and which come directly before its value."""


_WHERE = frozenset({"aboard"})
"""Statuses that say where somebody was, and not what happened to them."""
_PARTS_OF_DAY = bag("morning afternoon evening")
_BEFORE_A_TIME = bag("at after before past until till since towards")
_ABOUT = bag("about around nearly almost")
"""Words before a time or a count."""
_TAKE_PEOPLE = bag("treat free rescue admit arrest detain evacuate release kill wound injure save seize")
"""Verbs after which, in the active voice, such a word begins a count."""
_VERB_REACH = 5
"""Maximum number of tokens before such a verb that are searched for its auxiliary (set by hand)."""
_HOURS = 12

_BEFORE_A_COUNT = bag("another only just all some maybe perhaps exactly nearly roughly almost around about over under")
"""Words at the start of a sentence before a number that does not belong to a name."""
_NO_NAME = _BEFORE_A_COUNT | bag(
    "first last next top past final latest total today yesterday tonight meanwhile still now finally "
    "reportedly currently eventually initially officially"
)
"""The same, for sentences whose number counts what follows."""
_PREPOSITIONS = bag(
    "in at on near across around outside inside from over within beyond throughout for by to since until than "
    "after before during amid despite under between off of with without against among behind above below along"
)
_ANY = bag("many most some all few only other")
"""Words that occur before the name of a product, but not before the name of a place or person."""
_MANY = bag("dozens hundreds thousands millions scores")
"""The same, with an "of"."""
_USERS = bag("user gamer")
_PRODUCTS = bag("owner viewer subscriber console phone smartphone handset laptop tablet headset")
_AIRCRAFT = bag("jet plane aircraft airliner")
"""Nouns after digits that may be a model number instead of a count: "Xbox 360 owners", "Boeing 737 jets"."""
_DIGITS_OF_AIRCRAFT = 3
_MOST_OF_NAME = 10_000
"""No name or model has a higher number: "Flight 370" (set by hand)."""


_MEMBERS = bag("nation country member judge juror vehicle truck ship storey bed")
"""Nouns that a joined number counts: "the 27-nation bloc", unlike "a two-way street"."""
_NO_NOUNS = bag("something odd plus ish strong")
"""Words joined to a number that counts something else, or that is not exact: "a 500-strong crowd"."""


class Counting:
    """Finds what the numbers of one passage count; all places are token places."""

    def __init__(self, tokens: Sequence[Token], lexicon_matches: Sequence[LexiconMatch]) -> None:
        self.tokens = tokens
        self.has_plain_words = has_plain_words(tokens)
        self.people = {each.start: each for each in lexicon_matches if each.kind == "people"}
        self.shouts = all(token.text.isupper() for token in tokens if token.is_word)
        self.statuses = [each for each in lexicon_matches if each.kind == "statuses"]
        self._starts = [each.start for each in self.statuses]

    def counted(self, place: int) -> tuple[str, int]:
        """The group or the noun that follows, in the plural or joined as in "27-nation", and where it ends.

        ("", place) if none does.
        """
        if joined := self._joined_noun(place):
            return (joined, place + 2) if joined in _MEMBERS else ("", place)
        for at in range(place, min(place + 6, len(self.tokens))):
            token = self.tokens[at]
            if at in self.people and token.low != "dead":
                found_word = self.people[at]
                if not (
                    at + 1 < len(self.tokens) and at + 1 in self.people and self.people[at + 1].end > found_word.end
                ):
                    return found_word.group, found_word.end
                continue
            if self._is_name_with_digits(place, at):
                if self._is_plural(at - 1) and not is_numbered_name(self.tokens, at):
                    break  # "40 Democrats 38 Republicans"
                continue
            if self._ends_count(at):
                break
            if self._is_name_with_digits(place, at + 1):
                continue
            if self._is_plural(at):
                return token.lemma, at + 1
        return "", place

    def _joined_noun(self, place: int) -> str:
        """The "nation" of "27-nation" and the "way" of "two-way"; "" for kinds of persons and anything else."""
        joined = self.tokens[place - 1 : place + 2]
        if len(joined) < 3 or joined[1].text != "-" or joined[0].low == "one" or place + 1 in self.people:
            return ""
        touches = joined[0].end == joined[1].start and joined[1].end == joined[2].start
        is_noun = joined[2].text.islower() and joined[2].low not in STOP_WORDS | _NO_NOUNS
        return joined[2].lemma if touches and is_noun and self._low(place + 2) not in DASHES else ""

    def _ends_count(self, at: int) -> bool:
        """Whether the token at `at` cannot occur between a number and what it counts."""
        token = self.tokens[at]
        if token.is_number or (not token.is_word and token.text not in DASHES):
            return True
        if token.low in STOP_WORDS and token.low not in _INSIDE:
            return True
        return any(each.start <= at < each.end for each in self.statuses)

    def _is_plural(self, at: int) -> bool:
        token = self.tokens[at]
        return token.low.endswith("s") and token.lemma != token.low and not token.low.endswith("'s")

    def counted_before(self, start: int) -> str:
        """What is counted in "the number of homes … at 90", "a crowd of 450"."""
        reach = self._reach_before(start)
        for at in range(start - 1, max(-1, start - reach), -1):
            if self._low(at) in ({".", ";"} if reach > _REACH else {".", ";", ","}):
                return ""
            if self._low(at) == "of" and self._low(at - 1) in {"number", "numbers"}:
                return self.counted(at + 1)[0]
            if self._low(at) == "crowd":
                return "people"
        return ""

    def status(self, start: int, end: int) -> tuple[frozenset[str], int]:
        """What happened to those counted, according to the nearest words; and `end`, moved past them if they are
        next.
        """
        if told := self._told_of_subject(start):
            return told, end
        if self._low(start - 2) == "of" and self._low(start - 3) in {"none", "neither"}:
            return frozenset(), end  # "none of the 12 was hurt"
        best, nearest, last = set[str](), _REACH + 1, end
        for each in self._statuses_between(start - _REACH - _LONGEST_STATUS, end + _REACH + 1):
            if each.end <= start:
                distance, gap = start - each.end, range(each.end, start)
            elif each.start >= end:
                distance, gap = each.start - end, range(end, each.start)
            else:
                distance, gap = 0, range(0)
            if self._is_in_another_sense(each):
                continue
            distance += 2 * sum(self.tokens[at].text == "," or self.tokens[at].low == "and" for at in gap)
            if distance > min(nearest, _REACH) or any(self.tokens[at].text in {".", ";"} for at in gap):
                continue
            if distance < nearest:
                best, nearest = set(), distance
                last = each.end if each.start in {end, end + 1} else max(end, each.end) if not gap else end
            best.add(each.group)
        if not best and "toll" in map(self._low, range(max(0, start - 2 * _REACH), start)):
            best = {"killed"}
        return frozenset(best), max(last, end)

    def _is_in_another_sense(self, found: LexiconMatch) -> bool:
        """True for the noun "fire", for villages that are "cut off", and for the "life" of a life sentence."""
        word, after = self._low(found.start), self._low(found.end)
        if found.group == "dismissed":
            return word == "fire" or (word == "cut" and after in {"off", "to", "by"})
        is_term = after in _LIFE_TERMS or self._low(found.start - 1) in {"to", "for"}
        return word == "life" and found.end == found.start + 1 and is_term

    def _told_of_subject(self, start: int) -> frozenset[str]:
        """What happened to the subject of "the number of people killed … rose to 19", "the toll … stands at 21"."""
        reach = self._reach_before(start)
        if reach == _REACH:
            return frozenset()
        before = range(max(0, start - reach), start)
        if "toll" in map(self._low, before):
            return frozenset({"killed"})
        number = max((at for at in before if self._low(at) in {"number", "numbers"}), default=start)
        every = (each for each in self._statuses_between(number + 1, start) if not self._is_in_another_sense(each))
        told = frozenset(each.group for each in every)
        return told - _WHERE or told  # "killed in the fire aboard the ferry" are killed

    def _statuses_between(self, first: int, last: int) -> Sequence[LexiconMatch]:
        """The statuses that start at the tokens `first` to `last` (exclusive)."""
        return self.statuses[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def _reach_before(self, start: int) -> int:
        """Number of words before a number that may say what it counts: more if a verb of change comes first."""
        verb = start - 2 if self._low(start - 1) in {"to", "at", "by"} else start - 1
        return _LONG_REACH if verb >= 0 and self.tokens[verb].lemma in _CHANGES else _REACH

    def is_part(self, first: int, end: int, noun_end: int) -> bool:
        """True for "including three children", "90 additional students", "another 20", "two of them"."""
        inside = {self._low(at) for at in range(end, noun_end + 1)}
        before = {self._low(first - 1), self._low(first - 2)}
        return not inside.isdisjoint(_ON_TOP) or not before.isdisjoint(_PART_OF) or self._low(end) == "of"

    def is_bare(self, number: Number) -> bool:
        """ "one" as a pronoun, "net zero" and numbers with nothing to count nearby ("Flight 370", "Covid-19")."""
        if number.value > _MOST_OF_NAME:
            return False
        if self._low(number.start) in {"one", "zero"} and number.end == number.start + 1:
            return True
        before = self.tokens[number.start - 1] if number.start else None
        if before is None or before.text == "#":
            return before is not None
        named = before.is_capital and not self.shouts and before.low not in STOP_WORDS
        if number.start == 1:  # "Channel 4 reported", "Windows 11 is out"
            named = named and self.tokens[1].is_number and before.low not in _BEFORE_A_COUNT
        return (named or before.text == "-") and not self.status(number.start, number.end)[0]

    def is_of_name(self, number: Number, counted: str, hedge: str) -> bool:
        """True for "Windows 11 users" and "all Boeing 737 jets": a name, its bare digits, and a noun of products.

        Also for compounds that count nothing.

        Anything else is counted: a verb ("It gave Norland 31 tanks") or a place may come right before a number.
        """
        if number.end == number.start + 1 and not hedge and is_numbered_name(self.tokens, number.start):
            return True
        if self._joined_noun(number.end) not in _MEMBERS | {""}:
            return True  # "a two-way street"
        if not counted or hedge:
            is_other = self.is_bare(number) or self._is_before_name(number.end) or self._is_time_of_day(number)
            return not counted and is_other
        start, digits = number.start, self.tokens[number.start].text
        is_plain = number.end == start + 1 and digits.isdecimal() and number.value < _MOST_OF_NAME
        first = name_before(self.tokens, start)
        if first == start or not is_plain or not self.has_plain_words or number.end >= len(self.tokens):
            return False
        last, noun = self.tokens[start - 1], self.tokens[number.end].lemma
        is_owner = last.text.endswith(("'s", "’s", "s'", "s’"))  # "Norland's 12 users"
        if is_owner or weekday_of(last) is not None or self._is_dateline(first, start):
            return False
        is_aircraft = noun in _AIRCRAFT and len(digits) == _DIGITS_OF_AIRCRAFT
        if noun not in _USERS | _PRODUCTS and not is_aircraft:
            return False
        are_many = self._low(first - 1) == "of" and self._low(first - 2) in _MANY
        return noun in _USERS or are_many or self._low(first - 1) in _ANY or self._begins_sentence(first, start)

    def _is_time_of_day(self, number: Number) -> bool:
        """True for the "three" of "shortly after three in the morning"."""
        after = [self._low(number.end + at) for at in range(3)]
        is_said = (after[:2] == ["in", "the"] and after[2] in _PARTS_OF_DAY) or after[:2] == ["at", "night"]
        is_hour = is_said and number.value <= _HOURS and self._follows_word_of_time(number.start - 1)
        return is_hour and not self._told_of_subject(number.start)

    def _follows_word_of_time(self, at: int) -> bool:
        """True for "at" and for the "about" of "broke out about three", false for that of "treated about 12"."""
        is_passive = not BE.isdisjoint(self._low(each) for each in range(at - 1 - _VERB_REACH, at - 1))
        takes_people = self._low(at) in _ABOUT and self.tokens[at - 1].lemma in _TAKE_PEOPLE
        return self._low(at) in _BEFORE_A_TIME | _ABOUT and (is_passive or not takes_people)

    def _begins_sentence(self, first: int, start: int) -> bool:
        """True if a name is all that precedes `start`: not "Off Norland", "Today Norland" or "Sending Norland"."""
        word = self.tokens[0]
        is_verb = word.low.endswith(("ing", "ed")) and word.lemma != word.low
        is_other = is_verb or word.low in _NO_NAME | _PREPOSITIONS
        return first == 0 and (not is_other or (start > 1 and word.low in _ANY))

    def _is_before_name(self, place: int) -> bool:
        """True for the 40 of "40 PlayStation 5": the digits of a name follow, and nothing that is counted."""
        at = place
        while at < len(self.tokens) and self.tokens[at].is_word and not self.tokens[at].text.islower():
            at += 1
        return self._is_name_with_digits(place, at)

    def _is_name_with_digits(self, first: int, at: int) -> bool:
        return is_name_with_digits(self.tokens, first, at, self.has_plain_words)

    def _is_dateline(self, first: int, start: int) -> bool:
        """True for "LARMONT 12 homes": words in capitals at the beginning, which name a place."""
        return first == 0 and all(token.text.isupper() and len(token.text) > 1 for token in self.tokens[first:start])

    def _low(self, place: int) -> str:
        return low_at(self.tokens, place)
