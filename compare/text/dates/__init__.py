"""Dates and times of day in text."""
