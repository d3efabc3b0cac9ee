"""Comparing articles that are held: now, or in the background."""
