"""Commands that operate an archive: backups, migration, checks, background work, API keys."""
