"""What a small shop has told by the time that the pages are opened: events published like anyone else's.

Everything happened shortly before `now`, so that clocks run and something is due soon. Times are UTC.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

Body = dict[str, Any]

SHEET = """sku,brand,supplier,purchase_cost,currency,packaging,repackaging,spare_parts,warranty_months,category,weight
MUG-BLUE,Terrazza,Ceramiche Rossi,3.20,EUR,branded,no,no,24,kitchen,0.4
LAMP-1,Lumo,Lumo Srl,14.50,EUR,generic,yes,yes,24,lighting,1.2
"""
"""The product sheet; of POT-RED it knows nothing."""
TEN = tuple(f"R-{number}" for number in range(101, 111))
"""Returns that wait for an answer."""
MAILS = {
    "it": "Buongiorno, il manico della tazza è rotto. Che cosa posso fare?",
    "de": "Guten Tag, die Lampe leuchtet nicht. Was soll ich tun?",
    "en": "Hello, where is my parcel? It should have come on Monday.",
}
_numbers = count(1)


class Shop:
    """Tells what happens in a shop; every event is so many hours old."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def tell(self, name: str, case: str, hours: float, data: Body, actor: str = "system:shop") -> Body:
        """An event such as `return.requested`."""
        return {
            "specversion": "1.0",
            "id": f"seed-{next(_numbers)}",
            "source": "/orders/shop-it",
            "type": f"{name}.v1",
            "time": self.ago(hours),
            "subject": case,
            "actor": actor,
            "data": data,
        }

    def ago(self, hours: float) -> str:
        """A moment so many hours ago, or ahead."""
        return (self.now - timedelta(hours=hours)).isoformat(timespec="seconds")

    def told(self) -> Iterator[Body]:
        """What the shop itself tells, the oldest of each case first."""
        yield from self._asked()
        yield from self._under_way()
        yield from self._over()
        yield from self._orders()
        yield from self._threads()
        yield from self._account()
        yield from self._misfits()

    def scanned(self) -> Iterator[Body]:
        """What the dock tells once the shop has: a parcel that is expected, and one that nobody knows."""
        yield self._scan(30, {"rma": "RMA-202"}, 2)
        yield self._scan(5, {"tracking": "LOST-LABEL-1"}, 1)

    def request(self, case: str, hours: float, sku: str = "MUG-BLUE", **more: Any) -> Body:
        """A return of two of these is asked for."""
        line = {"line": "1", "sku": sku, "quantity": 2, "unit_paid": "12.50", "reason": "DEFECTIVE"}
        data = {"order_id": f"302-{case}", "marketplace": "amazon.it", "currency": "EUR", "lines": [line], **more}
        return self.tell("return.requested", case, hours, {"buyer": f"b-{case}", **data}, "buyer")

    def _asked(self) -> Iterator[Body]:
        for place, case in enumerate(TEN):
            yield self.request(case, 20 + place)

    def _under_way(self) -> Iterator[Body]:
        yield self.request("R-201", 100, "LAMP-1")
        yield self.tell("return.authorized", "R-201", 90, {"by": "operator", "rma": "RMA-201"}, "person:anna")
        yield self.tell("return.shipped", "R-201", 48, {"carrier": "BRT", "tracking": "BRT201"})
        yield self.request("R-202", 200)
        yield self.tell("return.authorized", "R-202", 190, {"by": "operator", "rma": "RMA-202"}, "person:anna")
        yield self.tell("return.shipped", "R-202", 120, {"carrier": "BRT", "tracking": "BRT202"})
        yield self.request("R-203", 60, "POT-RED", marketplace="amazon.de")
        yield self.tell("return.authorized", "R-203", 55, {"by": "operator", "rma": "RMA-203"}, "person:anna")

    def _scan(self, hours: float, codes: Body, quantity: int) -> Body:
        """A dock has scanned a parcel."""
        units = [{"quantity": quantity, "sku": "MUG-BLUE"}]
        data = {"scan_id": f"scan-{hours:g}", "station": "dock-1", "units": units, "codes": codes}
        return self.tell("scan.received", "dock-1", hours, data, "station:dock-1")

    def _over(self) -> Iterator[Body]:
        for place, (case, sku, grade) in enumerate((("R-301", "MUG-BLUE", "USED"), ("R-302", "LAMP-1", "NEW"))):
            start = 400 - place
            yield self.request(case, start, sku)
            yield self.tell("return.authorized", case, start - 5, {"by": "rule", "rma": f"RMA-{case}"})
            units = [{"quantity": 2, "sku": sku}]
            seen = {"scan_id": f"scan-{case}", "station": "dock-1", "units": units}
            yield self.tell("return.received", case, start - 100, seen, "station:dock-1")
            graded = [{"quantity": 2, "sku": sku, "line": "1", "grade": grade, "disposition": "resell"}]
            yield self.tell("return.inspected", case, start - 110, {"units": graded}, "person:anna")
            back = {"refund_id": f"rf-{case}", "amount": "25.00", "currency": "EUR"}
            yield self.tell("return.refund_requested", case, start - 111, {**back, "kind": "full"}, "person:anna")
            yield self.tell("return.refunded", case, start - 112, {**back, "issuer": "seller"})
            sold = {"unit": f"U-{case}", "channel": "outlet", "amount": "8.00", "currency": "EUR", "fee": "1.20"}
            yield self.tell("return.resold", case, start - 200, sold)

    def _orders(self) -> Iterator[Body]:
        for place, (sku, paid) in enumerate((("MUG-BLUE", "12.50"), ("LAMP-1", "12.50"))):
            case, start = f"O-{401 + place}", 420
            line = {"line": "1", "sku": sku, "quantity": 20, "unit_paid": paid}
            head = {"order_id": f"302-{case}", "marketplace": "amazon.it", "currency": "EUR", "lines": [line]}
            yield self.tell("order.placed", case, start, {**head, "ordered_at": self.ago(start), "channel": "MFN"})
            gone = {"lines": [{"line": "1", "quantity": 20}], "carrier": "BRT", "tracking": f"BRT{case}"}
            yield self.tell("order.shipped", case, start - 20, {**gone, "ship_id": f"S-{case}", "parcel": "1"})
            yield self.tell("order.delivered", case, start - 60, {"tracking": f"BRT{case}", "parcel": "1"})

    def _threads(self) -> Iterator[Body]:
        for place, (language, text) in enumerate(MAILS.items()):
            thread = {"thread_id": f"T-{place}", "message_id": f"m-{place}", "text": text, "language": language}
            head = {"marketplace": "amazon.it", "order_id": "302-R-201", "needs_answer": True, "from": "buyer"}
            yield self.tell("conversation.received", f"M-50{place}", 4 + place, {**thread, **head}, "buyer")
        rated = {"order_id": "302-O-401", "rating": 2, "marketplace": "amazon.it", "comment": "Arrivato tardi"}
        yield self.tell("feedback.received", "F-601", 30, {**rated, "left_at": self.ago(30), "language": "it"}, "buyer")
        claimed = {"claim_id": "ATZ-7", "claim_kind": "a_to_z", "order_id": "302-R-202", "marketplace": "amazon.it"}
        amount = {"amount": "25.00", "currency": "EUR", "reason": "not_as_described", "respond_by": self.ago(-40)}
        yield self.tell("claim.opened", "C-701", 10, {**claimed, **amount, "return_case": "R-202"})

    def _account(self) -> Iterator[Body]:
        head = {"marketplace": "amazon.it", "fulfilment": "MFN", "source": "report", "target": "0.04"}
        for place, (value, late) in enumerate((("0.0290", 290), ("0.0370", 370))):
            span = {"window_days": 30, "orders": 10_000, "count": late, "value": value}
            yield self.tell(
                "account.metric_reported", "acc-IT", 50 - place * 24, {"metric": "lateShipmentRate", **head, **span}
            )
        yield self.tell("account.status_changed", "acc-IT", 20, {"status": "AT_RISK", "marketplace": "amazon.it"})
        notice = {"marketplace": "amazon.it", "notice_id": "N-1", "about": "late_shipment_rate"}
        yield self.tell("account.notice_received", "acc-IT", 20, {**notice, "respond_by": self.ago(-60)})

    def _misfits(self) -> Iterator[Body]:
        yield self.request("R-801", 70)
        too_much = {"refund_id": "rf-801", "amount": "99.00", "currency": "EUR", "kind": "full"}
        yield self.tell("return.refund_requested", "R-801", 50, too_much, "person:anna")
        yield self.request("R-802", 40)
        yield self.tell("return.delivered", "R-802", 30, {"carrier": "BRT", "tracking": "NOBODY"})


def lines(bodies: Iterable[Body]) -> bytes:
    """Events, a line each."""
    return "\n".join(json.dumps(each) for each in bodies).encode()
