"""Documents: PDF, Word and mail."""
