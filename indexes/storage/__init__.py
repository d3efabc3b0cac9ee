"""What is kept: the catalogue in a database, backups, and files that are written whole."""
