"""Storing, embedding and finding: implementations of the protocols in `compare.ports`."""
