"""Worker processes and background threads of the server."""
