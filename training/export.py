"""Write the weights of a finished run into the package: `python -m training.export reader|tagger FOLDER/NAME.pt`.

Prints how far 8 bits take the weights from what was trained, and puts the checksum into the module that checks it.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path
from types import ModuleType

import torch
from safetensors.torch import save_file

from indexes.reader import tagger_weights, weights

MODULES: dict[str, ModuleType] = {"reader": weights, "tagger": tagger_weights}


def export(state: dict[str, torch.Tensor], module: ModuleType) -> str:
    """Write a network's state where `module` loads it from; returns what there is to say about it."""
    packed = weights.pack(state, module.LEFT_OUT)
    restored = weights.unpack(packed)
    errors = {
        name: float((value - state[name]).norm() / state[name].norm().clamp(min=1e-9))
        for name, value in restored.items()
    }
    file: Path = module.FILE
    save_file({name: value.contiguous() for name, value in packed.items()}, file)
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    source = Path(str(module.__file__))
    text = re.sub(r'^SHA256 = "[^"]*"', f'SHA256 = "{sha}"', source.read_text("utf-8"), flags=re.MULTILINE)
    source.write_text(text, encoding="utf-8")
    size = file.stat().st_size / 1e6
    return f"{file}: {size:.1f} MB, relative error of a matrix at most {max(errors.values()):.4f}, SHA-256 {sha}"


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("model", choices=sorted(MODULES))
    parser.add_argument("checkpoint", type=Path)
    given = parser.parse_args()
    print(export(torch.load(given.checkpoint, weights_only=False)["network"], MODULES[given.model]))


if __name__ == "__main__":
    main()
