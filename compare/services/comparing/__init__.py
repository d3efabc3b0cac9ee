"""Comparing stored articles: immediately, or in the background."""
