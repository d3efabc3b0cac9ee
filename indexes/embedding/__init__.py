"""Texts to vectors: the packaged sentence encoder."""
