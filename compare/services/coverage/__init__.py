"""Further reports of an event: queries, sources, and the selection of reports of the same event."""
