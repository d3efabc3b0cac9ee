"""Adding articles and placing them in events."""
