"""Comparing articles: articles, passages, events, matches and divergences, as pure functions over frozen dataclasses.

This package does no I/O, loads no model and knows no database; `compare.ports` declares the protocols that it needs.
"""
