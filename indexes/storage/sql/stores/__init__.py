"""One store for each kind of record."""
