"""Measuring: quality against gold data, speed against baselines, and the training of what is learned."""
