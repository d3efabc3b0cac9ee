"""A reader behind an API: a language model with an OpenAI-compatible chat API judges pairs of passages.

Articles are hostile prompts. The model's answer is data that is checked: numbers, kinds, and words that occur verbatim
in the passages. No text of the model's own is stored or shown.
"""
