"""All errors that Parallax raises on purpose, in one hierarchy; this module imports nothing.

ParallaxError
├── InputError             what a person gave cannot be used; the message says what to do
│   ├── UnreadableError    bytes that no reader can turn into an article
│   ├── TooLargeError      over a documented size limit
│   └── ConflictError      well formed, but what is held now does not allow it
├── NotFoundError          an id that names nothing here
├── NotAllowedError        who asks may not change what is held; the message says who may
│   └── ApiKeyError         an API key is needed, and none, or an unknown one, was given
├── BusyError              as much work as is done at a time is being done; the same may go well in a moment
├── ModelError             the embedding model is missing, altered or of the wrong shape
└── StorageError           what is kept on disk cannot be used
    ├── CatalogueError     the catalogue is missing, damaged or of another version
    │   └── LockedError    another process is writing it; the same request succeeds later
    └── IndexMismatchError the vector index does not fit the catalogue or the model; `parallax reindex` mends it
"""


class ParallaxError(Exception):
    """Base of all errors whose message is meant to be read by a person."""


class InputError(ParallaxError):
    """What a person gave cannot be used; the message says what to do."""


class UnreadableError(InputError):
    """Bytes that no reader can turn into an article."""


class TooLargeError(InputError):
    """Input over a documented size limit."""


class ConflictError(InputError):
    """A request that is well formed, but that what is held now does not allow."""


class NotFoundError(ParallaxError):
    """An id that names nothing here."""


class NotAllowedError(ParallaxError):
    """Who asks may not change what is held; the message says who may."""


class ApiKeyError(NotAllowedError):
    """An API key is needed, and none, or an unknown one, was given."""


class BusyError(ParallaxError):
    """As much work as is done at a time is being done: the same request may go well in a moment."""


class ModelError(ParallaxError):
    """The embedding model is missing, altered or of the wrong shape."""


class StorageError(ParallaxError):
    """What is kept on disk cannot be used."""


class CatalogueError(StorageError):
    """The catalogue is missing, damaged or of another version."""


class LockedError(CatalogueError):
    """Another process is writing the catalogue, or holds a lock on it; the same request succeeds later."""


class IndexMismatchError(StorageError):
    """The vector index does not fit the catalogue or the model; `parallax reindex` mends it."""
