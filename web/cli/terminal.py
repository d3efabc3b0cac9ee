"""Output to terminals without escape sequences and control characters, so that articles cannot control the terminal.

Other streams, such as files and pipes, are not changed.
"""

from __future__ import annotations

import re
import sys
from typing import Any, TextIO

import click

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement, erasing
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\n\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS …
    r"|\x1b[ -/]*[0-~]?"  # others
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def clean(text: str) -> str:
    """A text without escape sequences, control characters (except newlines and tabs) and bidirectional overrides."""
    return _CONTROL.sub("", _SEQUENCE.sub("", text)) if not text.isprintable() else text


class Terminal:
    """A stream to a terminal that writes only what `clean` returns; otherwise it behaves like the wrapped stream."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write a text after cleaning it. Raises TypeError for bytes, as text streams do."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.stream.write(clean(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write several texts."""
        for each in lines:
            self.write(each)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def guard() -> None:
    """Guard standard output and standard error from now on, if they are terminals."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream.isatty():
            if stream.encoding.lower() in {"ascii", "ansi_x3.4-1968", "us-ascii"}:
                stream.reconfigure(encoding="utf-8")  # otherwise click would bypass the guard
            setattr(sys, name, Terminal(stream))


def unguarded(stream: TextIO) -> TextIO:
    """The wrapped stream, for output of Parallax itself, such as the cursor movements of a progress bar."""
    return stream.stream if isinstance(stream, Terminal) else stream


def cleaned_for(stream: TextIO, text: str) -> str:
    """A text as a guarded `stream` would write it; unchanged for other streams."""
    return clean(text) if isinstance(stream, Terminal) else text


def echo_bold(text: str) -> None:
    """Print a text without a newline, in bold on a terminal."""
    if isinstance(sys.stdout, Terminal):
        sys.stdout.stream.write(f"{_BOLD}{clean(text)}{_PLAIN}")
    else:
        click.echo(text, nl=False)
