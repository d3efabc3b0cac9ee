"""Divergences: one module a kind, each from a match and what its passages state."""
