"""Outlets and articles; every id is derived from content, so that adding an article twice stores it once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from compare.errors import InputError
from compare.model.moment import Moment

SHARED_ADDRESS = "shares_address"
"""Metadata key of an article that shares its URL with others; the value distinguishes it."""

_ID_CHARACTERS = 16  # 64 bits: a collision among a million articles has a chance of 3e-8


def digest(*parts: str) -> str:
    """A short hexadecimal id of `parts`: SHA-256 over their length-prefixed UTF-8."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode()
        sha.update(len(data).to_bytes(8, "big"))
        sha.update(data)
    return sha.hexdigest()[:_ID_CHARACTERS]


def address_id(url: str, apart: str = "") -> str:
    """The id of the article at a URL; `apart` distinguishes it from the first article at the same URL."""
    return digest("url", url, *filter(None, [apart]))


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher, identified by its domain or by a name given by the user."""

    name: str

    @property
    def id(self) -> str:
        """The case-folded name: "USA Today" and "USA TODAY" are the same outlet; "" is an unknown one."""
        return " ".join(self.name.casefold().split())


@dataclass(frozen=True, slots=True)
class Article:
    """One published text of one outlet; `text` is stored unchanged, and all offsets refer to it.

    `first_outlet` is the original outlet if a user has renamed it.
    """

    outlet: Outlet
    title: str
    text: str
    url: str | None = None
    language: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    first_outlet: Outlet | None = None
    id: str = field(init=False)
    revision: str = field(init=False)

    def __post_init__(self) -> None:
        """Derive `id` (from the URL if there is one, so that a changed text is a new revision) and `revision`.

        Neither changes when a user renames the outlet. Raises InputError if a field contains surrogates, which no
        encoding can store.
        """
        source = self.first_outlet or self.outlet
        try:
            revision = digest(self.title, self.text)
            apart = self.metadata.get(SHARED_ADDRESS, "")
            identity = address_id(self.url, apart) if self.url else digest("text", source.id, revision)
            self._require_encodable()
        except UnicodeEncodeError:
            raise InputError(
                "The article contains lone surrogates, which are not valid characters: remove them."
            ) from None
        object.__setattr__(self, "revision", revision)
        object.__setattr__(self, "id", identity)

    def _require_encodable(self) -> None:
        """Raises UnicodeEncodeError if a field other than the title and the text contains surrogates."""
        names = (self.outlet.name, self.first_outlet.name if self.first_outlet else "")
        "\n".join((*names, self.url or "", self.language or "", *self.metadata, *self.metadata.values())).encode()

    def named(self, outlet: Outlet) -> Article:
        """The same article with the outlet renamed."""
        return replace(self, outlet=outlet, first_outlet=self.first_outlet or self.outlet)
