"""Bytes to rows: encodings, line ends, separators and quotes. Nothing here knows what a column means.

A table whose columns are separated by tabs has no quoting rules that one could trust: a lone quote in a comment is a
quote. Any other table is read as CSV.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handlers.importing.refusing import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file may begin with to say how it is written."""
WESTERN = ("cp1252",)
LARGEST_CELL = 1 << 20


class Line(NamedTuple):
    """A row of cells and the number of its first line in the file, counted from 1."""

    number: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """A header, what stands below it, and how the file is written; without a header there is nothing at all."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str


def read_table(raw: bytes, separator: str, encodings: Sequence[str] = WESTERN, *, told: str = "") -> Table:
    """The table in `raw`; `encodings` are tried in turn where neither a mark nor UTF-8 fits, `told` is believed.

    Raises `Refused` for text that cannot be read so.
    """
    text, encoding = decoded(raw, encodings, told)
    try:
        lines = [line for line in _lines(text, separator) if any(cell.strip() for cell in line.cells)]
    except csv.Error as fault:
        raise Refused(f"it is no table of cells separated by {separator!r}: {fault}") from None
    if not lines:
        return Table((), (), encoding)
    return Table(lines[0].cells, tuple(lines[1:]), encoding)


def decoded(raw: bytes, encodings: Sequence[str], told: str = "") -> tuple[str, str]:
    """The text and its encoding: what was told, what its mark says, UTF-8, else the first that fits."""
    marked = next((name for mark, name in MARKS if raw.startswith(mark)), None)
    tried = [told] if told else [marked] if marked else ["utf-8", *encodings]
    for name in tried:
        try:
            text = raw.decode(name)
        except LookupError:
            raise Refused(f"{name!r} is no encoding; there are, for example: utf-8, cp1252, shift_jis") from None
        except UnicodeError:
            continue
        if "\0" in text:
            raise Refused("it holds the character NUL: it is no text, or UTF-16 without a mark; say --encoding")
        return text, name
    raise Refused(f"it cannot be read as {' or '.join(tried)}; say --encoding")


def _lines(text: str, separator: str) -> Iterator[Line]:
    if separator == "\t":
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
            yield Line(number, tuple(_unquoted(cell) for cell in line.split("\t")))
        return
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    for cells in reader:
        yield Line(begins, tuple(cells))
        begins = reader.line_num + 1


def _unquoted(cell: str) -> str:
    """A cell without the quotes that some spreadsheets put around it."""
    bare = cell.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"')
    return cell
