"""Comparing the articles of an event: pairs, facts across outlets, coverage gaps, ranking."""
