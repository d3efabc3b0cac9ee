"""Facts across outlets: each fact, its variants and its figures."""
