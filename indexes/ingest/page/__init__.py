"""Web pages: metadata and main text."""
