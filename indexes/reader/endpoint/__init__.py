"""A reader by endpoint: a language model behind an OpenAI-compatible chat API judges pairs of passages.

Articles are hostile prompts. What the model answers is data that is checked: numbers, kinds, and words that stand
verbatim in the passages. No text of the model's own is kept or shown.
"""
