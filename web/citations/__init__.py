"""Citations of articles, findings and events for reference managers: CSL-JSON, BibTeX, RIS, and metadata that pages
embed.
"""
