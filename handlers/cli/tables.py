"""A table that fits the paper: no name or id is ever broken, so that whoever reads can copy it.

Where the paper is narrow the columns that can be spared go first; if it is still too narrow, each row is a paragraph.
"""

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

GAP = 2
"""Columns of paper between two of the table."""
LONGEST = 36
"""What a word of prose may ask for; a longer one is broken."""


class Sheet:
    """Rows under their columns: `>` before a name marks figures, `~` prose; `spare` names those that go first."""

    def __init__(
        self, columns: Sequence[str], rows: Iterable[Sequence[Text]], title: str, spare: Sequence[str]
    ) -> None:
        self._names = [column.lstrip(">~") for column in columns]
        self._marks = [column[:1] for column in columns]
        self._rows, self._title, self._spare = list(rows), title, spare
        self._needs = [self._need(place) for place in range(len(columns))]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        places = list(range(len(self._names)))
        for name in self._spare:
            if self._fits(places, options.max_width):
                break
            places.remove(self._names.index(name))
        if self._fits(places, options.max_width):
            yield self._table(places, options.max_width)
        else:
            for told in self._paragraphs():
                yield from unbroken(told, console, options)

    def _need(self, place: int) -> tuple[int, int]:
        """The least width of a column, that of its longest word, and the one at which nothing wraps."""
        told = [self._names[place], *(row[place].plain for row in self._rows)]
        least = max((cell_len(word) for each in told for word in each.split()), default=0)
        full = max(cell_len(line) for each in told for line in each.split("\n"))
        prose = self._marks[place] == "~"
        return max(min(least, LONGEST) if prose else least, 1), max(full, 1)

    def _fits(self, places: Sequence[int], width: int) -> bool:
        return sum(self._needs[place][0] + GAP for place in places) <= width

    def _table(self, places: Sequence[int], width: int) -> Table:
        drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, padding=(0, 1, 0, 0))
        if self._title:
            drawn.title, drawn.title_justify, drawn.title_style = self._title, "left", "bold"
        widths = _shared([self._needs[place] for place in places], width - GAP * len(places))
        for place, wide in zip(places, widths, strict=True):
            figures = self._marks[place] == ">"
            drawn.add_column(
                self._names[place], justify="right" if figures else "left", overflow="fold", width=wide, no_wrap=False
            )
        for row in self._rows:
            drawn.add_row(*(row[place] for place in places))
        return drawn

    def _paragraphs(self) -> Iterable[Text]:
        """What a row holds, one after the other."""
        yield Text(f"\n{self._title}\n" if self._title else "", style="bold")
        for row in self._rows:
            told = [Text(f"{name} ", style="dim") + cell for name, cell in zip(self._names, row, strict=True) if cell]
            yield Text(" · ").join(told)
            yield Text()


def unbroken(told: Text, console: Console, options: ConsoleOptions) -> RenderResult:
    """A text with lines between its words, on broader paper where one of them is too long for this."""
    longest = max(map(cell_len, told.plain.split()), default=0)
    return console.render(told, options.update(width=max(options.max_width, longest)))


def _shared(needs: Sequence[tuple[int, int]], width: int) -> list[int]:
    """Every column's width: its least, and a fair share of what is left, as far as it has a use for it."""
    widths = [least for least, _ in needs]
    room, left = width - sum(widths), len(needs)
    for place in sorted(range(len(needs)), key=lambda place: needs[place][1] - needs[place][0]):
        granted = min(needs[place][1] - widths[place], room // left)
        widths[place] += granted
        room, left = room - granted, left - 1
    return widths
