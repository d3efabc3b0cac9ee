"""API keys of programs that may change things."""

from __future__ import annotations

from sqlalchemy import Row, delete, select

from compare.model.moment import Moment
from compare.services.stores.operations.api_keys import ApiKey
from indexes.storage.sql.database import Store
from indexes.storage.sql.schema import api_keys
from indexes.storage.sql.upsert import insert


class ApiKeyRows(Store):
    """Implements `compare.services.stores.operations.api_keys.ApiKeyStore`."""

    def put(self, api_key: ApiKey) -> bool:
        """As `ApiKeyStore.put`."""
        values = {"name": api_key.name, "digest": api_key.digest, "made": api_key.made.isoformat()}
        with self._database.writing() as connection:
            put = insert(connection, api_keys).values(values).on_conflict_do_nothing()
            return connection.execute(put).rowcount == 1

    def all(self) -> list[ApiKey]:
        """All API keys, by name."""
        with self._database.reading() as connection:
            return [_api_key(row) for row in connection.execute(select(api_keys).order_by(api_keys.c.name))]

    def of_digest(self, digest: str) -> ApiKey | None:
        """The API key with this digest."""
        with self._database.reading() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.digest == digest)).one_or_none()
        return _api_key(row) if row else None

    def drop(self, name: str) -> bool:
        """As `ApiKeyStore.drop`."""
        with self._database.writing() as connection:
            return connection.execute(delete(api_keys).where(api_keys.c.name == name)).rowcount == 1


def _api_key(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(row.name, row.digest, Moment.parse(row.made))
