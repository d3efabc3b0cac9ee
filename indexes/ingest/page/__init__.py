"""What is read from a web page: its metadata and its main story."""
