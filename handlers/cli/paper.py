"""What a command puts on the screen: narrow tables, JSON, and nothing that a text could smuggle in."""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from unicodedata import category

import orjson
from rich.console import Console, ConsoleRenderable
from rich.text import Text

from handlers.cli.tables import Sheet

WIDTH = 100


def console(*, stderr: bool = False) -> Console:
    """Where people read: as wide as their screen, or as COLUMNS says, or 100 columns where neither is known."""
    stream = sys.stderr if stderr else sys.stdout
    told = os.environ.get("COLUMNS", "")
    wide = int(told) if told.isdecimal() else 0
    return Console(file=stream, width=None if stream.isatty() else wide or WIDTH, highlight=False, soft_wrap=False)


def show(drawn: ConsoleRenderable) -> None:
    """Something drawn, on the screen; a word that is too long for it stays whole."""
    console().print(drawn, crop=False)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "", spare: Sequence[str] = ()
) -> Sheet:
    """Rows under their columns: `>` before a name marks figures, `~` prose; `spare` names those that go first."""
    return Sheet(columns, ([text(cell) for cell in row] for row in rows), title, spare)


def text(value: object) -> Text:
    """A value as text without markup and without control characters."""
    return value if isinstance(value, Text) else Text(printable("" if value is None else str(value)))


def printable(words: str) -> str:
    """The words on one line, with whatever could steer a terminal written out: a newline is `\\n`."""
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() or category(letter) == "Zs" else _escaped(letter) for letter in words)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode()


def put(words: str = "") -> None:
    """A line for people."""
    print(printable(words))


def put_lines(words: str) -> None:
    """A text for people that has lines of its own."""
    for line in words.split("\n"):
        put(line)


def put_now(words: str) -> None:
    """A line that somebody waits for."""
    put(words)
    sys.stdout.flush()


def put_json(value: object, *, line: bool = False) -> None:
    """A value for programs; `line` keeps it on one line."""
    print(orjson.dumps(value, option=0 if line else orjson.OPT_INDENT_2).decode())


def moment(at: datetime | None) -> str:
    """A moment in UTC, to the minute."""
    return f"{at:%Y-%m-%d %H:%M}Z" if at else ""


def left(until: datetime, now: datetime) -> str:
    """How long it is until a moment, or how long ago it was."""
    span = until - now
    return f"in {length(span)}" if span >= timedelta(0) else f"{length(-span)} over"


def length(span: timedelta) -> str:
    """A span in its two largest units."""
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h" if hours and days < 10 else f"{days} d"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def styled(words: str, style: str) -> Text:
    """Words in one style."""
    return Text(printable(words), style=style)
