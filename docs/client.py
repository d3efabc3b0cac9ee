"""Prints every match of an event, one JSON object a line: python client.py http://localhost:8000 EVENT"""

import json
import sys
from urllib.request import urlopen


def matches(server: str, event: str):
    """Page through all matches of an event; none is skipped or repeated while articles come in."""
    after = ""
    while after is not None:
        address = f"{server}/api/v1/events/{event}/matches?limit=200&after={after}"
        with urlopen(address) as answer:
            page = json.load(answer)
        yield from page["matches"]
        after = page["next"]


for match in matches(*sys.argv[1:]):
    print(json.dumps(match, ensure_ascii=False))
