"""Near-duplicates and article identity: reprints, revisions, and one page at several addresses."""
