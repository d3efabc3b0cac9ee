"""Word-level differences, for display."""
