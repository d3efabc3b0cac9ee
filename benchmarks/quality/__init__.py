"""Quality against gold data: `python -m benchmarks.quality` scores all of it."""
