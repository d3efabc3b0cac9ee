"""Persistent storage: the catalogue in a database, backups, and atomic writes of files."""
