"""Storing, embedding and finding: what `compare.ports` asks for, on real parts."""
