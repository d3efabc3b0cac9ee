"""Parsers for the deployment files (Dockerfile, compose.yaml, systemd unit), as far as tests need them."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile with their arguments, in order; continued lines are joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines if line.strip())]


def image_environment() -> dict[str, str]:
    """The variables that the image sets for Parallax."""
    pairs = (each.partition("=") for name, rest in instructions() if name == "ENV" for each in shlex.split(rest))
    return {name: value for name, _, value in pairs if name.startswith("PARALLAX_")}


def compose(**variables: str) -> dict[str, Any]:
    """compose.yaml with these variables in place of those in .env."""

    def value(found: re.Match[str]) -> str:
        name, _, default = found["name"], found["sign"], found["default"] or ""
        given = variables.get(name, "")
        assert given or found["sign"] != ":?", f"{name} must be given"
        return given or default

    pattern = r"\$\{(?P<name>\w+)(?P<sign>:[-?])(?P<default>[^}]*)\}"
    text = re.sub(pattern, value, (ROOT / "compose.yaml").read_text("utf-8"))
    assert "${" not in text
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def unit() -> list[tuple[str, str]]:
    """The lines of the systemd unit."""
    lines = (ROOT / "deploy" / "parallax.service").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return [(name, value) for name, _, value in pairs]


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of this process without its Parallax settings, and with the given ones."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PARALLAX_", "PYTHONPATH"))} | more
