"""Atom feeds (RFC 4287) of what is new in the archive."""
