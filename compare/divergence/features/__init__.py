"""Features of a match that the model of kinds reads."""
