"""The page of a comparison: aligned rows, articles side by side in reading order, and the notes around them."""
