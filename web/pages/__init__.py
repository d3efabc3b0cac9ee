"""The pages: the same service calls as the API, shown for reading."""
