"""Exported files: tables, notebooks in Word and Markdown, and self-contained pages."""
