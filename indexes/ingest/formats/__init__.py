"""One parser per input format."""
