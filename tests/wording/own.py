"""The sentences that the rules were written with, a sheet for each language: by category, or `permitted`."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

SHEETS = sorted((Path(__file__).parent / "own").glob("*.toml"))


def sentences(sheet: Path) -> Iterator[tuple[str, str]]:
    """Each sentence of a sheet with the category to be found in it, empty if none is."""
    for category, texts in tomllib.loads(sheet.read_text("utf-8")).items():
        yield from (("" if category == "permitted" else category, text) for text in texts)
