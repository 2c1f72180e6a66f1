"""What is asked of the numbers: as of which moment, of which marketplace, currency and goods, over how many days.

As of T means: the figures as they stood at T by what had happened until then, T included, whenever it was told.
A window of N days ends at T and begins N local days earlier, at the same hour of the marketplace's own day (so that a
window that ends with a day has N whole days, whatever the clocks did in between); its first instant is excluded.
"""

from datetime import date, datetime, timedelta

from msgspec import Struct

from lifecycle.policy.pack import Market

TICK = timedelta(microseconds=1)
"""The least that two moments of the log are apart."""


class Question(Struct, frozen=True, kw_only=True):
    """A question; None stands for all there are. `as_of` is aware."""

    as_of: datetime
    marketplace: str | None = None
    currency: str | None = None
    sku: str | None = None
    days: int | None = None
    """The length of the window in local days; None counts everything since the beginning."""

    def since(self, market: Market) -> datetime | None:
        """When the window begins (UTC, excluded) at a marketplace; None if there is no window."""
        return None if self.days is None else window_start(self.as_of, self.days, market)

    def covers(self, at: datetime | None, market: Market) -> bool:
        """Whether a moment lies in the window; one that nobody knows lies in none."""
        since = self.since(market)
        return at is not None and at <= self.as_of and (since is None or since < at)

    def is_about(self, marketplace: str | None, currency: str | None) -> bool:
        """Whether figures of this marketplace and currency are wanted."""
        return self.marketplace in (None, marketplace) and self.currency in (None, currency)


def window_start(as_of: datetime, days: int, market: Market) -> datetime:
    """The instant (UTC) so many local days before `as_of`: whole days if that ends one, else as far into its day."""
    calendar = market.calendar
    today = calendar.day_of(as_of)
    first = today - timedelta(days=days)
    if as_of == end_of_day(today, market):
        return end_of_day(first, market)
    return min(calendar.start_of(first) + (as_of - calendar.start_of(today)), end_of_day(first, market))


def end_of_day(day: date, market: Market) -> datetime:
    """The last instant (UTC) of a local day: what a bare day means as the moment up to which things count."""
    return market.calendar.start_of(day + timedelta(days=1)) - TICK
