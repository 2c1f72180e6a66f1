"""Amazon's marketplaces: what a report does not say about where it is from; the table is `marketplaces.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handlers.importing.refusing import Refused


@dataclass(frozen=True)
class Marketplace:
    """One marketplace: its name in the rule packs and its id at Amazon, its zone and currency (ISO 4217).

    `feedback_day` is how its feedback report writes a day (strptime), `encodings` what its files may be written in.
    """

    name: str
    id: str
    zone: ZoneInfo
    currency: str
    feedback_day: str
    encodings: tuple[str, ...]


def marketplace(told: str) -> Marketplace:
    """The marketplace of that name or id; raises `Refused` with those there are."""
    wanted = told.strip().casefold()
    found = next((each for each in marketplaces() if wanted in (each.name, each.id.casefold())), None)
    if found is None:
        names = ", ".join(each.name for each in marketplaces())
        raise Refused(f"{told!r} is no marketplace of Amazon's that is known here; there are: {names}")
    return found


@cache
def marketplaces() -> tuple[Marketplace, ...]:
    """All of them."""
    told = tomllib.loads((Path(__file__).parent / "marketplaces.toml").read_text(encoding="utf-8"))
    return tuple(_marketplace(name, {**told["defaults"], **each}) for name, each in told["marketplaces"].items())


def _marketplace(name: str, told: dict[str, Any]) -> Marketplace:
    zone = ZoneInfo(told["zone"])
    return Marketplace(name, told["id"], zone, told["currency"], told["feedback_day"], tuple(told["encodings"]))
