"""Shapes of page furniture: by-lines, credits and time stamps, as patterns for single sentences of bounded length."""

from __future__ import annotations

import re

_WORD = r"[A-Z][\w.’'-]*+"
_NAME = rf"{_WORD}(?: (?:de|van|von|der|al|bin|la|{_WORD}))++"
_NAMES = rf"{_NAME}(?:(?:, and |,? and |, ){_NAME})*+"
"""Possessive quantifiers throughout, so that a hostile line takes linear time."""
NAME = re.compile(_NAME)

_WRITERS = r"(?:editor|reporter|correspondent|writer|columnist|contributor|staff|photographer)"
BY_LINE = re.compile(
    "|".join(
        [
            rf"(?:By|BY):? (?:[A-Z][\w.]*+(?:['’]s)? ){{0,3}}{_NAMES}"
            rf"(?: ?[,|/(—–-][^.!?]{{0,80}}[^\w.!?]*| [\w ]{{0,40}}\b{_WRITERS}\W*|\W*)",
            rf"(?:By|BY):? [\w.’' ]{{0,60}}\b{_WRITERS} {_NAMES}\W*",
            rf"{_WORD}(?: {_WORD}){{1,3}} (?:for|reports? for|is an? [\w ]{{0,40}}{_WRITERS} (?:for|at)) "
            rf"(?:the )?{_WORD}(?: (?:of|the|and|&|{_WORD}))*+",
            rf"{_NAMES} (?:in [\w ,]+ )?contributed(?: reporting)?\W*",
            rf"{_NAMES}(?:,? (?:[\w ]{{0,40}} )?writers?:? )?{_NAMES} in [^.!?]*+ contributed\W*",
            r"[A-Z][^.!?\[]{10,200}\[[A-Z]{4,12}\]\W*",
            r"[\w.+-]+@[\w-]+\.[\w.]+\W*|https?://\S+\W*|@\w+\W*|(?=\w*\d)[0-9a-f]{16,}\W*",
            r"(?:Related|RELATED|Recommended|RECOMMENDED) [A-Z][^.!?]{8,200}",
            r"[—–-]{1,2} ?With assistance by .{3,200}",
        ]
    ),
    re.DOTALL,
)
"""Authors, how to contact them, and headlines of other articles."""
BY_LINE_FIRST = re.compile(r"(?:By|BY):? [A-Z][^.!?()]{3,80}?\s(?=[A-Z]{3,}[A-Z ,.]{0,40}(?:\([\w ]{2,30}\) )?[–—-])")
"""A by-line before a dateline."""

_PART = r"(?:[A-Z][\w.’'-]*+|[A-Z]\.|de|van|von|der|al|bin|via|for|of|the|and|&)"
_GENERIC = r"(?:Images|Photos?|Pictures|Handout|Photography|Pool|Staff|Courtesy)"
_AGENCY = rf"(?:[A-Z][\w.]*+[ /]){{0,4}}{_GENERIC}"
CREDIT = re.compile(
    rf"{_PART}(?: {_PART}){{0,6}} ?(?:[/|]| via ) ?{_PART}(?:[ /|,]{{1,3}}{_PART}){{0,8}}\W*|"
    rf"(?:[A-Z][\w.’'-]* ){{0,4}}{_GENERIC}\W*"
)
"""A photographer and an agency: "Una Brandt/Weir Images", "Una Brandt | Weir"."""
CREDIT_FIRST = re.compile(
    rf"(?:\| )?(?:[A-Z][\w.’'-]*+ ){{1,3}}?[A-Z][\w.’'-]*+ ?/ ?{_AGENCY}\s+(?=[A-Z“\"‘])|"
    rf"\| (?:[A-Z][\w./]*+ ){{0,3}}?(?:{_GENERIC}|[A-Z]{{2,}}|[A-Z][\w.]*+ [A-Z]\w*+/[A-Z]{{2,}})\s+(?=[A-Z“\"‘])|"
    r"(?:[Ee]nlarge this image )?[Tt]oggle caption (\S.{2,80}?) \1\s+(?=\S)"
)
"""A credit before other text of the same paragraph."""
CREDIT_LAST = re.compile(
    r"\((?:(?:[A-Z][\w.’'-]* ){0,3}(?:[Pp]hotos?|[Ii]mages?|[Pp]icture)(?: (?:by|via|courtesy)\b|:|/)[^()]{2,60}|"
    r"[A-Z][\w.’' -]{1,40}/[^()\d]{2,60})\)\W*$|"
    rf"\s[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){{1,3}} ?/ ?{_AGENCY}\W*$"
)
"""A credit at the end of a caption."""

_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_ZONES = r"(?:[ecmp][sd]?t|bst|ist|gmt|utc|cet|cest|[as][ek]st|hkt|local time|eastern)"
_CLOCK = r"\d{1,2}\s?[:.]\s?\d\d(?:\s?[:.]\s?\d\d)?\s?(?:[ap]\.?\s?m\b\.?)?|\d{1,2}\s?[ap]\.?\s?m\b\.?"
_WHEN = (
    r"(?:first|last|originally|updated|posted|published|modified|created|time|ago|years?|days?|hours?|minutes?|min|"
    r"at|on)"
)
_NUMBER = r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{1,4}(?:st|nd|rd|th)?"
_STAMP_PART = rf"(?:{_CLOCK}|{_MONTHS}|{_DAYS}|{_ZONES}|{_WHEN}|{_NUMBER})(?![^\W_])"
_GAP = r"(?:[\s,:;/|()\[\]–—-]|\.(?!\d)){0,4}"
STAMP = re.compile(rf"(?:[^\W\d_]\w*\s){{0,2}}?(?:{_STAMP_PART}{_GAP}){{2,16}}", re.IGNORECASE)
STAMP_NEEDS = re.compile(
    rf"\b(?:{_MONTHS}|{_ZONES}|\d\s?[ap]\.?\s?m)(?![^\W_])|^\W*\d{{1,2}}:\d\d\W*$|"
    rf"^(?=.*\b{_DAYS}(?![^\W_])).*\d:\d\d|\b(?:updated|posted|published)\b",
    re.IGNORECASE,
)
"""A time stamp consists of parts of dates and times, and one of them is a month, a zone, or a clock time with more."""
STAMP_FIRST = re.compile(
    r"(?:(?:By|BY):? [A-Z][^.!?]{3,80}?[\s,|–—-]+)?"
    rf"(?i:(?:first |last )?(?:updated|posted|published):?\s(?:{_STAMP_PART}{_GAP}){{2,12}}+)(?=[A-Z“\"‘(])"
)
"""A by-line and a time stamp, or a stamp alone, before the first sentence."""
NUMBER = re.compile(r"\d{6,}|\d{1,2}:\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:,? \d{1,2}:\d\d)?")
"""A number with no meaning in the text: an identifier, a clock time, a date."""

ROLE = re.compile(
    r"(?P<name>(?:\W{0,3}(?:Rev|Dr|Gen|Sen|Fr|Mr|Ms|Mrs|Prof)\.? )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'\"“”()-]*){1,4}),? "
    r"(?:\([^()]{2,40}\),? )?(?P<verb>is|was formerly|has been|writes|covers|reports (?:on|for)|contributes to)\b"
)
ROLE_NOUN = re.compile(
    r"\b(?:columnist|contributor|correspondent|reporter|(?:staff )?writer|editor|journalist|blogger|syndicated|"
    r"radio host|talk[- ]show host|author of|fellow|professor)\b|^(?:writes|covers|reports|contributes)\b",
    re.IGNORECASE,
)
"""Parts of a sentence about the author of the article."""
