"""One module per kind of divergence: its evidence, and the wording of its reason."""
