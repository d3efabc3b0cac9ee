"""The command `parallax reviews export`: what readers said, as data to train with."""

from __future__ import annotations

import json
from typing import Any

import click

from web.cli.options import service_of


@click.command()
@click.option("--output", "-o", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Output file.")
@click.pass_context
def export(context: click.Context, output: Any) -> None:
    """Write reviewed matches and judged divergences as JSONL, one pair of sentences a line.

    `make train REVIEWS=FILE` trains with them, beside its own data; nothing is measured on them.
    """
    from web.export.reviews import training_rows

    for row in training_rows(service_of(context)):
        output.write(json.dumps(row, ensure_ascii=False) + "\n")
