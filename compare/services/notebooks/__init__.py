"""Notebooks: what users save, with the quotations as they were."""
