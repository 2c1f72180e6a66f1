"""An account as a report on its health tells it: its status, and a figure a metric.

A figure belongs to the last day that it counts: told of that day again it is known, or corrected; of another day it is
a new one. A status is told where it is another than the one that stood by then, whoever had told that; one that changes
while the report still counts the same days is no correction but news.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events.account_codes import metric
from handlers.caselog import CaseKey
from handlers.importing.account_before import AccountBefore
from handlers.importing.comparing import SOON
from handlers.importing.returned_items import token
from handlers.importing.statements import NOTHING_KNOWN, Known, Statement
from lifecycle.accounts.measuring import SEVERAL

STATUS = "status_changed"


@dataclass(frozen=True)
class Line:
    """One status or figure of a report: its place there, counted from 1, the name of its event and its data.

    `day` is the last one that it counts, else that of its report (ISO); empty where nothing names one.
    """

    number: int
    name: str
    data: Mapping[str, Any]
    day: str

    @property
    def market(self) -> str:
        """The marketplace."""
        return str(self.data["marketplace"])

    @property
    def about(self) -> str:
        """What it is about, in the signs of a case id: the metric and whose parcels, or the status."""
        if self.name == STATUS:
            return "status"
        told = str(self.data["metric"])
        known = metric(told)
        name = token(told) if known in SEVERAL else known.value
        return "-".join(filter(None, (name, self.data.get("fulfilment"))))


@dataclass(frozen=True)
class AccountTold:
    """An account as a report tells it; `ended` is the end of the latest days that the report counts, if it says any."""

    source: str
    case_id: str
    lines: tuple[Line, ...]
    ended: datetime | None

    @property
    def key(self) -> CaseKey:
        """The account."""
        return "account", self.case_id

    @property
    def keys(self) -> tuple[CaseKey, ...]:
        """It alone."""
        return (self.key,)

    @property
    def related(self) -> str:
        """An account is of no order."""
        return ""

    def statements(self, known: Mapping[CaseKey, Known]) -> Iterator[Statement]:
        """Its status if that is news, and its figures, each a moment after the one before it."""
        before = AccountBefore(known.get(self.key, NOTHING_KNOWN), self.source, self.key)
        for place, line in enumerate(self.lines):
            told = self._status(line, before) if line.name == STATUS else self._figure(line, before)
            if told is not None:
                yield replace(told, after=place * SOON)

    def _status(self, line: Line, before: AccountBefore) -> Statement | None:
        slot = before.numbered("-".join(filter(None, (line.about, line.day))), line.data)
        by = self.ended if slot.endswith("-1") else None
        if slot not in before.slots and before.stands(str(line.data["status"]), by):
            return None
        return Statement(self.key, slot, line.name, line.data, by=by, rows=(line.number,))

    def _figure(self, line: Line, before: AccountBefore) -> Statement:
        slot = f"{line.about}-{line.day}" if line.day else before.numbered(line.about, line.data)
        return Statement(self.key, slot, line.name, line.data, by=self.ended, rows=(line.number,))
