"""Page furniture, truncation and consent walls: parts of a page that are not its article."""
