"""Online clustering of articles into events."""
