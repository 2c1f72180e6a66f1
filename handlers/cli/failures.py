"""What becomes of an error at the command line: one sentence on stderr and an exit code, in one table."""

import errno
import os
import re
import sys
import traceback
from pathlib import Path
from typing import Final

import typer

from events.unreadable import Unreadable
from handlers.cli import INTERRUPTED
from handlers.cli.paper import printable
from handlers.home import HomeUnusable
from handlers.packs import PackMissing
from handlers.products import SheetMissing
from handlers.readmodel.refusals import NoTables
from handlers.server.ports import PortTaken
from handlers.settings import SettingWrong
from handlers.wire.connection import ServerUnavailable
from handlers.wire.jetstream import JetStreamError
from lifecycle.policy.errors import PackError
from lifecycle.products.sheet import SheetError

WRONG_USE: Final = 2


class Said(Exception):
    """Something cannot be done; the sentence says what and why, `code` is 1, or 2 for wrong use."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


CODES: Final[tuple[tuple[type[BaseException], int], ...]] = (
    (SettingWrong, WRONG_USE),
    (HomeUnusable, WRONG_USE),
    (PortTaken, WRONG_USE),
    (ServerUnavailable, 1),
    (Unreadable, 1),
    (PackMissing, 1),
    (SheetMissing, 1),
    (NoTables, 1),
    (JetStreamError, 1),
)
"""Errors that are sentences already, each with its exit code; the first that fits counts."""
PARSER: Final = re.compile(r", unable to parse .*")
"""What a library adds about itself when an option is no number."""


def ending(error: BaseException) -> int:
    """Say what went wrong and answer the exit code."""
    match error:
        case SystemExit(__context__=BrokenPipeError()) | BrokenPipeError():  # the former by typer or rich
            return _nobody_reads()
        case SystemExit():
            return error.code if isinstance(error.code, int) else 1
        case OSError(filename=None, errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG):
            say(f"the output cannot be written: {str(error.strerror).lower()}")
            _drop_output()
            return 1
        case KeyboardInterrupt() | typer.Abort():
            return INTERRUPTED
        case typer.Exit():
            return error.exit_code
    code, *sentences = _told(error)
    for sentence in sentences:
        say(sentence)
    return code


def say(sentence: str) -> None:
    """A sentence on stderr."""
    print(f"reso: {printable(sentence)}", file=sys.stderr)


def _told(error: BaseException) -> tuple[int, *tuple[str, ...]]:
    """The exit code, and what is to be said."""
    if isinstance(error, Said):
        return error.code, str(error)
    if isinstance(error, PackError | SheetError):
        return WRONG_USE, *error.faults
    if isinstance(error, typer.TyperException):  # a group called without a command has shown its help
        return error.exit_code, *([_usage(error)] if error.format_message() else ())
    for family, code in CODES:
        if isinstance(error, family):
            return code, str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return WRONG_USE, f"{error.filename}: {(error.strerror or 'cannot be read').lower()}"
    return 1, _unexpected(error)


def _usage(error: typer.TyperException) -> str:
    words = " ".join(error.format_message().split()).rstrip(".")
    words = PARSER.sub("", words).replace("Input should be", "it must be").replace("a valid integer", "a whole number")
    context = getattr(error, "ctx", None)
    return f"{words[:1].lower()}{words[1:]}; see `{context.command_path if context else 'reso'} --help`"


def _unexpected(error: BaseException) -> str:
    """A fault of ours: named, with the whole story for who asks for it."""
    if os.environ.get("RESO_LOG_LEVEL", "").lower() == "debug":
        traceback.print_exception(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return f"an unexpected fault, {type(error).__name__}: {error} ({where}); RESO_LOG_LEVEL=debug shows all of it"


def _nobody_reads() -> int:
    """Whoever read our output has gone: nothing is wrong, and nothing more is to be said."""
    _drop_output()
    return 0


def _drop_output() -> None:
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - what is left in the old one goes nowhere
