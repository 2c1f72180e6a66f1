"""The days a figure looks back on. All instants are UTC."""

from datetime import datetime
from typing import NamedTuple


class Window(NamedTuple):
    """From `since` (not included) to `until` (included); `since` None, and `days` None, is for ever."""

    days: int | None
    since: datetime | None
    until: datetime

    def holds(self, at: datetime | None) -> bool:
        """Whether an instant lies in it; one that nobody knows lies in none."""
        return at is not None and at <= self.until and (self.since is None or self.since < at)
