"""The diagram on the first page: the usual way of a return, every arrow a row of the table."""

from typing import Final

from handlers.docs.markdown import fenced
from lifecycle.engine.diagram import Edge, usual
from lifecycle.kinds import KINDS

BEGIN, END = "<!-- written by python -m handlers.docs -->\n", "<!-- end of what is written -->\n"

USUAL: Final[tuple[Edge, ...]] = (
    ("announced", "requested", "requested"),
    ("requested", "authorized", "authorized"),
    ("requested", "declined", "declined"),
    ("authorized", "shipped", "in_transit"),
    ("authorized", "T-SHIPBACK", "expired"),
    ("in_transit", "delivered", "delivered"),
    ("in_transit", "T-TRANSIT", "lost_in_transit"),
    ("delivered", "received", "received"),
    ("delivered", "received", "partially_received"),
    ("partially_received", "received", "received"),
    ("partially_received", "T-REST", "received"),
    ("received", "inspected", "inspected"),
    ("inspected", "refund_requested", "refund_pending"),
    ("refund_pending", "refunded", "refunded"),
    ("inspected", "replacement_requested", "replacement_pending"),
    ("replacement_pending", "replacement_delivered", "replaced"),
    ("refunded", "T-AFTER", "closed"),
    ("replaced", "T-AFTER", "closed"),
    ("announced", "received", "unexpected"),
    ("unexpected", "requested", "received"),
)


def with_diagram(page: str) -> str:
    """The page with the block between the two marks written anew; raises `ValueError` if a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md lacks the line {(BEGIN if not begin else END).strip()!r}")
    return before + BEGIN + fenced("mermaid", usual(KINDS["return"], USUAL)) + END + after
