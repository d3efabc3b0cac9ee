"""Splits text into paragraphs and sentences, as offsets."""
