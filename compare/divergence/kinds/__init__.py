"""One module for each kind of divergence: its evidence, and the wording of its reason."""
