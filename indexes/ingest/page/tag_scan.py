"""Tags of a page, checked before it is parsed: the running time of libxml2 is quadratic in the number of an element's
attributes.
"""

from __future__ import annotations

import re

from compare.errors import TooLargeError

MOST_ATTRIBUTES = 1_000
"""Maximum number of attributes of one element; news pages have up to about 30."""

_TAG = re.compile(r"<[A-Za-z][^\s<>/]*+")
_ATTRIBUTE = re.compile(r"""[\s/]++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++)?+)?+""")


def check_attributes(markup: str) -> None:
    """Raises TooLargeError if an element has more than `MOST_ATTRIBUTES`; runs in linear time."""
    place = 0
    while tag := _TAG.search(markup, place):
        place, number = tag.end(), 0
        while attribute := _ATTRIBUTE.match(markup, place):
            place, number = attribute.end(), number + 1
            if number > MOST_ATTRIBUTES:
                raise TooLargeError(f"an element has more than {MOST_ATTRIBUTES:,} attributes.")
