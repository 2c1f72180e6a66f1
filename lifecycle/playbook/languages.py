"""In which language a buyer is written to."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("en", "it", "fr", "de", "es", "pl")
"""The languages that drafts exist in (ISO 639)."""

_COUNTRIES: Final[Mapping[str, str]] = {
    "IT": "it",
    "FR": "fr",
    "BE": "fr",
    "DE": "de",
    "AT": "de",
    "ES": "es",
    "MX": "es",
    "PL": "pl",
}


def language_of(told: str | None, country: str) -> str:
    """The language of a draft: as `told` (`it`, `it-IT`), else that of the country (ISO 3166), else English."""
    bare = (told or "").lower().replace("_", "-").partition("-")[0]
    return bare if bare in LANGUAGES else _COUNTRIES.get(country, "en")
