"""The command `reso`: one file a group of commands, and one place that turns what goes wrong into a sentence.

Exit 0: done. 1: a check found something, or it could not be done. 2: wrong use. 130: Ctrl-C.
"""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

INTERRUPTED = 130


def main() -> None:
    """The entry point; ends the process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit code; never raises, never shows a traceback unless asked to."""
    with _loading():
        from handlers.cli.app import build  # noqa: PLC0415 - what takes long to load is loaded under this guard
        from handlers.cli.failures import ending  # noqa: PLC0415

        command = build(arguments)
    try:
        code = command(args=list(arguments), prog_name="reso", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - whatever goes wrong is told in a sentence
        return ending(error)
    return code if isinstance(code, int) else 0


@contextmanager
def _loading() -> Iterator[None]:
    """Nothing is done yet: Ctrl-C ends the process at once."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:  # ignored, or somebody else's
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
