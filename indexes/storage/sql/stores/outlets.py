"""Facts about outlets, and their names, from users."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select, update

from compare.model.article import Outlet
from compare.model.moment import Moment
from compare.ports import OutletCount
from compare.services.stores.outlets import OutletFact
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import is_current
from indexes.storage.sql.schema import articles, outlet_facts, outlet_names
from indexes.storage.sql.stores.comparisons import forget_pairs
from indexes.storage.sql.stores.events import update_latest
from indexes.storage.sql.upsert import insert

_KEY = ["outlet_id", "attribute", "source"]


class OutletRows(Store):
    """Implements `compare.services.stores.outlets.OutletStore`."""

    def counts(self) -> list[OutletCount]:
        """All outlets with a stored article, by name."""
        return list(self._database.while_unchanged("outlets", self._counts))

    def _counts(self) -> list[OutletCount]:
        columns = articles.c
        number = func.count().label("number")
        statement = select(columns.outlet_id, func.max(columns.outlet).label("name"), number)
        statement = statement.where(columns.current == 1).group_by(columns.outlet_id)
        with self._database.reading() as connection:
            found = [OutletCount(row.outlet_id, row.name, row.number) for row in connection.execute(statement)]
            return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    def put_facts(self, facts: Sequence[OutletFact]) -> None:
        """Store facts; each replaces the one of the same source about the same attribute of the same outlet."""
        rows = [
            {
                "outlet_id": each.outlet.id,
                "outlet": each.outlet.name,
                "attribute": each.attribute,
                "source": each.source,
                "value": each.value,
                "dated": each.dated.isoformat(),
            }
            for each in facts
        ]
        if not rows:
            return
        with self._database.writing() as connection:
            put = insert(connection, outlet_facts)
            changed = {name: put.excluded[name] for name in ("outlet", "value", "dated")}
            connection.execute(put.on_conflict_do_update(index_elements=_KEY, set_=changed), rows)

    def facts(self, outlet_ids: Sequence[str] | None = None) -> list[OutletFact]:
        """Facts about these outlets (None: all), by outlet, attribute and source."""
        columns = outlet_facts.c
        wanted = select(outlet_facts).order_by(columns.outlet_id, columns.attribute, columns.source)
        if outlet_ids is not None:
            wanted = wanted.where(columns.outlet_id.in_(outlet_ids))
        with self._database.reading() as connection:
            return [
                OutletFact(Outlet(row.outlet), row.attribute, row.value, row.source, Moment.parse(row.dated))
                for row in connection.execute(wanted)
            ]

    def drop_facts(self, source: str) -> int:
        """Delete all facts of a source; returns how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(outlet_facts).where(outlet_facts.c.source == source)).rowcount

    def put_name(self, outlet: Outlet, called: Outlet) -> list[str]:
        """Rename `outlet`, and those already renamed to it, to `called`; returns the articles that changed."""
        held = articles.c
        values = {"outlet_id": outlet.id, "outlet": outlet.name, "called": called.name}
        with self._database.writing() as connection:
            put = insert(connection, outlet_names).values(values)
            for one, name in self.names().items():
                if name.id == outlet.id:
                    follow = update(outlet_names).where(outlet_names.c.outlet_id == one.id)
                    connection.execute(follow.values(called=called.name))
            connection.execute(put.on_conflict_do_update(index_elements=["outlet_id"], set_={"called": called.name}))
            concerned = held.outlet_id == outlet.id
            found = list(connection.scalars(select(held.id).where(concerned, is_current(held)).order_by(held.id)))
            first = func.coalesce(held.first_outlet, held.outlet)
            renamed = update(articles).where(concerned)
            connection.execute(renamed.values(first_outlet=first, outlet=called.name, outlet_id=called.id))
            _compare_anew(connection, found)
        return found

    def drop_name(self, outlet: Outlet) -> list[str]:
        """Restore the name that `outlet` has in its source; returns the articles that changed."""
        held = articles.c
        with self._database.writing() as connection:
            connection.execute(delete(outlet_names).where(outlet_names.c.outlet_id == outlet.id))
            spellings = connection.scalars(select(held.first_outlet).where(held.first_outlet.is_not(None)).distinct())
            concerned = held.first_outlet.in_([each for each in spellings if Outlet(each).id == outlet.id])
            found = list(connection.scalars(select(held.id).where(concerned, is_current(held)).order_by(held.id)))
            as_before = update(articles).where(concerned)
            connection.execute(as_before.values(outlet=held.first_outlet, outlet_id=outlet.id, first_outlet=None))
            _compare_anew(connection, found)
        return found

    def names(self) -> dict[Outlet, Outlet]:
        """The names that users gave to outlets, by the names in their sources."""
        with self._database.reading() as connection:
            rows = connection.execute(select(outlet_names).order_by(outlet_names.c.outlet_id))
            return {Outlet(row.outlet): Outlet(row.called) for row in rows}


def _compare_anew(connection: Connection, article_ids: Sequence[str]) -> None:
    """The names of outlets also determine which article is the copy of which."""
    forget_pairs(connection, article_ids)
    update_latest(connection, article_ids)
