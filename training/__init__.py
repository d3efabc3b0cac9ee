"""Scripts that train the weights of the reader and the tagger; nothing imports them."""
