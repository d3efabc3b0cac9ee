"""Parsing with a deadline, in a separate process that is killed when its time is up: threads cannot be killed.

The pools of `multiprocessing` and libraries based on it run the main module of a program again in each process, which
breaks scripts without a guard. This process runs only this module and receives its work through a pipe.
"""

from __future__ import annotations

import atexit
import copyreg
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from threading import Lock
from types import MappingProxyType
from typing import ParamSpec, TypeVar

from compare.errors import UnreadableError

P = ParamSpec("P")
Result = TypeVar("Result")

_ENDS_S = 1.0
"""Seconds after which the process ends by itself when its pipe is closed."""
_START = f"import sys; from {__name__} import serve; serve(int(sys.argv[1]))"


def _read_only(mapping: dict[str, str]) -> MappingProxyType[str, str]:
    return MappingProxyType(mapping)


copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))  # the metadata of articles


def within(seconds: float, work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    """The result of `work`, a module-level function, in another process.

    Raises what `work` raises, and UnreadableError if it takes too long or crashes the process.
    """
    with _lock:
        other = _other_process()
        try:
            other.pipe.send((seconds, work, args, kwargs))
            is_done, found = other.pipe.recv()
        except (EOFError, OSError):
            code = _end()
            why = (
                f"took longer than {seconds:g} seconds and was stopped"
                if code == -signal.SIGALRM
                else "crashed the process"
            )
            raise UnreadableError(f"reading this {why}.") from None
        except BaseException:
            _end()  # a late response must not be mistaken for the next one
            raise
    if is_done:
        result: Result = found
        return result
    raise found


def end() -> None:
    """End the other process, if there is one; the next call starts a new one."""
    with _lock:
        _end()


def serve(descriptor: int) -> None:
    """Process the work that comes through the pipe with this descriptor, one item at a time, until it is closed.

    The kernel kills the process at the deadline of an item, whatever it is doing and whether anybody still waits for
    it.
    """
    import htmldate  # noqa: F401 (now, so that no deadline has to wait for it)
    import trafilatura  # noqa: F401

    pipe = Connection(descriptor)
    while True:
        try:
            seconds, work, args, kwargs = pipe.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            answer = True, work(*args, **kwargs)
        except Exception as error:
            answer = False, error
        signal.setitimer(signal.ITIMER_REAL, 0)
        pipe.send(answer)


class _Other:
    """The worker process of this process."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.pipe, theirs = Pipe()
        paths = os.pathsep.join(each or str(Path.cwd()) for each in sys.path)
        with theirs:
            self.process = Popen(  # noqa: S603
                [sys.executable, "-c", _START, str(theirs.fileno())],
                stdin=DEVNULL,
                env=os.environ | {"PYTHONPATH": paths},
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the parent process
            )


_lock = Lock()
_held: list[_Other] = []


def _other_process() -> _Other:
    """The existing worker process, or a new one after a fork or a crash."""
    if _held and (_held[0].owner != os.getpid() or _held[0].process.poll() is not None):
        _held.clear()
    if not _held:
        _held.append(_Other())
    return _held[0]


def _end() -> int | None:
    """End the process; returns its exit code, None if this process has none."""
    if not _held:
        return None
    other = _held.pop()
    other.pipe.close()
    if other.owner != os.getpid():
        return None
    try:
        return other.process.wait(_ENDS_S)  # it may have exited by itself, and its code says why
    except TimeoutExpired:
        other.process.kill()
        return other.process.wait()


@atexit.register
def _kill() -> None:
    """Clean up; a thread waiting for a result does not prevent this."""
    for other in _held:
        if other.owner == os.getpid():
            other.process.kill()
