"""Decodes bytes to text, and parses dates and URLs."""
