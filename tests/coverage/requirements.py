"""What is required: every number with its sentence, and the few that software cannot meet, each with its reason."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHEET = Path(__file__).with_name("requirements.toml")


@dataclass(frozen=True)
class Chapter:
    """The requirements of one source: number → sentence, in the order of the source."""

    title: str
    says: Mapping[str, str]


@dataclass(frozen=True)
class Requirements:
    """All chapters, and why some of their numbers are out of reach of software."""

    chapters: tuple[Chapter, ...]
    out_of_reach: Mapping[str, str]

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number there is, in the order of the page."""
        return tuple(number for chapter in self.chapters for number in chapter.says)

    @property
    def to_show(self) -> tuple[str, ...]:
        """The numbers that a test has to show."""
        return tuple(number for number in self.numbers if number not in self.out_of_reach)


@cache
def requirements() -> Requirements:
    """The requirements as their sheet has them."""
    sheet = tomllib.loads(SHEET.read_text(encoding="utf-8"))
    chapters = tuple(Chapter(chapter["title"], chapter["says"]) for chapter in sheet["chapter"])
    return Requirements(chapters, sheet["out_of_reach"])
