"""Page furniture, truncation and consent walls: what is in a page and is not its article."""
