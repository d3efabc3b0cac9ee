"""Labels for articles shown together: their outlet, plus the time if an outlet has several of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from compare.model.article import Article
from compare.model.moment import Moment

UNKNOWN_OUTLET = "Unknown outlet"
"""The label of an outlet without a name."""


def distinct_names(articles: Iterable[Article]) -> dict[str, str]:
    """The name of each article's outlet; if the outlet has several articles here, with the time of publication."""
    of_outlet: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        of_outlet[article.outlet.name or UNKNOWN_OUTLET].append(article)
    found: dict[str, str] = {}
    for name, own in of_outlet.items():
        whens = [_when(article.published) for article in own]
        times = Counter(whens)
        for number, (article, when) in enumerate(zip(own, whens, strict=True), start=1):
            mark = f" {when}" if when and times[when] == 1 else f" ({number})"
            found[article.id] = name if len(own) == 1 else name + mark
    return found


def _when(published: Moment | None) -> str:
    """“4 March, 09:10”, in UTC; "" for no time."""
    if published is None:
        return ""
    day = f"{published.earliest.day} {published.earliest:%B}"
    return day if published.is_day else f"{day}, {published.earliest:%H:%M}"
