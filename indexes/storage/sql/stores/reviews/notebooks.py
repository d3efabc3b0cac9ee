"""Notebooks and their entries, with the quotations as they were when saved."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, and_, delete, func, select, update

from compare.model.moment import Moment
from compare.model.notebook import Entry, Item, Notebook, Quotation
from indexes.storage.sql.database import Store
from indexes.storage.sql.schema import notebook_entries, notebook_sources, notebooks
from indexes.storage.sql.upsert import insert


class NotebookRows(Store):
    """Implements `compare.services.stores.notebooks.NotebookStore`."""

    def all(self) -> list[Notebook]:
        """As `NotebookStore.all`."""
        number = func.count(notebook_entries.c.number)
        columns = (notebooks.c.id, notebooks.c.name, notebooks.c.made)
        joined = notebooks.outerjoin(notebook_entries, notebook_entries.c.notebook == notebooks.c.id)
        statement = select(*columns, number).select_from(joined).group_by(*columns)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(notebooks.c.made.desc(), notebooks.c.id)).all()
        return [Notebook(row[0], row[1], Moment.parse(row[2]), row[3]) for row in rows]

    def put(self, notebook: Notebook) -> None:
        """As `NotebookStore.put`."""
        values = {"name": notebook.name, "made": notebook.made.isoformat()}
        with self._database.writing() as connection:
            put = insert(connection, notebooks).values(id=notebook.id, **values)
            connection.execute(put.on_conflict_do_update(index_elements=["id"], set_=values))

    def drop(self, notebook_id: str) -> None:
        """As `NotebookStore.drop`."""
        with self._database.writing() as connection:
            connection.execute(delete(notebooks).where(notebooks.c.id == notebook_id))

    def entries(self, notebook_id: str) -> list[Entry]:
        """As `NotebookStore.entries`."""
        columns = notebook_entries.c
        statement = select(notebook_entries).where(columns.notebook == notebook_id).order_by(columns.number)
        with self._database.reading() as connection:
            return [_entry(row) for row in connection.execute(statement)]

    def add_entry(self, notebook_id: str, item: Item, note: str, saved: Moment) -> Entry:
        """As `NotebookStore.add_entry`."""
        values = {
            "notebook": notebook_id,
            "kind": item.kind,
            "label": item.label,
            "reason": item.reason,
            "method": item.method,
            "address": item.address,
            "note": note,
            "saved": saved.isoformat(),
            "quotations": json.dumps([asdict(each) for each in item.quotations], ensure_ascii=False),
        }
        with self._database.writing() as connection:
            put = notebook_entries.insert().values(values).returning(notebook_entries.c.number)
            number = int(connection.scalar(put) or 0)
            quoted = sorted({each.article_id for each in item.quotations})
            connection.execute(notebook_sources.insert(), [{"entry": number, "article_id": each} for each in quoted])
        return Entry(number, item, note, saved)

    def put_note(self, notebook_id: str, number: int, note: str) -> None:
        """As `NotebookStore.put_note`."""
        with self._database.writing() as connection:
            connection.execute(update(notebook_entries).where(_is(notebook_id, number)).values(note=note))

    def drop_entry(self, notebook_id: str, number: int) -> None:
        """As `NotebookStore.drop_entry`."""
        with self._database.writing() as connection:
            connection.execute(delete(notebook_entries).where(_is(notebook_id, number)))


def _is(notebook_id: str, number: int) -> Any:
    return and_(notebook_entries.c.notebook == notebook_id, notebook_entries.c.number == number)


def _entry(row: Row[Any]) -> Entry:
    quotations = tuple(Quotation(**each) for each in json.loads(row.quotations))
    item = Item(row.kind, row.label, row.reason, row.method, row.address, quotations)
    return Entry(row.number, item, row.note, Moment.parse(row.saved))
