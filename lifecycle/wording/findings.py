"""What the guard finds in a text."""

from typing import Final, Literal, get_args

from msgspec import Struct

Category = Literal["tied_refund", "tied_feedback", "positive_only", "off_marketplace", "obstructs_withdrawal"]
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)


class Finding(Struct, frozen=True):
    """Words that must not go out as they stand.

    `start` and `end` count characters of the text, `line` its lines from 1; `why` says what is wrong with the words,
    `source` which rule of the trade forbids them, `permitted` the order of words to write instead, in their language.
    """

    category: Category
    rule: str
    language: str
    start: int
    end: int
    line: int
    words: str
    why: str
    source: str
    permitted: str

    @property
    def sentence(self) -> str:
        """The finding for whoever wrote the text."""
        return f'line {self.line}: "{self.words}" {self.why} ({self.rule}; {self.source}); write: {self.permitted}'
