"""Reads whole streams."""

from __future__ import annotations

from typing import IO

from compare.errors import TooLargeError

MAX_FILE = 20_000_000
"""Maximum number of bytes of a file that contains one article or one document; JSONL, CSV and WARC may be of any size.
"""


def whole(stream: IO[bytes]) -> bytes:
    """All bytes of a stream. Raises TooLargeError if there are more than MAX_FILE."""
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise TooLargeError(f"this is larger than {MAX_FILE // 1_000_000} MB; use JSONL or CSV for many articles.")
    return data
