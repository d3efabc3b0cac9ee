"""What templates show, as frozen dataclasses, and the filters that they use."""
