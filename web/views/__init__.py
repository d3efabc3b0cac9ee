"""The data that pages show, as frozen dataclasses, and the filters that templates use."""
