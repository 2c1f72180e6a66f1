"""The rules of notifications: who hears of what, and when. They stand in `reso.toml`; `ruling.py` reads them there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from events.alerts import Alert
from events.subjects import SEVERITIES
from handlers.notifying.quiet import Quiet

UTC_ZONE: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Target:
    """One receiver: its stable name, its address masked and whole, and how many characters it takes at once."""

    name: str
    shown: str
    url: str = field(repr=False)
    room: int = 32_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Who hears of what. Empty `kinds` or `marketplaces` mean all; `login` is whom the links speak for, if anybody."""

    to: tuple[Target, ...]
    severity: str = "info"
    kinds: tuple[str, ...] = ()
    marketplaces: tuple[str, ...] = ()
    quiet: Quiet | None = None
    zone: ZoneInfo = UTC_ZONE
    language: str = "en"
    login: str | None = None

    def wants(self, alert: Alert, marketplace: str | None) -> bool:
        """Whether this alert is to be sent; one of no known marketplace is everybody's, or nobody would hear of it."""
        loud = SEVERITIES.index(alert.severity) >= SEVERITIES.index(self.severity)
        here = marketplace is None or not self.marketplaces or marketplace in self.marketplaces
        return loud and here and (not self.kinds or alert.kind in self.kinds)


def routes(rules: Sequence[Rule], alert: Alert, marketplace: str | None) -> dict[str, Rule]:
    """By the name of each target that is to hear of an alert, the first rule that says so."""
    found = [(target.name, rule) for rule in rules if rule.wants(alert, marketplace) for target in rule.to]
    return dict(reversed(found))
