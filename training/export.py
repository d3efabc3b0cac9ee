"""Write the weights of a finished run into the package: `python -m training.export reader|tagger FOLDER/NAME`.

The reader's are NAME.pt and NAME-divergences.pt, the tagger's NAME.pt. Prints the rounding error of 8 bits, and writes
the digests into the registry of models. With `--to FOLDER` the files are written there in place of the package, and
PARALLAX_READER may name that folder.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import save_file

from indexes import model_registry
from indexes.model_registry import ModelFile
from indexes.reader import weights
from indexes.tagger import weights as tagger_weights


class Part(NamedTuple):
    """A file of weights: the suffix of its checkpoint's name, and the weights that are left out of it."""

    end: str
    file: Path
    left_out: tuple[str, ...]


MODELS = {
    "reader": (
        Part("", model_registry.MATCHES.path, weights.LEFT_OUT),
        Part("-divergences", model_registry.DIVERGENCES.path, ()),
    ),
    "tagger": (Part("", model_registry.TAGGER.path, tagger_weights.LEFT_OUT),),
}


def register(file: Path) -> str:
    """Write the digest of a file that ships with Parallax into the registry of models; returns the digest."""
    sha = ModelFile.of(file).sha256
    registry = Path(model_registry.__file__)
    name = re.escape(file.relative_to(registry.parent).as_posix())
    entry = re.compile(rf'^(    "{name}": )"[^"]*"', re.MULTILINE)
    text, number = entry.subn(rf'\1"{sha}"', registry.read_text("utf-8"), count=1)
    if not number:
        raise ValueError(f"{registry} has no entry for {file}")
    registry.write_text(text, encoding="utf-8")
    return sha


def export(state: dict[str, torch.Tensor], part: Part, to: Path | None = None) -> str:
    """Write a network's state to the place from which it is loaded, or into a folder; returns a description."""
    packed = weights.pack(state, part.left_out)
    errors = {
        name: float((value - state[name]).norm() / state[name].norm().clamp(min=1e-9))
        for name, value in weights.unpack(packed).items()
    }
    file = to / part.file.name if to else part.file
    save_file({name: value.contiguous() for name, value in packed.items()}, file)
    sha = ModelFile.of(file).sha256 if to else register(file)
    size = file.stat().st_size / 1e6
    return f"{file}: {size:.1f} MB, relative error of a matrix at most {max(errors.values()):.4f}, SHA-256 {sha}"


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("model", choices=sorted(MODELS))
    parser.add_argument("run", help="FOLDER/NAME")
    parser.add_argument("--to", type=Path, help="a folder to write the files into, in place of the package")
    given = parser.parse_args()
    if given.to:
        given.to.mkdir(parents=True, exist_ok=True)
    for part in MODELS[given.model]:
        state = torch.load(Path(f"{given.run}{part.end}.pt"), weights_only=False)["network"]
        print(export(state, part, given.to))


if __name__ == "__main__":
    main()
