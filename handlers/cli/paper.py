"""What a command puts on the screen: narrow tables, JSON, and nothing that a text could smuggle in."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import orjson
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 100


def console(*, stderr: bool = False) -> Console:
    """Where people read: as wide as their screen, or 100 columns where there is none."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDTH, highlight=False, soft_wrap=False)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> Table:
    """Rows under their columns; a column whose name begins with `>` holds figures."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, padding=(0, 1, 0, 0))
    if title:
        drawn.title, drawn.title_justify, drawn.title_style = title, "left", "bold"
    for column in columns:
        figures = column.startswith(">")
        drawn.add_column(column.lstrip(">"), justify="right" if figures else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(text(cell) for cell in row))
    return drawn


def text(value: object) -> Text:
    """A value as text without markup and without control characters."""
    return value if isinstance(value, Text) else Text(printable("" if value is None else str(value)))


def printable(words: str) -> str:
    """The words with whatever could steer a terminal taken out."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in words)


def put(words: str = "") -> None:
    """A line for people."""
    print(printable(words))


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
