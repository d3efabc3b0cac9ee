"""What a reader finds of an article whose text is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from compare.moment import Moment


@dataclass(frozen=True, slots=True)
class Link:
    """The address of an article, or of a feed, that can be fetched; all else is what the one who links to it says."""

    url: str
    title: str = ""
    published: Moment | None = None
    outlet: str = ""

    def __str__(self) -> str:
        """For a person: why this is no article."""
        return f"only a link, which is not followed from here: {self.url}"
