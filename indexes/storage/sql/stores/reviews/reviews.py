"""Reviews of divergences, kept until they are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, or_, select

from compare.errors import NotFoundError
from compare.model.match import Verdict
from compare.model.moment import Moment
from compare.services.stores.reviews import Review
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks
from indexes.storage.sql.schema import reviews
from indexes.storage.sql.upsert import insert


class ReviewRows(Store):
    """One row for each divergence that a user confirmed or dismissed."""

    def verdicts(self, article_ids: Sequence[str]) -> dict[str, Verdict]:
        """Reviews of divergences between two of these articles, by the id of the divergence."""
        wanted = set(article_ids)
        found: dict[str, Verdict] = {}
        with self._database.reading() as connection:
            for ids in chunks(sorted(wanted)):
                rows = connection.execute(select(reviews).where(reviews.c.a.in_(ids)))
                found |= {row.id: row.verdict for row in rows if row.b in wanted}
        return found

    def put(self, review: Review) -> None:
        """Store a review, replacing the previous one of the same divergence."""
        values = {
            "verdict": review.verdict,
            "made": review.made.isoformat(),
            "a": review.article_ids[0],
            "b": review.article_ids[1],
            "kind": review.kind,
            "reason": review.reason,
        }
        with self._database.writing() as connection:
            put = insert(connection, reviews).values(id=review.id, **values)
            connection.execute(put.on_conflict_do_update(index_elements=["id"], set_=values))

    def drop(self, divergence_id: str) -> None:
        """Delete the review of a divergence, if there is one."""
        with self._database.writing() as connection:
            connection.execute(delete(reviews).where(reviews.c.id == divergence_id))

    def page(self, limit: int, after: str | None = None, verdict: Verdict | None = None) -> list[Review]:
        """Reviews, latest first; `after` is the divergence of the last one already seen. Raises NotFoundError for an
        unknown one.
        """
        columns = reviews.c
        latest = select(reviews).order_by(columns.made.desc(), columns.id).limit(limit)
        if verdict is not None:
            latest = latest.where(columns.verdict == verdict)
        with self._database.reading() as connection:
            if after is not None:
                seen = connection.scalar(select(columns.made).where(columns.id == after))
                if seen is None:
                    raise NotFoundError(f"There is no review of a divergence “{after[:80]}”.")
                latest = latest.where(or_(columns.made < seen, and_(columns.made == seen, columns.id > after)))
            return [
                Review(row.id, row.verdict, Moment.parse(row.made), (row.a, row.b), row.kind, row.reason)
                for row in connection.execute(latest)
            ]
