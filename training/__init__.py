"""Scripts that make the weights of the reader and of the tagger; nothing imports them."""
