"""Memory that a reading needed and that the process keeps for the next one."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def return_freed_memory() -> None:
    """Give freed memory back to the system, where the C library is glibc; elsewhere nothing happens.

    Readings free tensors of many sizes in several threads, of which glibc kept half a gigabyte after a dozen.
    """
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


@cache
def _glibc() -> Any:
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return library if hasattr(library, "malloc_trim") else None
