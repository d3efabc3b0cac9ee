"""Tokens: what a program shows to be allowed to add articles; only their digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Protocol

from compare.errors import InputError, NotFoundError, TokenError
from compare.model.moment import Moment, now

_PREFIX = "plx_"  # so that a token that leaked is known for one
_BYTES = 32
_MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Token:
    """A token by the name that a person gave it; `digest` is the SHA-256 of its secret in hexadecimal.

    The secret has 256 random bits, so that nothing slower than SHA-256 is needed to keep it from being guessed.
    """

    name: str
    digest: str
    made: Moment


class TokenStore(Protocol):
    """Keeps tokens; part of the catalogue."""

    def put_token(self, token: Token) -> bool:
        """Keep a token; False, and nothing kept, if there is one of that name."""
        ...

    def tokens(self) -> list[Token]:
        """All tokens, by name."""
        ...

    def token_of(self, digest: str) -> Token | None:
        """The token with this digest."""
        ...

    def drop_token(self, name: str) -> bool:
        """Forget a token; False if there is none of that name."""
        ...


class Tokens:
    """What people may do with tokens."""

    def __init__(self, store: TokenStore) -> None:
        self._store = store

    def make(self, name: str) -> str:
        """The secret of a new token: shown once, and never kept. Raises InputError for a name that is taken or none."""
        name = " ".join(name.split())
        if not name or len(name) > _MOST_NAME or not name.isprintable():
            raise InputError(f"Give the token a name of 1 to {_MOST_NAME} characters that says who uses it.")
        secret = _PREFIX + secrets.token_urlsafe(_BYTES)
        if not self._store.put_token(Token(name, _digest(secret), now())):
            raise InputError(f"There is a token “{name}” already: choose another name, or remove that one.")
        return secret

    def all(self) -> list[Token]:
        """All tokens, by name."""
        return self._store.tokens()

    def remove(self, name: str) -> None:
        """From now on it opens nothing. Raises NotFoundError."""
        if not self._store.drop_token(" ".join(name.split())):
            raise NotFoundError(f"There is no token “{name[:80]}”.")

    def check(self, secret: str) -> Token:
        """The token whose secret this is. Raises TokenError."""
        found = self._store.token_of(_digest(secret)) if secret else None
        if found is None:
            raise TokenError("This needs a token that is known here: `parallax token make NAME` makes one.")
        return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
