"""Amazon's ids of its marketplaces, by the names that the rule packs know."""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "A13V1IB3VIYZZH": "amazon.fr",
    "A17E79C6D8DWNP": "amazon.sa",
    "A1805IZSGTT6HS": "amazon.nl",
    "A19VAU5U5O7RUS": "amazon.sg",
    "A1AM78C64UM0Y8": "amazon.com.mx",
    "A1C3SOZRARQ6R3": "amazon.pl",
    "A1F83G8C2ARO7P": "amazon.co.uk",
    "A1PA6795UKMFR9": "amazon.de",
    "A1RKKUPIHCS9HS": "amazon.es",
    "A1VC38T7YXB528": "amazon.co.jp",
    "A21TJRUUN4KGV": "amazon.in",
    "A28R8C7NBKEWEA": "amazon.ie",
    "A2EUQ1WTGCTBG2": "amazon.ca",
    "A2NODRKZP88ZB9": "amazon.se",
    "A2Q3Y263D00KWC": "amazon.com.br",
    "A2VIGQ35RCS4UG": "amazon.ae",
    "A33AVAJ2PDY3EV": "amazon.com.tr",
    "A39IBJ37TRP1C6": "amazon.com.au",
    "AMEN7PMS3EDWL": "amazon.com.be",
    "APJ6JRA9NG5V4": "amazon.it",
    "ARBP9OOSHTCHU": "amazon.eg",
    "ATVPDKIKX0DER": "amazon.com",
}


def marketplace(raw: str) -> str:
    """The name of a marketplace by its id; what is no known id is kept as it is."""
    return NAMES.get(raw.strip().upper(), raw.strip())
