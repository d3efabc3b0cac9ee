"""Judgements of pairs of passages by readers behind an API, and the daily number of requests and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, or_, select, update

from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks
from indexes.storage.sql.schema import cell_judgements, reader_usage
from indexes.storage.sql.upsert import insert


class CellJudgementRows(Store):
    """Implements `indexes.reader.endpoint.store.JudgementStore`."""

    def cell_judgements(self, reader: str, cells: Sequence[str]) -> dict[str, str]:
        """As `JudgementStore.cell_judgements`."""
        columns = cell_judgements.c
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for some in chunks(cells):
                statement = select(columns.cell, columns.judgement).where(
                    columns.reader == reader, columns.cell.in_(some)
                )
                found.update((row.cell, row.judgement) for row in connection.execute(statement))
        return found

    def store_cell_judgements(self, reader: str, articles: tuple[str, str], judgements: Mapping[str, str]) -> None:
        """As `JudgementStore.store_cell_judgements`."""
        if self._database.read_only or not judgements:
            return
        rows = [
            {"reader": reader, "cell": cell, "a": articles[0], "b": articles[1], "judgement": judgement}
            for cell, judgement in judgements.items()
        ]
        with self._database.writing() as connection:
            put = insert(connection, cell_judgements)
            connection.execute(put.on_conflict_do_nothing(), rows)

    def spend_request(self, tokens: int, most_requests: int, most_tokens: int) -> bool:
        """As `JudgementStore.spend_request`."""
        if self._database.read_only:
            return False
        columns, day = reader_usage.c, _day()
        spent = (
            update(reader_usage)
            .where(columns.day == day, columns.requests < most_requests, columns.tokens + tokens <= most_tokens)
            .values(requests=columns.requests + 1, tokens=columns.tokens + tokens)
        )
        with self._database.writing() as connection:
            begin = insert(connection, reader_usage).values(day=day, requests=0, tokens=0)
            connection.execute(begin.on_conflict_do_nothing())
            return connection.execute(spent).rowcount == 1

    def correct_tokens(self, more: int) -> None:
        """As `JudgementStore.correct_tokens`."""
        columns = reader_usage.c
        with self._database.writing() as connection:
            corrected = update(reader_usage).where(columns.day == _day()).values(tokens=columns.tokens + more)
            connection.execute(corrected)


def forget_cells(connection: Connection, article_id: str) -> None:
    """Delete the judgements of an article's passages."""
    columns = cell_judgements.c
    connection.execute(delete(cell_judgements).where(or_(columns.a == article_id, columns.b == article_id)))


def _day() -> str:
    return datetime.now(UTC).date().isoformat()
