"""Wording of page furniture: labels, calls to action and notices, as patterns for single sentences of limited length.

Each pattern describes a kind of furniture, never one publisher's. Parts that must occur together are searched for
separately, and repetition is bounded, so each pattern takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL)


LABELS = (
    r"(?:related|recommended|similar)(?: (?:video|coverage|stor(?:y|ies)|articles?|links?|topics?|content|news))?s?|"
    r"see(?: also| more| now)?|more(?: on| from)?|also read|read(?: also| more)?|now (?:read|watch)|"
    r"watch(?: (?:live|now|below|more|this))?|listen|must (?:watch|read|see)|videos?|(?:photo )?gallery|photos?|"
    r"pictures|cartoons?|slideshow|podcast|graphic|interactive|(?:full|special) coverage|special report|most read|"
    r"trending|don['’]t miss|you (?:may|might) also like|filed under|posted in|tagged(?: with)?|tags?|topics|"
    r"our picks?|contributing|(?:photo|image) credits?|discuss"
)
POINTING = re.compile(rf"(?:{LABELS})\s*:(?!\d)", re.IGNORECASE)
"""A label before the headline of another article."""

LABELLED = _any(
    [
        r"(?:photo|picture|image|photograph|file photo|illustration|source|credit|cover(?: image)?|photographer)s?"
        r"(?: illustration)?\s*(?:by\b|:|credit\b)",
        r"(?:image|media|video|photo) (?:copyright|caption|source|credit)\b|(?:enlarge this image )?toggle caption\b",
        r"(?:must|just|now) watch(?:ed|ing)? \S|(?:play|replay) (?:more )?videos?\b",
        r"related (?:coverage|video|stor(?:y|ies)|articles|links) \S",
        r"[^.!?]{0,60}: https?://\S+\W*$|\w+: \d{6,}\W*$",
        r"read more\b|(?:continue|keep) reading\b|read or share\b|also on (?:\w+ ){0,2}\w+:",
        r"copyright\b|©|\(c\) ",
        r"skip (?:twitter|facebook|instagram|past|to)\b|(?:next|prev(?:ious)?) image \d",
    ]
)
"""A sentence with this beginning is furniture, whatever follows."""

_SITES = r"(?:twitter|facebook|instagram|x|youtube|whatsapp|telegram|linkedin|google\+?|social media)\b"
_PIECE = r"(?:article|story|report|text|post|piece|version|interview|transcript|memo|letter|opinion|document|brief)\b"
_THIS_PIECE = r"(?:this|the) (?:\w+ )?(?:report|story|article|post)\b"

INVITING = _any(
    [
        r"(?:click|tap) (?:here|to|on|for|this)\b",
        rf"(?:read|view|see|watch)(?: the| our| its| this)? (?:full|whole|original|complete|entire) (?:\w+ ){{0,3}}?"
        rf"{_PIECE}",
        r"(?:watch|see) (?:the )?(?:latest )?(?:video|clip|map|chart|list|pdf)\b(?! of\b)|watch live\b|watch here\b",
        r"see (?:also|more (?:from|on|coverage)|related|details on|full results|other \w+ commentary)\b",
        r"(?:see|watch|read|view|find|listen to) .{0,60}\b(?:above|below|here)[.!)\]→»]*$|(?:see|read|visit) our\b",
        r"you can (?:read more|read \w+ opinions|manage|follow|listen|subscribe|unsubscribe|opt out)\b|learn more\W*$",
        r"please (?:enable|try again|include your|ensure (?:that )?you|read our|select your)\b|use this form\b",
        r"(?:news )?(?:analysis|opinion|commentary|editorial)(?:\s?/\s?\w+)?\s?:\W*$|credit\W*$|powered by \w+\W*$",
        r"(?:if you (?:want|would like) )?to (?:read|see|view|get|hear|learn) (?:more|all|the full)\b",
        r"to stay updated\b|for (?:more|the latest)\b.{0,80}\b(?:see|visit|subscribe|go to|check out|click|follow)\b",
        r"(?:for|find|get|click for) more (?:from|stories|news|coverage|on this)\b|more (?:\w+ )?stories from\b",
        r"the post \S.{0,200}?\b(?:first appeared|appeared first) on\b",
        r"(?:story|article) continue[sd] (?:below|after)\b|story continues\b|story highlights\W*$",
        r"scroll (?:down )?(?:for|to)\b|swipe (?:to|for)\b|follow along for\b",
        r"(?:please )?(?:sign up|subscribe|register)(?: now| here| today)?(?: to| for| and| you\b|\W*$)",
        rf"(?:please )?(?:follow|like|find|join|watch) (?:us|me|him|her|them|@\w+|[\w .’'-]{{3,60}}?) on {_SITES}",
        r"(?:please )?follow (?:his|her|their|our|my|us|me)\b.{0,40}\b(?:page|account|feed|here)\b|follow @\w",
        r"(?:share|tweet|email|print|save|comment)(?: (?:this|on|via|article|story|post|facebook|twitter)\b|\W*$)",
        r"(?:download|get) (?:the|our) (?:\w+ ){0,4}app\b|support (?:our|independent) journalism\b|support us\W*$",
        r"(?:if you |did you )?(?:liked?|enjoy(?:ed)?) this (?:story|article|post)\b|"
        r"like what you(?:['’]re| are) reading\b",
        r"tell us (?:what you think|your)\b|what do you think\? (?:tell|let) us\b|let us know what you\b",
        r"got a (?:news )?tip\b|(?:submit|send) (?:a )?letters? to\b",
        r"(?:(?:additional )?reporting|writing|editing|edited|compiled) by\b",
        r"with (?:assistance|files) (?:by|from)\b",
        rf"(?:the )?(?:[\w ,.’'-]{{3,60}} )?contributed(?: reporting)? (?:to|for) {_THIS_PIECE}",
        r"(?:[\w’' ]{3,30}: )?(?:this|the) (?:story|article|post|report|page|version|headline) "
        r"(?:has been|was|is|will be) (?:first |originally |being )?"
        r"(?:updated|published|corrected|(?:a )?developing)\b",
        r"this (?:article|story) (?:is more than \w+ (?:years?|months?|days?) old|tagged under)\b",
        r"this is a rush transcript\b|copy may not be in its final form\b",
        r"by using this (?:site|website)\b|(?:this site|we) uses? cookies\b|media playback is (?:un|not )supported\b",
        r"(?:more on this|more from|recommended|most read|trending|(?:related|recent) stories|related|see also|"
        r"see more|don['’]t miss)\W*$",
        r"get (?:breaking|all the latest|the latest) .{0,40}\b(?:news|alerts|reports|coverage|analysis)\b",
        r"thank(?:s| you) for (?:subscribing|signing up|reading|watching|joining us)\b|you must select a newsletter\b",
        r"invalid e-?mail address\W*$|please re-?enter\W*$",
        r"(?:please )?verify (?:that )?you['’]re not a robot\b|by (?:signing up|subscribing),? you\b",
        r"(?:last )?(?:updated|published|posted)\s*(?:at|on|:|\d)(?:\s*\S+){0,8}\s*$",
    ]
)
"""A sentence with this beginning is furniture unless it reports what someone said."""

_NOTE = (
    r"^\W*(?:(?:editor|author|publisher|insider|reader)s?['’]?s?['’]? note|corrections?(?: (?:&|and) \w+)?|"
    r"clarification|update)\b"
)
_NOTED = (
    r"\b(?:this|an? (?:earlier|previous)|the original) (?:\w+ )?(?:story|article|column|post|piece|version|interview|"
    r"report|headline)\b|\bpaywall\b|\bour .*coverage\b|\bupdated (?:to|with)\b"
)
_WRITE = (
    r"^\W*(?:(?:please|or|and|then|you (?:can|may)) )?"
    r"(?:follow|e-?mail|write to|contact|reach|tweet|send|submit|got a)\b"
)
_ADDRESS = r"(?<!\S)\(?@\w|\w@\w|\[email|https?://"
_READERS = r"\b(?:subscri\w+|members?(?:hip)?|donat\w+|readers)\b"
_POLICY = r"\b(?:privacy policy|terms and conditions|terms of (?:use|service)|comments policy)\b"
_RIGHTS = r"\breprint permission|\blicensing opportunities\b|\bmay not be (?:published, broadcast|reproduced)\b"
_OWN = r"\b(?:their|his|her) own\b|\bof the author|\bnot (?:necessarily )?(?:represent|reflect)"
_CONTRIBUTED = (
    rf"\bcontributed(?: reporting)? (?:to|for) {_THIS_PIECE}|\bcontributed reporting\b|"
    r"^\W*(?:[A-Z]\S+ ){1,3}writers? "
)
_ROWS: Sequence[tuple[str, ...]] = [
    ("inbox", r"\b(?:your inbox|sign[- ]?up|subscribe|delivered|straight to)\b"),
    ("newsletter", r"\b(?:sign[- ]?up|subscribe|register for|get our|click|subscriptions?)\b", r"^[^\"“”]*$"),
    ("agree", r"\bby (?:signing up|subscribing|registering|clicking)\b|\byou agree to\b", r"\byou (?:are )?agree"),
    ("unsubscribe|opt", r"\byou (?:can|may) (?:unsubscribe|opt[- ]out)\b"),
    ("policy|terms", _POLICY, r"\b(?:our|your?)\b"),
    ("enjoyed|liked", r"\b(?:enjoyed|liked) (?:this|reading)\b", r"\byou\b"),
    ("journalism|newsroom|paywall|reporting", _READERS, r"\b(?:your|our|us)\b"),
    ("recaptcha", r"\bprotected by recaptcha\b"),
    ("reserved", r"\ball rights reserved\b"),
    ("reprint|licens|reproduced|broadcast", _RIGHTS),
    ("contributed", _CONTRIBUTED),
    ("used in this", r"^information from\b"),
    ("based", r"\bbased in part on wire\b"),
    ("expressed", r"\b(?:opinions?|views) expressed\b", _OWN),
    ("note|correct|clarif|update", _NOTE, _NOTED),
    ("@|[email|http", _WRITE, _ADDRESS),
    ("@|[email", r"\w@\w|\[email", r"\b(?:please|comments?|questions?|tips|letters|us)\b"),
    ("be followed|be reached", r"\bcan be (?:followed|reached)\b", rf"{_ADDRESS}|\btwitter\b"),
    ("click here", r"\bclick here\b"),
]
TOGETHER = tuple(
    (tuple(needles.split("|")), tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns))
    for needles, *patterns in _ROWS
)
"""Words of which a sentence must contain one, in lower case, and patterns that must all be found in it: such a sentence
is furniture, unless it reports what someone said.
"""

REPORTED = re.compile(r"\b(?:said|told|testified|asked|added)\b|[,?!][”\"’'] ", re.IGNORECASE)

SHOWN = re.compile(
    r"[(\[]\s*(?:(?:see|watch|read|listen|view|click|photos?|videos?|cartoons?|also on|related|gallery)\b"
    r"[^()\[\]]{0,150}|(?:more|full|chart|map|story continues)\b[^()\[\]]{0,30})[)\]]\W*",
    re.IGNORECASE,
)
"""A pointer in brackets: "(See chart.)", "[Related: …]"."""

HIGHLIGHTS = re.compile(r"(?:story|article|key) highlights?\b:?\s*|#\w{3,20}#\s*", re.IGNORECASE)
_OPENS = (
    r"(?:The|In|It|But|And|He|She|They|This|That|These|As|For|On|At|If|When|While|Through|After|Before|A|An|We|I|There|"
    r"To|Of)\b"
)
POINTING_FIRST = re.compile(
    rf"(?i:(?:{LABELS})\s*:\s?)[^.!?]{{10,150}}?[a-z]\s(?={_OPENS},?\s[a-z][^.!?]{{10,600}}[.!?])"
)
"""A label and a headline before a sentence that begins with a function word."""

INSIDE = re.compile(
    r"(?<=[a-z0-9.!?”\")’]) ?"
    r"(?P<word>\b(?:Advertisement|ADVERTISEMENT)(?: Continue reading the main story)?|Story Continued Below)(?=\s|$)|"
    r"(?<=[a-z0-9.!?”\")’])\s(?P<rest>(?:Read more|READ MORE|Read More)(?=:| [A-Z]|\W*$)|"
    r"(?:Click|CLICK) (?:here|HERE)\b|(?<=[.!?”\")’]\s)(?:Share|SHARE) (?:this|THIS)\b|Follow (?:us\b|@)|"
    r"(?:Copyright|©) (?:© |\(c\) )?\d{4}\b|(?:Image|Media|Video) (?:copyright|caption)\b|"
    r"(?:Sign up|SIGN UP) (?:for|here|now|today)\b|Subscribe (?:to|now)\b|RELATED:|Related:|"
    r"(?:Continue|Keep) reading\b|(?:Photo|PHOTO|Image|Photographer|Photo [Cc]redit): ?(?=[A-Z]))"
)
"""Furniture inside a paragraph: a `word` alone, or text up to the end of the sentence (`rest`)."""
CAPTION = re.compile(r"(?:Image|Media|Video) (?:copyright|caption)\b|Media playback is \w+ on your device")
