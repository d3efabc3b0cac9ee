"""Jobs: work that is queued and done in the background."""
