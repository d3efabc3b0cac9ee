"""Numbers in digits and in words, before their units are read."""
