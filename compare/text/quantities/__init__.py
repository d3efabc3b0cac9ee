"""Numbers and quantities in text."""
