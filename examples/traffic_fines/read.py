"""The Road Traffic Fine Management log, row by row, and each row as the event it tells - except the penalties.

The log knows days, no times of day: events carry precision `date` and the midnight with which that day began in Rome.
"""

import csv
import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

LOG: Final = Path(__file__).with_name("road_traffic_fines.csv.gz")
ROME: Final = ZoneInfo("Europe/Rome")
PENALTY: Final = "Add penalty"
LAST_DAY: Final = date(2013, 6, 18)
"""The last day of which the log tells."""


class Row(NamedTuple):
    """A row of the log. It lost the decimal points of `amount_digits` and `expense_digits`: these are no euro."""

    case_id: str
    activity: str
    timestamp: str
    resource: str
    amount_digits: str
    expense_digits: str
    payment: str
    total_paid: str
    article: str
    dismissal: str
    notificationtype: str
    lastsent: str
    points: str
    vehicleclass: str
    matricola: str

    @property
    def day(self) -> date:
        """The day of the activity, in Rome."""
        return date.fromisoformat(self.timestamp)


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """A case of the log, with its rows in their order."""

    id: str
    rows: tuple[Row, ...]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The CloudEvents that its rows tell, without the penalty."""
        told = ((number, row) for number, row in enumerate(self.rows, start=1) if row.activity != PENALTY)
        return [_event(row, number) for number, row in told]

    @property
    def penalized_on(self) -> date | None:
        """The day on which the log puts the penalty, if it does."""
        return next((row.day for row in self.rows if row.activity == PENALTY), None)


def read_cases(file: Path = LOG) -> Iterator[LoggedCase]:
    """Every case of the log, in its order; raises `OSError` if there is no such file, `ValueError` if it is another."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        rows = csv.reader(text)
        if tuple(next(rows, ())) != Row._fields:
            raise ValueError(f"{file} is not the log of fines: its columns should be {', '.join(Row._fields)}")
        for case_id, told in groupby(map(Row._make, rows), key=attrgetter("case_id")):
            yield LoggedCase(case_id, tuple(told))


def midnight(day: date) -> datetime:
    """The instant with which `day` begins in Rome."""
    return datetime(day.year, day.month, day.day, tzinfo=ROME)


def day_ending_at(at: datetime) -> date | None:
    """The day that ends in Rome at this very instant; None if none does."""
    last = (at.astimezone(UTC) - timedelta(microseconds=1)).astimezone(ROME).date()
    return last if midnight(last + timedelta(days=1)) == at else None


def _event(row: Row, number: int) -> dict[str, Any]:
    name, data = _TOLD[row.activity]
    return {
        "specversion": "1.0",
        "id": f"{row.case_id}-{number}",
        "source": "/examples/traffic-fines",
        "type": f"fine.{name}.v1",
        "time": midnight(row.day).isoformat(),
        "subject": row.case_id,
        "precision": "date",
        "data": {member: value for member, value in data(row).items() if value not in ("", "NIL")},
    }


def _nothing(_row: Row) -> dict[str, Any]:
    return {}


def _created(row: Row) -> dict[str, Any]:
    known = {"article": row.article, "vehicle_class": row.vehicleclass, "dismissal": row.dismissal}
    return {**known, "points": int(row.points)}


def _notified(row: Row) -> dict[str, Any]:
    return {"notification": row.notificationtype, "last_sent": row.lastsent}


def _ended(row: Row) -> dict[str, Any]:
    return {"dismissal": row.dismissal}


def _paid(row: Row) -> dict[str, Any]:
    return {"amount": row.payment, "currency": "EUR", "total": row.total_paid}


_TOLD: Final[Mapping[str, tuple[str, Callable[[Row], dict[str, Any]]]]] = {
    "Create Fine": ("created", _created),
    "Send Fine": ("sent", _nothing),
    "Insert Fine Notification": ("notified", _notified),
    "Insert Date Appeal to Prefecture": ("appealed", _nothing),
    "Send Appeal to Prefecture": ("appeal_sent", _ended),
    "Receive Result Appeal from Prefecture": ("appeal_answered", _nothing),
    "Notify Result Appeal to Offender": ("answer_notified", _nothing),
    "Appeal to Judge": ("judge_asked", _ended),
    "Payment": ("paid", _paid),
    "Send for Credit Collection": ("collected", _nothing),
}
"""Activity of the log → the event it tells, and what of its columns."""
