"""Consent walls and bot checks: pages that a site shows instead of the article."""

from __future__ import annotations

import re

from compare.text.segmentation.sentences import sentence_spans

_TO_THE_READER = re.compile(
    r"\b(?:you|your|yours|we|our|us|please|wir|uns(?:ere?[nrs]?)?|sie|ihre?[nrs]?|bitte|nous|notre|nos|vous|votre|vos"
    r"|nosotros|nuestr[oa]s?|usted|puede|sus?|noi|nostr[oiae]|tuo|tua|puoi|wij|onze|jij|jouw?|uw|nós|nosso|nossos|você)\b",
    re.IGNORECASE,
)
"""Words for the site and its reader, in English and in the languages of most European news sites."""
_ASKS = re.compile(
    r"\b(?:cookies?|consent|privacy|personal(?:i[sz]ed)? (?:data|information|ads|advertis\w+|content)|identifiers|"
    r"tracking|our (?:\w+ ){0,2}partners|java ?script|ad ?block\w*|captcha|(?:not )?a (?:robot|human)|"
    r"(?:your|web) browser|unusual (?:traffic|activity)|access to this page|web tracking|und tracking|trackings?"
    r"|datenschutz\w*|personenbezogene\w*|einwilligung|zustimmung|werbefrei|données personnelles|consentement|traceurs"
    r"|datos personales|consentimiento|dati personali|consenso|persoonsgegevens|toestemming|dados pessoais"
    r"|consentimento)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 400
_SHARE = 0.5
"""Share of a text's words that are in passages asking for consent or the like (set by hand: of 661 real articles of up
to 400 words none has more than .08).
"""


def is_consent_wall(text: str) -> bool:
    """Whether a short text mostly addresses the reader about cookies, consent, browsers or robots."""
    if len(text.split()) > _MOST_WORDS:
        return False
    passages = [text[start:end] for _, start, end in sentence_spans(text)]
    asking = [each for each in passages if _TO_THE_READER.search(each) and _ASKS.search(each)]
    return _words(asking) > _SHARE * _words(passages)


def _words(texts: list[str]) -> int:
    return sum(len(each.split()) for each in texts)
