"""The store of API keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from compare.model.moment import Moment


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key, by the name that a user gave it; `digest` is the SHA-256 of its secret, in hexadecimal.

    The secret has 256 random bits, so SHA-256 is slow enough to prevent guessing.
    """

    name: str
    digest: str
    made: Moment


class ApiKeyStore(Protocol):
    """Stores API keys; part of the catalogue."""

    def put(self, api_key: ApiKey) -> bool:
        """Store an API key; False, and nothing is stored, if the name is taken."""
        ...

    def all(self) -> list[ApiKey]:
        """All API keys, by name."""
        ...

    def of_digest(self, digest: str) -> ApiKey | None:
        """The API key with this digest."""
        ...

    def drop(self, name: str) -> bool:
        """Delete an API key; False if there is none of that name."""
        ...
