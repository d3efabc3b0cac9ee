"""Quotations and reported speech."""
