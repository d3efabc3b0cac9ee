"""Commands under their former names, which work for one version and print a warning."""

from __future__ import annotations

from copy import copy

import click


def renamed(command: click.Command, old: str, instead: str) -> click.Command:
    """The same command under its `old` name: not listed, and with a warning on standard error."""
    alias = copy(command)
    alias.name, alias.hidden, alias.deprecated = old, True, f"Use `parallax {instead}`."
    return alias
