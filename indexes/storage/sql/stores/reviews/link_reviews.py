"""Reviews of matches, kept until they are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, or_, select

from compare.comparison.reviews.links import LinkReview
from compare.errors import NotFoundError
from compare.model.moment import Moment
from indexes.storage.sql.database import Store
from indexes.storage.sql.rows import chunks
from indexes.storage.sql.schema import link_reviews
from indexes.storage.sql.upsert import insert


class LinkReviewRows(Store):
    """One row for each match that a user confirmed, rejected or added."""

    def of_articles(self, article_ids: Sequence[str]) -> list[LinkReview]:
        """Reviews of matches between two of these articles."""
        wanted = set(article_ids)
        found: list[LinkReview] = []
        with self._database.reading() as connection:
            for ids in chunks(sorted(wanted)):
                rows = connection.execute(select(link_reviews).where(link_reviews.c.a.in_(ids)))
                found += [_review(row) for row in rows if row.b in wanted]
        return found

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
        columns = link_reviews.c
        latest = select(link_reviews).order_by(columns.made.desc(), columns.id).limit(limit)
        with self._database.reading() as connection:
            if after is not None:
                seen = connection.scalar(select(columns.made).where(columns.id == after))
                if seen is None:
                    raise NotFoundError(f"There is no review of a link “{after[:80]}”.")
                latest = latest.where(or_(columns.made < seen, and_(columns.made == seen, columns.id > after)))
            return [_review(row) for row in connection.execute(latest)]


def _review(row: Row[Any]) -> LinkReview:
    sides = (row.a, row.a_text), (row.b, row.b_text)
    return LinkReview(row.id, row.verdict, Moment.parse(row.made), *sides, row.method, row.text)
