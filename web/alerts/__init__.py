"""Alerts: which of what is new fits them, and the thread that sends it."""
