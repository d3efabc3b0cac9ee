"""The addresses of the Atom feeds."""
