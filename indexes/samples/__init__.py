"""The sample stories that ship with Parallax: invented events, reported by invented outlets.

Each `stories/<event>/<outlet>.txt` contains one article: front matter (outlet, url, published, author) between `---`
lines, then the title, an empty line, and paragraphs separated by empty lines. `expected.json` lists the results
expected for them. Everything was written for this project; all people, places and companies are fictional.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

STORIES: Traversable = files(__name__) / "stories"
"""The folder of the sample articles, one folder within it for each event."""


def expected() -> dict[str, Any]:
    """The expected results for the stories. Articles are identified as `<event>/<file>`; every quote occurs exactly
    once.

    - `events`: `{name, articles}`, the articles in the order in which they were published;
    - `copies`: `{source, copy, kind}`, for an agency's text and its reprints;
    - `matches`: `{a, b, kinds, forbid, why}`: two quotes (`{article, quote}`) that report the same fact, the kinds of
      divergence that must be found for them, and those that must not;
    - `not_matches`: `{a, b, why}`: two quotes that look alike but report different facts;
    - `omissions`: `{article, quote, not_in, why}`: a fact that the article `not_in` does not report.
    """
    planted: dict[str, Any] = json.loads((files(__name__) / "expected.json").read_text(encoding="utf-8"))
    return planted
