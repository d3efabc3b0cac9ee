"""The reader: a small trained model that judges whether two passages match and how they diverge."""
