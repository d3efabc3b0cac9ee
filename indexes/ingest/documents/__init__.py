"""Documents that people write and send: PDF, Word and mail."""
