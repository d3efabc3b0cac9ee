"""Benchmarks of quality, speed and scale, and the training of clustering."""
