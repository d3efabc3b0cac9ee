"""Whether a source lets an item be shown: embargoes, and items that it took back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compare.errors import UnreadableError
from compare.model.moment import Moment, now
from indexes.ingest.decode.dates import moment_of

_EMBARGOES = frozenset(
    {"embargo", "embargoed", "embargoeduntil", "embargountil", "embargodate", "embargotime", "utcembargo", "notbefore",
     "publishschedule", "holdforrelease"}
)  # fmt: skip
_STATUSES = frozenset({"pubstatus", "publicationstatus", "status", "state"})
_TAKEN_BACK = frozenset(
    {"canceled", "cancelled", "withheld", "withdrawn", "killed", "retracted", "recalled", "spiked", "unpublished",
     "embargoed"}
)  # fmt: skip
_NO = frozenset({"", "false", "no", "0", "none", "null"})


def check_release(item: Mapping[str, Any], today: Moment | None = None) -> None:
    """Raise UnreadableError for an item that its source holds back, or has taken back.

    An embargo that is over is none; one whose time is not understood still holds. "metadata" of an item counts too.
    """
    inner = item.get("metadata")
    for name, value in [*item.items(), *(inner.items() if isinstance(inner, Mapping) else ())]:
        plain = "".join(each for each in str(name).casefold() if each.isalnum())
        said = str(value).strip() if isinstance(value, str | int | float | bool) else ""
        if plain in _STATUSES and said.casefold().rpartition(":")[2] in _TAKEN_BACK:
            raise UnreadableError(f"its source marked this item as {said[:20]}.")
        if plain in _EMBARGOES and said.casefold() not in _NO:
            until = moment_of(said)
            if until is None or (today or now()).before(until):
                raise UnreadableError(
                    f"its source placed this item under an embargo ({said[:40]}): add it again afterwards."
                )
