"""The store of clustering profiles."""

from __future__ import annotations

from typing import Protocol

from compare.ports.profiles import ProfileStore


class ProfilesStore(ProfileStore, Protocol):
    """Stores the profiles of articles, all made by one method."""

    def is_complete(self, method: str) -> bool:
        """Whether all articles that can have a profile have one by this method."""
        ...

    def begin(self, method: str) -> None:
        """Prepare for creating the profiles with this method; those of other methods are deleted."""
        ...

    def blank(self, number: int) -> list[str]:
        """The first articles whose profile has no terms."""
        ...

    def lacking(self, number: int) -> list[str]:
        """The next articles that need a profile, in the order in which they were added; each is returned once, and when
        none is left the profiles are complete.
        """
        ...
