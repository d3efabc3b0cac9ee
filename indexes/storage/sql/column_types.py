"""Column types with the same values in every database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, String
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.types import TypeDecorator

from compare.errors import InputError

_NUL, _STAND_IN = "\0", "\uffff"


class _PostgresText(TypeDecorator[str]):
    """Text sorted by code point, as in SQLite, with a noncharacter in place of NUL, which PostgreSQL rejects."""

    impl = TEXT(collation="C")
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if _STAND_IN in value:
            raise InputError("The text contains U+FFFF, which is not a character: remove it.")
        return value.replace(_NUL, _STAND_IN)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(value).replace(_STAND_IN, _NUL)


Text = String().with_variant(_PostgresText(), "postgresql")
"""Text of any length."""

Key = BigInteger().with_variant(Integer(), "sqlite")
"""An integer key; SQLite generates values only for columns of exactly this type."""
