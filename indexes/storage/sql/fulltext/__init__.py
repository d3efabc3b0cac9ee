"""Full-text search in SQLite (FTS5) and PostgreSQL."""
