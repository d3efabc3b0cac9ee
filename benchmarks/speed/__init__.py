"""Speed next to baselines in the same run: `python -m benchmarks.speed` measures most of it."""
