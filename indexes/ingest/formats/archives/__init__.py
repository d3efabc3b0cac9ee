"""Files that contain others: gzip, zip and web archives."""
