"""Where people and programs come in: pages, JSON API, command line."""
