"""The data model: articles, passages, events, matches and divergences, as frozen dataclasses."""
