"""What users say of outlets."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from compare.article import Outlet
from compare.moment import Moment
from compare.outlets import OutletFact
from indexes.database import Database
from indexes.schema import outlet_facts

_KEY = ["outlet_id", "attribute", "source"]


class OutletFacts(Database):
    """Implements `compare.outlets.OutletStore`."""

    def put_outlet_facts(self, facts: Sequence[OutletFact]) -> None:
        """Keep facts, each in the place of what the same source said of the same attribute of the same outlet."""
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
        put = insert(outlet_facts)
        changed = {name: put.excluded[name] for name in ("outlet", "value", "dated")}
        with self._writing() as connection:
            connection.execute(put.on_conflict_do_update(index_elements=_KEY, set_=changed), rows)

    def outlet_facts(self, outlet_ids: Sequence[str] | None = None) -> list[OutletFact]:
        """What is said of these outlets (of all), by outlet, attribute and source."""
        columns = outlet_facts.c
        wanted = select(outlet_facts).order_by(columns.outlet_id, columns.attribute, columns.source)
        if outlet_ids is not None:
            wanted = wanted.where(columns.outlet_id.in_(outlet_ids))
        with self._reading() as connection:
            return [
                OutletFact(Outlet(row.outlet), row.attribute, row.value, row.source, Moment.parse(row.dated))
                for row in connection.execute(wanted)
            ]

    def drop_outlet_facts(self, source: str) -> int:
        """Forget all that a source said; returns how many facts that were."""
        with self._writing() as connection:
            return connection.execute(delete(outlet_facts).where(outlet_facts.c.source == source)).rowcount
