"""The tokens of programs that may add articles."""

from __future__ import annotations

from sqlalchemy import Row, delete, select

from compare.model.moment import Moment
from compare.services.api_keys import Token
from indexes.storage.sql.database import Database, insert
from indexes.storage.sql.schema import tokens


class TokenRows(Database):
    """Implements `compare.services.api_keys.TokenStore`."""

    def put_token(self, token: Token) -> bool:
        """Keep a token; False, and nothing kept, if there is one of that name."""
        values = {"name": token.name, "digest": token.digest, "made": token.made.isoformat()}
        with self._writing() as connection:
            return connection.execute(insert(connection, tokens).values(values).on_conflict_do_nothing()).rowcount == 1

    def tokens(self) -> list[Token]:
        """All tokens, by name."""
        with self._reading() as connection:
            return [_token(row) for row in connection.execute(select(tokens).order_by(tokens.c.name))]

    def token_of(self, digest: str) -> Token | None:
        """The token with this digest."""
        with self._reading() as connection:
            row = connection.execute(select(tokens).where(tokens.c.digest == digest)).one_or_none()
        return _token(row) if row else None

    def drop_token(self, name: str) -> bool:
        """Forget a token; False if there is none of that name."""
        with self._writing() as connection:
            return connection.execute(delete(tokens).where(tokens.c.name == name)).rowcount == 1


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(row.name, row.digest, Moment.parse(row.made))
