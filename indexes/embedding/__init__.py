"""Sentence embeddings: the packaged encoder."""
