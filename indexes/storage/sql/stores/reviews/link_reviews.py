"""Reviews of matches, kept until they are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete

from compare.comparison.reviews.links import LinkReview
from compare.model.moment import Moment
from indexes.storage.sql.database import Store
from indexes.storage.sql.schema import link_reviews
from indexes.storage.sql.stores.reviews.review_rows import between, latest
from indexes.storage.sql.upsert import insert


class LinkReviewRows(Store):
    """One row for each match that a user confirmed, rejected or added."""

    def of_articles(self, article_ids: Sequence[str]) -> list[LinkReview]:
        """Reviews of matches between two of these articles."""
        with self._database.reading() as connection:
            return [_review(row) for row in between(connection, link_reviews, article_ids)]

    def put(self, review: LinkReview) -> None:
        """Store a review, replacing the previous one of the same match."""
        values = {
            "verdict": review.verdict,
            "made": review.made.isoformat(),
            "a": review.a[0],
            "a_text": review.a[1],
            "b": review.b[0],
            "b_text": review.b[1],
            "method": review.method,
            "text": review.text,
        }
        with self._database.writing() as connection:
            put = insert(connection, link_reviews).values(id=review.id, **values)
            connection.execute(put.on_conflict_do_update(index_elements=["id"], set_=values))

    def drop(self, link_id: str) -> None:
        """Delete the review of a match, if there is one."""
        with self._database.writing() as connection:
            connection.execute(delete(link_reviews).where(link_reviews.c.id == link_id))

    def page(self, limit: int, after: str | None = None) -> list[LinkReview]:
        """Reviews, latest first; `after` is the match of the last one already seen. Raises NotFoundError for an unknown
        one.
        """
        with self._database.reading() as connection:
            unknown = f"There is no review of a link “{(after or '')[:80]}”."
            return [_review(row) for row in connection.execute(latest(connection, link_reviews, limit, after, unknown))]


def _review(row: Row[Any]) -> LinkReview:
    sides = (row.a, row.a_text), (row.b, row.b_text)
    return LinkReview(row.id, row.verdict, Moment.parse(row.made), *sides, row.method, row.text)
