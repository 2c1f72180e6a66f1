"""The command `reso`: one file a group of commands, and one place that turns what goes wrong into a sentence.

Exit 0: done. 1: a check found something, or it could not be done. 2: wrong use.
"""

import sys
from collections.abc import Sequence

from handlers.cli.app import build
from handlers.cli.failures import ending


def main() -> None:
    """The entry point; ends the process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit code; never raises, never shows a traceback unless asked to."""
    try:
        code = build(arguments)(args=list(arguments), prog_name="reso", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - whatever goes wrong is told in a sentence
        return ending(error)
    return code if isinstance(code, int) else 0
