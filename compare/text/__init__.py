"""Text analysis: page furniture, sentences, truncation, consent walls, tokens and facts."""
