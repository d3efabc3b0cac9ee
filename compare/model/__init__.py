"""What everything is made of: articles, passages, events, matches and divergences, as frozen dataclasses."""
