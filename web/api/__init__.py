"""The JSON API, version 1: the same service calls as the pages, asked and answered in typed schemas."""
