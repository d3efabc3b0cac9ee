"""What Parallax means: articles, passages, events, matches and divergences, as pure functions over frozen dataclasses.

Nothing here reads a file, opens a connection, loads a model or knows of a database; `compare.ports` declares what it
needs from outside.
"""
