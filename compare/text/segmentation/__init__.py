"""Paragraphs and sentences, as offsets."""
