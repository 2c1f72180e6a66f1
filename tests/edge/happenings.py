"""CloudEvents of a return, as an order system publishes them, a line each."""

import json
from itertools import count
from typing import Any

from tests.edge.commands import Reso
from tests.edge.waiting import wait_until

_NUMBERS = count(1)
LINES = [{"line": "1", "sku": "MUG-BLUE", "quantity": 2, "unit_paid": "12.50", "reason": "DEFECTIVE"}]
REQUEST = {"order_id": "302-1", "marketplace": "amazon.it", "currency": "EUR", "lines": LINES, "buyer": "b-77"}
LABEL = {"by": "operator", "rma": "RMA-1"}


def happening(
    name: str, case_id: str, data: Any, time: str = "2026-03-02T10:00:00+01:00", **members: str
) -> dict[str, Any]:
    """One event."""
    return {
        "specversion": "1.0", "id": f"e-{next(_NUMBERS)}", "source": "/orders/shop-it", "type": f"return.{name}.v1",
        "time": time, "subject": case_id, "actor": "buyer", "data": data, **members,
    }  # fmt: skip


def lines(*happenings: dict[str, Any] | str) -> bytes:
    """Events, or lines as they are, one below the other."""
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in happenings).encode()


def requested(reso: Reso, *cases: str) -> None:
    """These returns are requested, and the log says so."""
    done = reso("publish", "-", said=lines(*(happening("requested", case, REQUEST) for case in cases)))
    assert done.code == 0, done
    wait_until(lambda: all(reso("show", case).code == 0 for case in cases))
