"""Patterns of page furniture: what pages carry around an article and what reports nothing.

Each pattern describes the form of a kind of furniture (an invitation, a credit, a time stamp), never one publisher's.
They are matched against single sentences and paragraphs of bounded length (see `compare.text.cleaning`). Repetition is
possessive or bounded, and what must occur together is searched for one by one, so that each costs linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = r"[A-Z][\w.’'-]*+"
NAME = rf"{_WORD}(?: (?:de|van|von|der|al|bin|la|{_WORD}))++"
NAMES = rf"{NAME}(?:(?:, and |,? and |, ){NAME})*+"


_WRITERS = r"(?:editor|reporter|correspondent|writer|columnist|contributor|staff|photographer)"


def _any(patterns: Sequence[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags | re.DOTALL)


_LABELS = (
    r"(?:related|recommended|similar)(?: (?:video|coverage|stor(?:y|ies)|articles?|links?|topics?|content|news))?s?|"
    r"see(?: also| more| now)?|more(?: on| from)?|also read|read(?: also| more)?|now (?:read|watch)|"
    r"watch(?: (?:live|now|below|more|this))?|listen|must (?:watch|read|see)|videos?|(?:photo )?gallery|photos?|pictures|"
    r"cartoons?|slideshow|podcast|graphic|interactive|(?:full|special) coverage|special report|most read|trending|"
    r"don['’]t miss|you (?:may|might) also like|filed under|posted in|tagged(?: with)?|tags?|topics|our picks?|"
    r"contributing|(?:photo|image) credits?|discuss"
)
_SITES = r"(?:twitter|facebook|instagram|x|youtube|whatsapp|telegram|linkedin|google\+?|social media)\b"
_PIECE = (
    r"(?:article|story|report|text|post|piece|version|interview|transcript|memo|letter|opinion|document|analysis)\b"
)

POINTING = re.compile(rf"(?:{_LABELS})\s*:(?!\d)", re.IGNORECASE)
"""A label before the headline of something else."""
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
"""A sentence that begins so is furniture, whatever follows."""

INVITING = _any(
    [
        r"(?:click|tap) (?:here|to|on|for|this)\b",
        rf"(?:read|view|see|watch)(?: the| our| its| this)? (?:full|whole|original|complete|entire) {_PIECE}",
        r"(?:watch|see) (?:the )?(?:latest )?(?:video|clip|map|chart|list|pdf)\b(?! of\b)|watch live\b|watch here\b",
        r"see (?:also|more (?:from|on|coverage)|related|details on|full results|other \w+ commentary)\b",
        r"(?:see|watch|read|view|find|listen to) .{0,60}\b(?:above|below|here)[.!)\]→»]*$|(?:see|read|visit) our\b",
        r"you can (?:read more|read \w+ opinions|manage|follow|listen|subscribe|unsubscribe|opt out)\b|learn more\W*$",
        r"please (?:enable|try again|include your|ensure (?:that )?you|read our|select your)\b|use this form\b",
        r"(?:news )?(?:analysis|opinion|commentary|editorial)(?:\s?/\s?\w+)?\s?:\W*$|credit\W*$|powered by \w+\W*$",
        r"(?:if you (?:want|would like) )?to (?:read|see|view|get|hear|learn) (?:more|all|the full)\b|to stay updated\b",
        r"for (?:more|the latest)\b.{0,80}\b(?:see|visit|subscribe|go to|check out|click|follow)\b",
        r"(?:for|find|get|click for) more (?:from|stories|news|coverage|on this)\b|more (?:\w+ )?stories from\b",
        r"the post \S.{0,200}?\b(?:first appeared|appeared first) on\b",
        r"(?:story|article) continue[sd] (?:below|after)\b|story continues\b|story highlights\W*$",
        r"scroll (?:down )?(?:for|to)\b|swipe (?:to|for)\b|follow along for\b",
        r"(?:please )?(?:sign up|subscribe|register)(?: now| here| today)?(?: to| for| and| you\b|\W*$)",
        rf"(?:please )?(?:follow|like|find|join|watch) (?:us|me|him|her|them|@\w+|[\w .’'-]{{3,60}}?) on {_SITES}",
        r"(?:please )?follow (?:his|her|their|our|my|us|me)\b.{0,40}\b(?:page|account|feed|here)\b|follow @\w",
        r"(?:share|tweet|email|print|save|comment)(?: (?:this|on|via|article|story|post|facebook|twitter)\b|\W*$)",
        r"(?:download|get) (?:the|our) (?:\w+ ){0,4}app\b",
        r"support (?:our|independent) journalism\b|support us\W*$",
        r"(?:if you |did you )?(?:liked?|enjoy(?:ed)?) this (?:story|article|post)\b|like what you(?:'re| are) reading\b",
        r"tell us (?:what you think|your)\b|what do you think\? (?:tell|let) us\b|let us know what you\b",
        r"got a (?:news )?tip\b|(?:submit|send) (?:a )?letters? to\b",
        r"(?:reporting|additional reporting|writing|editing|edited|compiled) by\b|with (?:assistance|files) (?:by|from)\b",
        r"(?:the )?(?:[\w ,.’'-]{3,60} )?contributed(?: reporting)? (?:to|for) (?:this|the) (?:\w+ )?(?:report|story|article|post)\b",
        r"(?:[\w’' ]{3,30}: )?(?:this|the) (?:story|article|post|report|page|version|headline) (?:has been|was|is|will be)"
        r" (?:first |originally |being )?(?:updated|published|corrected|developing|a developing)\b",
        r"this (?:article|story) (?:is more than \w+ (?:years?|months?|days?) old|tagged under)\b",
        r"this is a rush transcript\b|copy may not be in its final form\b",
        r"by using this (?:site|website)\b|(?:this site|we) uses? cookies\b",
        r"(?:more on this|more from|recommended|most read|trending|related|see also|see more|related stories|recent stories)\W*$",
        r"get (?:breaking|all the latest|the latest) .{0,40}\b(?:news|alerts|reports|coverage|analysis)\b|media playback is (?:un|not )supported\b",
        r"invalid e-?mail address\W*$|please re-?enter\W*$|thank(?:s| you) for (?:subscribing|signing up|reading|watching|joining us)\b|you must select a newsletter\b",
        r"(?:please )?verify (?:that )?you['’]re not a robot\b|by (?:signing up|subscribing),? you\b",
        r"(?:last )?(?:updated|published|posted)\s*(?:at|on|:|\d)(?:\s*\S+){0,8}\s*$",
    ]
)
"""A sentence that begins so is furniture unless it reports what someone said."""

_THIS_PIECE = r"\b(?:this|the) (?:\w+ )?(?:report|story|article|post)\b"
TOGETHER = tuple(
    (needles.split("|"), tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns))
    for needles, *patterns in [
        ("inbox", r"\b(?:your inbox|sign[- ]?up|subscribe|delivered|straight to)\b"),
        ("newsletter", r"\b(?:sign[- ]?up|subscribe|register for|get our|click|subscriptions?)\b"),
        ("agree", r"\bby (?:signing up|subscribing|registering|clicking)\b|\byou agree to\b", r"\byou (?:are )?agree"),
        ("unsubscribe|opt", r"\byou (?:can|may) (?:unsubscribe|opt[- ]out)\b"),
        ("policy|terms", r"\b(?:privacy policy|terms and conditions|terms of (?:use|service)|comments policy)\b", r"\b(?:our|your?)\b"),
        ("enjoyed|liked", r"\b(?:enjoyed|liked) (?:this|reading)\b", r"\byou\b"),
        ("journalism|newsroom|paywall|reporting", r"\b(?:subscri\w+|members?(?:hip)?|donat\w+|readers)\b", r"\b(?:your|our|us)\b"),
        ("recaptcha", r"\bprotected by recaptcha\b"),
        ("reserved", r"\ball rights reserved\b"),
        ("reprint|licens|reproduced|broadcast", r"\breprint permission|\blicensing opportunities\b|\bmay not be (?:published, broadcast|reproduced)\b"),
        ("contributed", rf"\bcontributed(?: reporting)? (?:to|for) {_THIS_PIECE}|\bcontributed reporting\b|^\W*(?:[A-Z]\S+ ){{1,3}}writers? "),
        ("used in this", r"^information from\b"),
        ("based", r"\bbased in part on wire\b"),
        ("expressed", r"\b(?:opinions?|views) expressed\b", r"\b(?:their|his|her) own\b|\bof the author|\bnot (?:necessarily )?(?:represent|reflect)"),
        ("note|correct|clarif|update",
         r"^\W*(?:(?:editor|author|publisher|insider|reader)s?['’]?s?['’]? note|corrections?(?: (?:&|and) \w+)?|clarification|update)\b",
         r"\b(?:this|an? (?:earlier|previous)|the original) (?:\w+ )?(?:story|article|column|post|piece|version|interview|report|headline)\b|"
         r"\bpaywall\b|\bour .*coverage\b|\bupdated (?:to|with)\b"),
        ("@|[email|http", r"^\W*(?:(?:please|or|and|then|you (?:can|may)) )?(?:follow|e-?mail|write to|contact|reach|tweet|send|submit|got a)\b",
         r"(?<!\S)\(?@\w|\w@\w|\[email|https?://"),
        ("@|[email", r"\w@\w|\[email", r"\b(?:please|comments?|questions?|tips|letters|us)\b"),
        ("be followed|be reached", r"\bcan be (?:followed|reached)\b", r"@\w|\[email|https?://|\btwitter\b"),
        ("click here", r"\bclick here\b"),
    ]
)  # fmt: skip
"""(Words of which a sentence must hold one, in lower case, and patterns that must all be found in it): such a sentence is
furniture unless it reports what someone said."""

REPORTED = re.compile(r"\b(?:said|told|testified|asked|added)\b|[,?!][”\"’'] ", re.IGNORECASE)

BY_LINE = _any(
    [
        rf"(?:By|BY):? (?:[A-Z][\w.]*+(?:['’]s)? ){{0,3}}{NAMES}(?: ?[,|/(—–-][^.!?]*+| [\w ]{{0,40}}\b{_WRITERS})?\W*",
        rf"(?:By|BY):? [\w.’' ]{{0,60}}\b{_WRITERS} {NAMES}\W*",
        rf"{_WORD}(?: {_WORD}){{1,3}} (?:for|reports? for|is an? [\w ]{{0,40}}(?:reporter|writer|correspondent) (?:for|at)) "
        rf"(?:the )?{_WORD}(?: (?:of|the|and|&|{_WORD}))*+",
        rf"{NAMES} (?:in [\w ,]+ )?contributed(?: reporting)?\W*",
        rf"{NAMES}(?:,? (?:[\w ]{{0,40}} )?writers?:? )?{NAMES} in [^.!?]*+ contributed\W*",
        r"[A-Z][^.!?\[]{10,200}\[[A-Z]{4,12}\]\W*",
        r"[\w.+-]+@[\w-]+\.[\w.]+\W*|https?://\S+\W*|@\w+\W*|(?=\w*\d)[0-9a-f]{16,}\W*",
        r"(?:Related|RELATED|Recommended|RECOMMENDED) [A-Z][^.!?]{8,200}",
        r"[—–-]{1,2} ?With assistance by .{3,200}",
    ],
    flags=0,
)

SHOWN = re.compile(
    r"[(\[]\s*(?:(?:see|watch|read|listen|view|click|photos?|videos?|cartoons?|also on|related|gallery)\b[^()\[\]]{0,150}|"
    r"(?:more|full|chart|map|story continues)\b[^()\[\]]{0,30})[)\]]\W*",
    re.IGNORECASE,
)
"""A pointer in brackets: "(See chart.)", "[Related: …]"."""

_PART = r"(?:[A-Z][\w.’'-]*+|[A-Z]\.|de|van|von|der|al|bin|via|for|of|the|and|&)"
_GENERIC = r"(?:Images|Photos?|Pictures|Handout|Photography|Pool|Staff|Courtesy)"
CREDIT = re.compile(
    rf"{_PART}(?: {_PART}){{0,6}} ?(?:[/|]| via ) ?{_PART}(?:[ /|,]{{1,3}}{_PART}){{0,8}}\W*|"
    rf"(?:[A-Z][\w.’'-]* ){{0,4}}{_GENERIC}\W*"
)
"""A photographer and an agency: "Una Brandt/Weir Images", "Una Brandt | Weir"."""
CREDIT_FIRST = re.compile(
    rf"(?:\| )?(?:[A-Z][\w.’'-]*+ ){{1,3}}?[A-Z][\w.’'-]*+ ?/ ?(?:[A-Z][\w.]*+[ /]){{0,4}}{_GENERIC}\s+(?=[A-Z“\"‘])|"
    rf"\| (?:[A-Z][\w./]*+ ){{0,3}}?(?:{_GENERIC}|[A-Z]{{2,}}|[A-Z][\w.]*+ [A-Z]\w*+/[A-Z]{{2,}})\s+(?=[A-Z“\"‘])|"
    r"(?:[Ee]nlarge this image )?[Tt]oggle caption (\S.{2,80}?) \1\s+(?=\S)"
)
"""A credit before other text of the same paragraph."""
CREDIT_LAST = re.compile(
    r"\((?:(?:[A-Z][\w.’'-]* ){0,3}(?:[Pp]hotos?|[Ii]mages?|[Pp]icture)(?: (?:by|via|courtesy)\b|:|/)[^()]{2,60}|[A-Z][\w.’' -]{1,40}/[^()\d]{2,60})\)\W*$|"
    rf"\s[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){{1,3}} ?/ ?(?:[A-Z][\w.]+[ /]){{0,4}}{_GENERIC}\W*$"
)
"""A credit at the end of a caption."""

_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_ZONES = r"(?:[ecmp][sd]?t|bst|ist|gmt|utc|cet|cest|[as][ek]st|hkt|local time|eastern)"
_CLOCK = r"\d{1,2}\s?[:.]\s?\d\d(?:\s?[:.]\s?\d\d)?\s?(?:[ap]\.?\s?m\b\.?)?|\d{1,2}\s?[ap]\.?\s?m\b\.?"
_WHEN = r"(?:first|last|originally|updated|posted|published|modified|created|time|ago|years?|days?|hours?|minutes?|min|at|on)"
_STAMP_PART = rf"(?:{_CLOCK}|{_MONTHS}|{_DAYS}|{_ZONES}|{_WHEN}|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}|\d{{1,4}}(?:st|nd|rd|th)?)(?![^\W_])"
_GAP = r"(?:[\s,:;/|()\[\]–—-]|\.(?!\d)){0,4}"
STAMP = re.compile(rf"(?:[^\W\d_]\w*\s){{0,2}}?(?:{_STAMP_PART}{_GAP}){{2,16}}", re.IGNORECASE)
STAMP_NEEDS = re.compile(
    rf"\b(?:{_MONTHS}|{_ZONES}|\d\s?[ap]\.?\s?m)(?![^\W_])|^\W*\d{{1,2}}:\d\d\W*$|"
    rf"^(?=.*\b{_DAYS}(?![^\W_])).*\d:\d\d|\b(?:updated|posted|published)\b",
    re.IGNORECASE,
)
"""A time stamp consists of parts of dates and times, and one of them is a month, a zone, or a clock time with more."""
NUMBER = re.compile(r"\d{6,}|\d{1,2}:\d\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:,? \d{1,2}:\d\d)?")
"""A number that stands for nothing in the text: an identifier, a clock time, a date."""
STAMP_FIRST = re.compile(
    rf"(?:(?:By|BY):? {NAMES}(?:, ?[A-Z][^.!?]{{0,40}}?)?[\s,|–—-]+)?"
    rf"(?i:(?:first |last )?(?:updated|posted|published):?\s(?:{_STAMP_PART}{_GAP}){{2,12}})(?=[A-Z“\"‘(])"
)
"""A by-line and a time stamp, or a stamp alone, before the first sentence."""
BY_LINE_FIRST = re.compile(
    rf"(?:By|BY):? {NAMES}[^.!?()]{{0,40}}?\s(?=[A-Z]{{3,}}[A-Z ,.]{{0,40}}(?:\([\w ]{{2,30}}\) )?[–—-])"
)
"""A by-line before a dateline."""

HIGHLIGHTS = re.compile(r"(?:story|article|key) highlights?\b:?\s*|#\w{3,20}#\s*", re.IGNORECASE)
POINTING_FIRST = re.compile(
    rf"(?i:(?:{_LABELS})\s*:\s?)[^.!?]{{10,150}}?[a-z]\s(?=(?:The|In|It|But|And|He|She|They|This|That|These|As|For|On|At|If|When|While|"
    r"Through|After|Before|A|An|We|I|There|To|Of)\b,?\s[a-z][^.!?]{10,600}[.!?])"
)
"""A label and a headline before a sentence that begins with a function word."""
FIRST = (STAMP_FIRST, BY_LINE_FIRST, CREDIT_FIRST, HIGHLIGHTS, POINTING_FIRST)
"""What stands before the first sentence of a paragraph."""
CAPTION = re.compile(r"(?:Image|Media|Video) (?:copyright|caption)\b|Media playback is \w+ on your device")
NAME_ALONE = re.compile(NAME)
INSIDE = re.compile(
    r"(?<=[a-z0-9.!?”\")’]) ?(?P<word>\b(?:Advertisement|ADVERTISEMENT)(?: Continue reading the main story)?|Story Continued Below)"
    r"(?=\s|$)|(?<=[a-z0-9.!?”\")’])\s(?P<rest>(?:Read more|READ MORE|Read More)(?=:| [A-Z]|\W*$)|(?:Click|CLICK) (?:here|HERE)\b|"
    r"(?<=[.!?”\")’]\s)(?:Share|SHARE) (?:this|THIS)\b|Follow (?:us\b|@)|(?:Copyright|©) (?:© |\(c\) )?\d{4}\b|(?:Image|Media|Video) (?:copyright|caption)\b|"
    r"(?:Sign up|SIGN UP) (?:for|here|now|today)\b|Subscribe (?:to|now)\b|RELATED:|Related:|(?:Continue|Keep) reading\b|"
    r"(?:Photo|PHOTO|Image|Photographer|Photo [Cc]redit): ?(?=[A-Z]))"
)
"""Furniture inside a paragraph: a `word` alone, or what goes on (`rest`) to the end of the sentence."""

ROLE = re.compile(
    r"^(?P<name>(?:\W{0,3}(?:Rev|Dr|Gen|Sen|Fr|Mr|Ms|Mrs|Prof)\.? )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'\"“”()-]*){1,4}),? "
    r"(?:\([^()]{2,40}\),? )?(?P<verb>is|was formerly|has been|writes|covers|reports (?:on|for)|contributes to)\b"
)
ROLE_NOUN = re.compile(
    r"\b(?:columnist|contributor|correspondent|reporter|(?:staff )?writer|(?:senior |managing |deputy |contributing |associate |news )*editor|"
    r"journalist|blogger|syndicated|radio host|talk[- ]show host|author of|fellow|professor)\b|^(?:writes|covers|reports|contributes)\b",
    re.IGNORECASE,
)
"""A sentence about who wrote the article."""
