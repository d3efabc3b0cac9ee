"""The use cases, over ports: add, cluster, compare, search, review, correct, remove."""
