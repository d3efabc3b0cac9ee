"""The HTML pages; they make the same service calls as the API."""
