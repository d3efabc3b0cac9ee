"""Facts across outlets: each reported thing, its variants and its figures."""
