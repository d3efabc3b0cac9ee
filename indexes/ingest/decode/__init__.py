"""Bytes to text, and text to dates and addresses."""
