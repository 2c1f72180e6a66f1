"""An import without a server: files are read, compared with what was told before, and told; all of it is kept.

`press.prints(file)` answers the events that are news, as `<kind> <case>: <event>`, in their order.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from events.catalogue import read_event
from events.envelope import Event
from handlers.importing.comparing import difference
from handlers.importing.formats import Format, Written, amazon
from handlers.importing.marketplaces import marketplace
from handlers.importing.reading import Reading
from handlers.importing.statements import Body, Known, Origin
from tests.lifecycle.desk import Desk

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RETURN = {
    "Order ID": "302-0000000-0000001",
    "Order date": "01-Nov-2026",
    "Return request date": "10-Nov-2026",
    "Return request status": "Pending",
    "Amazon RMA ID": "DdAb1RRMA",
    "Merchant RMA ID": " ",
    "Label type": "AmazonUnPaidLabel",
    "Label cost": "4,90",
    "Currency code": "EUR",
    "Return carrier": "",
    "Tracking ID": "",
    "Label to be paid by": "Customer",
    "A-to-Z Claim": "N",
    "Is prime": "N",
    "ASIN": "B000000001",
    "Merchant SKU": "MUG-BLUE",
    "Item Name": "A mug",
    "Return quantity": "1",
    "Return Reason": "CR-DEFECTIVE",
    "In policy": "Y",
    "Return type": "C-Returns",
    "Resolution": "StandardRefund",
    "Invoice number": "",
    "Return delivery date": "",
    "Order Amount": "25,00",
    "Order quantity": "2",
    "SafeT Action reason": "",
    "SafeT claim id": "",
    "SafeT claim state": "",
    "SafeT claim creation time": "",
    "SafeT claim reimbursement amount": "",
    "Refunded Amount": "",
    "Order Item ID": "100000000000001",
}
"""A row in the layout of Amazon's report of returns, of an invented return."""
FEEDBACK = {
    "Date": "10/11/26",
    "Rating": "1",
    "Comments": "Arrived broken",
    "Your Response": "",
    "Order ID": "302-0000000-0000001",
    "Rater Email": "Anna@Example.com",
}
"""The same of its report of feedback, as amazon.it writes it."""


def file(*rows: Mapping[str, str], encoding: str = "utf-8", ends: str = "\n") -> bytes:
    """A report of these rows, its columns in the order of the first."""
    columns = list(rows[0])
    lines = [columns, *([row[column] for column in columns] for row in rows)]
    return "".join("\t".join(line) + ends for line in lines).encode(encoding)


def row(told: Mapping[str, str] = RETURN, **cells: str) -> dict[str, str]:
    """The row with other cells; blanks in the names of columns are written as `_`."""
    changed = {name.replace("_", " "): cell for name, cell in cells.items()}
    assert changed.keys() <= told.keys(), changed.keys() - told.keys()
    return {**told, **changed}


def returns(market: str = "amazon.it", **written: Any) -> Format:
    return amazon("amazon-returns", marketplace(market), Written(**written))


def feedback(market: str = "amazon.it", **written: Any) -> Format:
    return amazon("amazon-feedback", marketplace(market), Written(**written))


class Press:
    """Imports files of one format one after the other; an hour lies between two of them."""

    def __init__(self, of: Format | None = None, now: datetime = NOW) -> None:
        self.format, self.now = of or returns(), now
        self.known: dict[tuple[str, str], Known] = {}
        self.bodies: list[Body] = []
        self.held: list[str] = []

    def read(self, raw: bytes) -> Reading:
        return self.format.reads(raw)

    def prints(self, raw: bytes) -> list[str]:
        return [named(body) for body in self.tells(raw)]

    def tells(self, raw: bytes) -> list[Body]:
        """The events that are news in a file that has nothing wrong with it; from now on they are known."""
        reading = self.read(raw)
        assert not reading.problems, reading.problems
        origin = Origin(self.format.source, self.format.zone, self.now, self.now)
        news: list[Body] = []
        for told in reading.told:
            found = difference(told.statements(self.known), self.known, origin)
            news += [each.body for each in found.news]
            self.held += found.held
            for each in found.news:
                self.learns(each.body)
        self.now += timedelta(hours=1)
        return news

    def learns(self, body: Body, **more: Any) -> None:
        """Somebody has told this."""
        key = (body["type"].split(".")[0], body["subject"])
        before = self.known.get(key, Known())
        self.known[key] = Known((*before.bodies, body), **{"case": before.case, **more})
        self.bodies.append(body)

    def desk(self, kind: str, case_id: str) -> Desk:
        """The case that all events told so far make, as a worker would have made it."""
        desk = Desk()
        for body in self.bodies:
            if body["type"].startswith(f"{kind}.") and body["subject"] == case_id:
                desk.take(event(body))
        return desk


def event(body: Body) -> Event:
    kind, name, _ = body["type"].split(".")
    return read_event(orjson.dumps(body), kind, body["subject"], name)


def named(body: Body) -> str:
    kind, name, _ = body["type"].split(".")
    return f"{kind} {body['subject']}: {name}"


def only(bodies: Sequence[Body], name: str) -> Body:
    """The one event of this name."""
    (found,) = [body for body in bodies if body["type"].split(".")[1] == name]
    return found


def problems(told: Iterable[Any]) -> list[str]:
    return [str(problem) for problem in told]
