"""What is wrong with a file, in sentences: the whole file, or a cell of it, named by row and column."""

from typing import NamedTuple


class Refused(Exception):
    """A file cannot be read at all; `sentences` say why and what would help."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


class Problem(NamedTuple):
    """One thing wrong in a file: the row as the file counts it (the header is 1), its column, and what was expected."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        place = f', column "{self.column}"' if self.column else ""
        return f"row {self.row}{place}: {self.sentence}"


SHOWN = 40
"""Characters of a cell that a sentence shows."""


def quoted(cell: str) -> str:
    """A cell as it may stand in a sentence."""
    return f'"{cell}"' if len(cell) <= SHOWN else f'"{cell[:SHOWN]}…"'
