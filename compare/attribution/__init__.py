"""Who says what: sources, citations and their names."""
