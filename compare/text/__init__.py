"""Text before anything is concluded from it: page furniture, sentences, truncation and walls."""
