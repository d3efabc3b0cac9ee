"""The gold data and other labels as training examples."""
