"""The JSON API, version 1: the same service calls as the pages, with typed schemas for requests and responses."""
