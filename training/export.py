"""Write the weights of a finished run into the package: `python -m training.export FOLDER/NAME.pt`.

Prints how far 8 bits take the weights from what was trained, and puts the checksum into `indexes/reader/weights.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path

import torch
from safetensors.torch import save_file

from indexes.reader import weights


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("checkpoint", type=Path)
    state = torch.load(parser.parse_args().checkpoint, weights_only=False)["network"]
    packed = weights.pack(state)
    restored = weights.unpack(packed)
    errors = {
        name: float((value - state[name]).norm() / state[name].norm().clamp(min=1e-9))
        for name, value in restored.items()
    }
    save_file({name: value.contiguous() for name, value in packed.items()}, weights.FILE)
    sha = hashlib.sha256(weights.FILE.read_bytes()).hexdigest()
    source = Path(weights.__file__)
    text = re.sub(r'^SHA256 = "[^"]*"', f'SHA256 = "{sha}"', source.read_text("utf-8"), flags=re.MULTILINE)
    source.write_text(text, encoding="utf-8")
    size = weights.FILE.stat().st_size / 1e6
    print(
        f"{weights.FILE}: {size:.1f} MB, relative error of a matrix at most {max(errors.values()):.4f}, SHA-256 {sha}"
    )


if __name__ == "__main__":
    main()
