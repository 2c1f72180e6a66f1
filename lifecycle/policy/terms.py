"""What a compiled pack stores for each market: every rule's values with their sources, and the timers built on them."""

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from lifecycle.policy.errors import UnknownRuleError
from lifecycle.policy.zones import Offsets

Severity = Literal["info", "warning", "critical"]
AppliesBy = Literal["fact", "order", "filing"]
Value = int | str | bool | dict[str, int | str]
OPEN_END = date.max
VACATION, VACATION_REMINDERS = "vacation", "vacation_reminders"


class RuleValue(Struct, frozen=True, kw_only=True):
    """One value of one rule and the local days on which it holds: `valid_from` included, `valid_to` not.

    `units` names several readings where the source leaves open which one it means. `assumed`: nobody verified it, or
    its source does not speak of this market, which inherits it. `origin` is the pack file that set it.
    """

    id: str
    value: Value
    units: tuple[str, ...]
    source: str
    origin: str
    valid_from: date | None = None
    valid_to: date | None = None
    applies_by: AppliesBy = "fact"
    assumed: bool = False

    @property
    def unit(self) -> str:
        """The unit, or the first reading if there are several."""
        return self.units[0]

    def of(self, entry: str) -> int | str | bool:
        """The value for `entry` of a table, or the one for `any`; a plain value answers to every entry."""
        if not isinstance(self.value, dict):
            return self.value
        found = self.value.get(entry, self.value.get("any"))
        if found is None:
            raise UnknownRuleError(f"Rule {self.id} has no entry {entry!r}; it has {', '.join(self.value)}.")
        return found

    def decimal(self, entry: str = "any") -> Decimal:
        """The value as an exact number, for percentages and amounts; raises `decimal.InvalidOperation` for words."""
        return Decimal(str(self.of(entry)))

    def begins(self) -> date:
        """The first local day on which it holds."""
        return self.valid_from or date.min

    def ends(self) -> date:
        """The first local day on which it no longer holds."""
        return self.valid_to or OPEN_END


class Deadline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One deadline of a timer: that one of `rules` decides which is valid. Reminders belong to the deadline.

    A reminder is `12h` or `7d` after the start, `-3d` or `-4h` before the deadline, or `50%` of the way; a severity
    may follow (`-4h warning`), else it is `info`.
    """

    rules: tuple[str, ...]
    severity: Severity
    reminders: tuple[str, ...] = ()


class Terms(Struct, frozen=True, kw_only=True):
    """Everything a market sets: `lineage` names the files that made it, the last one wins."""

    name: str
    zone: str
    country: str
    currency: str
    lineage: tuple[str, ...]
    rules: tuple[RuleValue, ...]
    timers: dict[str, tuple[Deadline, ...]]


class Book(Struct, frozen=True, kw_only=True):
    """A whole pack as it is stored, with the time zones and public holidays it counts by."""

    version: int = 1
    markets: dict[str, Terms]
    zones: dict[str, Offsets]
    holidays: dict[str, tuple[date, ...]]
