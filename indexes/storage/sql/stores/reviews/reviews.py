"""Reviews of divergences, kept until they are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from compare.model.match import Verdict
from compare.model.moment import Moment
from compare.services.stores.reviews import Review
from indexes.storage.sql.database import Store
from indexes.storage.sql.schema import reviews
from indexes.storage.sql.stores.reviews.review_rows import between, latest
from indexes.storage.sql.upsert import insert


class ReviewRows(Store):
    """One row for each divergence that a user confirmed or dismissed."""

    def verdicts(self, article_ids: Sequence[str]) -> dict[str, Verdict]:
        """Reviews of divergences between two of these articles, by the id of the divergence."""
        with self._database.reading() as connection:
            return {row.id: row.verdict for row in between(connection, reviews, article_ids)}

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
        with self._database.reading() as connection:
            unknown = f"There is no review of a divergence “{(after or '')[:80]}”."
            statement = latest(connection, reviews, limit, after, unknown)
            if verdict is not None:
                statement = statement.where(reviews.c.verdict == verdict)
            return [
                Review(row.id, row.verdict, Moment.parse(row.made), (row.a, row.b), row.kind, row.reason)
                for row in connection.execute(statement)
            ]
