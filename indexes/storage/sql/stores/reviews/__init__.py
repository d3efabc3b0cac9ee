"""Stores of what users record: reviews, corrections and notebooks."""
