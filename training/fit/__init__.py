"""Fits the small scorers that decide on the scores of the reader, and on features of the texts."""
