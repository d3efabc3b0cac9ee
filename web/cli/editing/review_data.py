"""The command `parallax reviews export`: reviews as training data."""

from __future__ import annotations

import json
from typing import Any

import click

from web.cli.options import service_of


@click.command()
@click.option("--output", "-o", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Output file.")
@click.pass_context
def export(context: click.Context, output: Any) -> None:
    """Write reviewed matches and divergences as JSONL, one pair of sentences per line.

    `make train REVIEWS=FILE` adds them to the training data; they are not used for evaluation.
    """
    from web.export.reviews import training_rows

    for row in training_rows(service_of(context)):
        output.write(json.dumps(row, ensure_ascii=False) + "\n")
