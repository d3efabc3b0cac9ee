"""The addresses of alerts."""
