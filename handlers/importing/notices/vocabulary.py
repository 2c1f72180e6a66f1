"""The words of notices, language by language, as patterns; the table is `words.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final, Literal
from unicodedata import combining, normalize

from babel.dates import get_month_names

from handlers.importing.notices.notice import Sort

LANGUAGES: Final = ("en", "it", "fr", "de", "pl")
SORTS: Final[tuple[Sort, ...]] = ("a_to_z", "chargeback", "safet", "return_request", "feedback", "message")
_WIDTHS: Final[tuple[Literal["wide", "abbreviated"], ...]] = ("wide", "abbreviated")
_USES: Final[tuple[Literal["format", "stand-alone"], ...]] = ("format", "stand-alone")
_SAFET: Final = r"safe-?t\b"


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """The table."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@cache
def about(sort: Sort, language: str) -> re.Pattern[str]:
    """What a notice of this sort says of itself."""
    told = [_SAFET] if sort == "safet" else words()[language][sort]
    return re.compile(f"(?i)(?<![^\\W_])(?:{'|'.join(told)})")


@cache
def label(name: str) -> re.Pattern[str]:
    """What stands before a figure, a term or a text, in any language."""
    told = [each for language in LANGUAGES for each in words()[language][name]]
    return re.compile(f"(?i)(?<![^\\W_])(?:{'|'.join(sorted(told, key=len, reverse=True))})")


@cache
def span() -> re.Pattern[str]:
    """A term that is told as so many hours or days: groups `number`, `hours`, `days`, `business`."""
    every = [words()[language] for language in LANGUAGES]
    units = {name: "|".join(each[name] for each in every) for name in ("business", "hours", "days")}
    after = "|".join(each["within"] for each in every)
    named = "|".join(f"(?P<{name}>{told})" for name, told in units.items())
    return re.compile(rf"(?i)(?<!\w)(?:{after})\s+(?:[^\W\d]{{2,12}}\s+)?\(?(?P<number>\d{{1,3}})\)?\s*(?:{named})\b")


def bare(word: str) -> str:
    """A word without accents, in small letters."""
    signs = normalize("NFKD", word.casefold().strip(". ").replace("ł", "l"))
    return "".join(sign for sign in signs if not combining(sign))


@cache
def months() -> Mapping[str, int]:
    """The months by their names and abbreviations in every language."""
    forms = product((*LANGUAGES, "es"), _WIDTHS, _USES)
    names = (get_month_names(width, use, language) for language, width, use in forms)
    return {bare(name): number for named in names for number, name in named.items()} | {"sept": 9}
