"""What notifications say, in six languages: the sentences of `texts.toml`, and moments as people there write them."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

LANGUAGES: Final = ("en", "it", "de", "fr", "pl", "es")


@cache
def sheets() -> Mapping[str, Mapping[str, Any]]:
    """The sentences of every language, by their name."""
    return tomllib.loads((files("handlers.notifying") / "texts.toml").read_text(encoding="utf-8"))


class Words:
    """One language, in one time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._sheet, self._language, self._zone = sheets()[language], language, zone

    def say(self, sentence: str, **filled: object) -> str:
        """A sentence, filled in."""
        return str(self._sheet[sentence]).format(**filled)

    def severity(self, name: str) -> str:
        """The word for a severity."""
        return str(self._sheet["severities"][name])

    def kind(self, name: str) -> str:
        """The word for a kind of case; the name itself for one that has none."""
        return str(self._sheet["kinds"].get(name, name))

    def moment(self, at: datetime) -> str:
        """A moment on the clocks of the zone, with its offset."""
        local = at.astimezone(self._zone)
        offset = f"{local:%z}"
        return f"{format_datetime(local, 'EEE d MMM y, HH:mm', locale=self._language)} ({offset[:3]}:{offset[3:5]})"
