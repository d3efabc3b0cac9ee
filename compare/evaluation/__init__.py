"""How well results agree with human annotations."""
