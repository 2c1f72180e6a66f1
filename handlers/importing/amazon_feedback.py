"""Amazon's report of feedback (`GET_SELLER_FEEDBACK_DATA`, F.7), row by row.

One row an order, which has one feedback. The report lists one to three stars only: no rate can be reckoned from it. The
rater's e-mail is kept as its SHA-256 over the small letters, so that one buyer can be told from another, no more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from handlers.caselog import CaseKey
from handlers.importing import cells
from handlers.importing.cells import Reader, Unfit
from handlers.importing.feedback_before import FeedbackBefore
from handlers.importing.headers import Column, Row, layout
from handlers.importing.marketplaces import Marketplace
from handlers.importing.reading import Reading, about, overlong, rows_of
from handlers.importing.returned_items import token
from handlers.importing.rma import told
from handlers.importing.statements import NOTHING_KNOWN, Known, Statement, When
from handlers.importing.tables import Table

COLUMNS = (
    Column("Date", ("Feedback date",), needed=True),
    Column("Rating", needed=True),
    Column("Comments", ("Comment",), needed=True),
    Column("Your Response", ("Response", "Seller response")),
    Column("Order ID", needed=True),
    Column("Rater Email", ("Rater E-mail", "Email")),
)
MOST_STARS = 5


@dataclass(frozen=True)
class FeedbackTold:
    """A feedback as a report tells it; `rater` is a digest."""

    row: int
    order_id: str
    left: When
    rating: int
    comment: str
    response: str
    rater: str
    market: Marketplace

    @property
    def key(self) -> CaseKey:
        """The feedback."""
        return "feedback", token(self.order_id)

    @property
    def keys(self) -> tuple[CaseKey, ...]:
        """It alone."""
        return (self.key,)

    @property
    def related(self) -> str:
        """No other case of the order has to be known."""
        return ""

    def statements(self, known: Mapping[CaseKey, Known]) -> Iterator[Statement]:
        """Left, changed, replied to."""
        before = FeedbackBefore(known.get(self.key, NOTHING_KNOWN), source_of(self.market), self.key)
        rows = (self.row,)
        stable = {"order_id": self.order_id, "marketplace": self.market.name, "rater": self.rater}
        said = {"rating": self.rating, "comment": self.comment}
        if before.is_ours and not before.has_day(self.left, self.market.zone):
            moved = None if before.differs(self.rating, self.comment) else self.left
            yield Statement(self.key, "received", "received", told(stable), at=moved, actor="buyer", rows=rows)
        elif before.is_ours or not before.is_known:
            data = told(stable if before.is_ours else {**stable, **said})
            yield Statement(
                self.key, "received", "received", data, at=before.day or self.left, actor="buyer", rows=rows
            )
        if before.differs(self.rating, self.comment):
            data = told({"new": self.rating, "old": before.rating, "comment": self.comment})
            at = None if before.has_day(self.left, self.market.zone) else self.left
            yield Statement(self.key, "changed", "changed", data, at=at, actor="buyer", mode="anew", rows=rows)
        if self.response and not before.replied_elsewhere:
            yield Statement(
                self.key, "replied", "replied", {"text": self.response}, first_at=self.left, actor="seller", rows=rows
            )


def read_feedback(table: Table, market: Marketplace, renamed: Mapping[str, str] | None = None) -> Reading:
    """The feedback that a report tells of; raises `Refused` for a header that cannot be read."""
    places = layout(table, COLUMNS, renamed)
    notes, reader = about(table, places), Reader(overlong(table))
    rows = [row for row in rows_of(table, places, notes) if row.number not in reader.rows]
    first: dict[str, FeedbackTold] = {}
    for row in rows:
        feedback = _feedback(row, market, reader)
        known = first.setdefault(feedback.order_id, feedback) if feedback else None
        if feedback and known and known is not feedback:
            told = f"row {known.row} tells of this order otherwise, and an order has one feedback"
            reader.problem(row, "Order ID", told, known.row)
    good = [feedback for feedback in first.values() if feedback.row not in reader.rows]
    days = sorted(str(feedback.left)[:10] for feedback in good)
    there = frozenset(("feedback", token(row["Order ID"])) for row in rows)
    return Reading(good, len(table.lines), reader.problems, notes, (days[0], days[-1]) if days else None, there)


def source_of(market: Marketplace) -> str:
    """The source of what this report says."""
    return f"/amazon/feedback/{market.name}"


def _feedback(row: Row, market: Marketplace, reader: Reader) -> FeedbackTold | None:
    order = reader.needed(row, "Order ID", cells.text)
    left = reader.needed(row, "Date", partial(cells.formatted, form=market.feedback_day, zone=market.zone))
    rating = reader.needed(row, "Rating", _stars)
    if order is None or left is None or rating is None:
        return None
    rater = row["Rater Email"].casefold()
    digest = f"sha256:{sha256(rater.encode()).hexdigest()}" if rater else ""
    return FeedbackTold(row.number, order, left, rating, row["Comments"], row["Your Response"], digest, market)


def _stars(cell: str) -> int:
    if cell.isdecimal() and cell.isascii() and 1 <= int(cell[:3]) <= MOST_STARS:
        return int(cell)
    raise Unfit("is no rating: 1 to 5")
