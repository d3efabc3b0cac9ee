"""Fitting the small scorers that decide from the scores of the reader, and from features of the texts."""
