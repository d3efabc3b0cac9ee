"""The sample stories that ship with the project: invented events, told by invented outlets.

`stories/<event>/<outlet>.txt` holds one article each: front matter (outlet, url, published, author) between lines of
`---`, then the title, an empty line, and paragraphs with empty lines between them. `expected.json` lists what was
planted in them. Everything was written for this project; no person, place or company in it exists.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

STORIES: Traversable = files(__name__) / "stories"
"""The folder of the sample articles, one folder within it for each event."""


def expected() -> dict[str, Any]:
    """What was planted in the stories; every article is named as `<event>/<file>`, every quote stands in it once.

    - `events`: `{name, articles}`, the articles in the order in which they were published;
    - `copies`: `{source, copy, kind}`, of an agency's text and those who carried it;
    - `matches`: `{a, b, kinds, forbid, why}`: two quotes (`{article, quote}`) that report the same thing, the kinds of
      divergence that must be raised for them and those that must not;
    - `not_matches`: `{a, b, why}`: two quotes that look alike and report different things;
    - `omissions`: `{article, quote, not_in, why}`: a fact that the article `not_in` has nowhere.
    """
    planted: dict[str, Any] = json.loads((files(__name__) / "expected.json").read_text(encoding="utf-8"))
    return planted
