"""API keys: credentials of programs that add or change things. Only their digests are stored."""

from __future__ import annotations

import hashlib
import secrets

from compare.errors import ApiKeyError, InputError, NotFoundError
from compare.services.clock import now
from compare.services.stores.operations.api_keys import ApiKey, ApiKeyStore

_PREFIX = "plx_"  # so that scanners recognise a leaked key
_BYTES = 32
_MOST_NAME = 100


class ApiKeys:
    """Creates, lists, checks and revokes API keys."""

    def __init__(self, store: ApiKeyStore) -> None:
        self._store = store

    def create(self, name: str) -> str:
        """The secret of a new API key, which is not stored. Raises InputError if `name` is taken or not usable."""
        name = " ".join(name.split())
        if not name or len(name) > _MOST_NAME or not name.isprintable():
            raise InputError(f"Give the API key a name of 1 to {_MOST_NAME} characters that says who uses it.")
        secret = _PREFIX + secrets.token_urlsafe(_BYTES)
        if not self._store.put(ApiKey(name, _digest(secret), now())):
            raise InputError(f"The API key “{name}” already exists: choose another name, or remove that key.")
        return secret

    def all(self) -> list[ApiKey]:
        """All API keys, by name."""
        return self._store.all()

    def revoke(self, name: str) -> None:
        """Revoke the API key of `name`. Raises NotFoundError."""
        if not self._store.drop(" ".join(name.split())):
            raise NotFoundError(f"There is no API key “{name[:80]}”.")

    def check(self, secret: str) -> ApiKey:
        """The API key whose secret this is. Raises ApiKeyError."""
        found = self._store.of_digest(_digest(secret)) if secret else None
        if found is None:
            raise ApiKeyError("This needs a valid API key. `parallax api-key create NAME` creates one.")
        return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
