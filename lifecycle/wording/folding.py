"""Text without what writers vary: accents, case, kinds of quotes, invisible characters. Nothing else is taken away."""

from typing import Final, NamedTuple
from unicodedata import category, combining, normalize

PLAIN: Final = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "\u2018": "'", "\u2019": "'", "\u00b4": "'", "\u02bc": "'",
})  # fmt: skip
INVISIBLE: Final = frozenset({"Cf"})
"""Soft hyphens, joiners, marks of direction."""


class Folded(NamedTuple):
    """A text as rules read it; the character `plain[i]` was made of the character `origins[i]` of the text."""

    plain: str
    origins: tuple[int, ...]


def fold(text: str) -> Folded:
    """The text in lower case and without accents."""
    letters: list[str] = []
    origins: list[int] = []
    for place, letter in enumerate(text):
        for plain in _plain(letter):
            letters.append(plain)
            origins.append(place)
    return Folded("".join(letters), tuple(origins))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    if category(letter) in INVISIBLE:
        return ""
    parts = normalize("NFKD", letter.casefold().translate(PLAIN)).translate(PLAIN)
    return "".join(part for part in parts if not combining(part)).casefold()
