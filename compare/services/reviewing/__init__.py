"""Users review divergences and matches, and correct events."""
