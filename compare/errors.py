"""All errors that Parallax raises on purpose, in one hierarchy; this module imports nothing.

ParallaxError
├── InputError             user input that cannot be used; the message says what to do
│   ├── UnreadableError    bytes that no parser can turn into an article
│   ├── TooLargeError      exceeds a documented size limit
│   └── ConflictError      well formed, but in conflict with the current state of the archive
│       └── ComparisonError  articles that an unexpected error keeps from being compared
├── NotFoundError          an unknown id
├── NotAllowedError        the client may not make changes; the message says who may
│   └── ApiKeyError         an API key is required, and it is missing or unknown
├── BusyError              the server is working at capacity; the same request may succeed in a moment
├── ModelError             the embedding model is missing, was altered, or has the wrong shape
└── StorageError           stored data cannot be used
    ├── CatalogueError     the catalogue is missing, damaged, or of an unsupported version
    │   └── LockedError    another process is writing; the same request will succeed later
    └── IndexMismatchError the vector index does not match the catalogue or the model; run `parallax reindex`
"""

from __future__ import annotations


class ParallaxError(Exception):
    """Base class of all errors whose message is meant for people."""


class InputError(ParallaxError):
    """User input that cannot be used; the message says what to do."""


class UnreadableError(InputError):
    """Bytes that no parser can turn into an article."""


class TooLargeError(InputError):
    """Input that exceeds a documented size limit."""


class ConflictError(InputError):
    """A well-formed request that conflicts with the current state of the archive."""


class ComparisonError(ConflictError):
    """Articles that an unexpected error keeps from being compared. The message has the cause, `without_cause` does not:
    it may name paths, and is for those who run Parallax.
    """

    without_cause = "This could not be compared. The error has been logged."

    @classmethod
    def of(cls, what: str, cause: str) -> ComparisonError:
        """The error for `what`, such as “This event”."""
        error = cls(f"{what} could not be compared: {cause.rstrip('.')}.")
        error.without_cause = f"{what} could not be compared. The error has been logged."
        return error


class NotFoundError(ParallaxError):
    """An unknown id."""


class NotAllowedError(ParallaxError):
    """The client may not make changes; the message says who may."""


class ApiKeyError(NotAllowedError):
    """An API key is required, and it is missing or unknown."""


class BusyError(ParallaxError):
    """The server is working at capacity; the same request may succeed in a moment."""


class ModelError(ParallaxError):
    """The embedding model is missing, was altered, or has the wrong shape."""


class StorageError(ParallaxError):
    """Stored data cannot be used."""


class CatalogueError(StorageError):
    """The catalogue is missing, damaged, or of an unsupported version."""


class LockedError(CatalogueError):
    """Another process is writing to the catalogue or holds a lock on it; the same request will succeed later."""


class IndexMismatchError(StorageError):
    """The vector index does not match the catalogue or the model; `parallax reindex` rebuilds it."""
