"""Real returns as events: the invoices and credit notes of the UCI Online Retail data, one line of JSON an event.

    python examples/online-retail/make_events.py | reso publish -

Every unit of goods on a credit note (invoice number `C…`) goes into exactly one line of one return case; the purchases
are told as orders, by `purchases.py`, before them. Nothing is
said that the data does not say: no scan, no reason, no inspection. The README beside this file tells how a credit is
matched to its purchase. The output depends on the input alone; amounts are pounds sterling.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import purchases
from invoices import NOT_GOODS, InvoiceLine, read_lines

HERE = Path(__file__).parent
EXTRACTS = (HERE / "france.csv.gz", HERE / "germany.csv.gz")


@dataclass(slots=True)
class Lot:
    """The units of one article bought on one invoice at one price, and how many of them have not come back yet."""

    order: str
    price: Decimal
    moment: datetime
    bought: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Units of a credited line that go back to one lot, or to no known purchase."""

    credit: InvoiceLine
    mark: str
    quantity: int
    lot: Lot | None

    @property
    def order(self) -> str:
        """The invoice the units were bought on; empty if the data shows none."""
        return self.lot.order if self.lot else ""

    @property
    def paid(self) -> Decimal:
        """What one unit cost the buyer; where no purchase is known, what it was credited with."""
        return self.lot.price if self.lot else self.credit.price


Lots = dict[tuple[str, str], dict[tuple[str, Decimal], Lot]]


def match(lines: Sequence[InvoiceLine]) -> list[Part]:
    """Every credited goods line, unit by unit, with the latest earlier purchase that still has units left."""
    lots = _lots(line for line in lines if line.goods and not line.credited)
    returned = (line for line in lines if line.goods and line.credited)
    return [part for credit in returned for part in _parts(credit, lots)]


def _lots(purchases: Iterable[InvoiceLine]) -> Lots:
    lots: Lots = defaultdict(dict)
    for line in purchases:
        of_article = lots[line.customer, line.sku]
        lot = of_article.setdefault((line.invoice, line.price), Lot(line.invoice, line.price, line.moment))
        lot.bought += line.quantity
        lot.left += line.quantity
    return lots


def _parts(credit: InvoiceLine, lots: Lots) -> Iterator[Part]:
    shares = list(_shares(credit, lots))
    for nth, (quantity, lot) in enumerate(shares, start=1):
        mark = f"{credit.number}.{nth}" if len(shares) > 1 else f"{credit.number}"
        yield Part(credit, mark, quantity, lot)


def _shares(credit: InvoiceLine, lots: Lots) -> Iterator[tuple[int, Lot | None]]:
    wanted = credit.quantity
    for lot in reversed(lots[credit.customer, credit.sku].values()):
        taken = min(wanted, lot.left) if lot.moment < credit.moment else 0
        if taken:
            lot.left -= taken
            wanted -= taken
            yield taken, lot
    if wanted:
        yield wanted, None


def cases(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts as return cases: one for each credit note and each order that note touches."""
    ordered = sorted(parts, key=lambda part: (part.credit.moment, part.credit.invoice, part.order))
    return [list(case) for _, case in groupby(ordered, key=lambda part: (part.credit.invoice, part.order))]


def events(case: Sequence[Part]) -> Iterator[dict[str, Any]]:
    """What the data says of a case: it was asked for, and the credit note paid it back, both at the note's time."""
    yield _event(case[0], "requested", _requested(case))
    yield _event(case[0], "refunded", _refunded(case))


def bought(lines: Sequence[InvoiceLine]) -> list[dict[str, Any]]:
    """What the invoices say as orders, in the order of time."""
    return [event for invoice in purchases.invoices(lines) for event in purchases.events(invoice)]


def credited(parts: Iterable[Part]) -> Decimal:
    """What the credit notes paid for `parts`, in pounds."""
    return sum((part.quantity * part.credit.price for part in parts), Decimal(0))


def paid(parts: Iterable[Part]) -> Decimal:
    """What the buyers had paid for `parts`, in pounds."""
    return sum((part.quantity * part.paid for part in parts), Decimal(0))


def _event(first: Part, name: str, data: dict[str, Any]) -> dict[str, Any]:
    case_id = "-".join(filter(None, ("UCI", first.credit.invoice, first.order)))
    return {
        "specversion": "1.0",
        "id": f"{case_id}:{name}",
        "source": "/examples/online-retail",
        "type": f"return.{name}.v1",
        "time": first.credit.moment.isoformat(),
        "subject": case_id,
        "data": data,
    }


def _requested(case: Sequence[Part]) -> dict[str, Any]:
    note, lot = case[0].credit, case[0].lot
    return {
        "order_id": lot.order if lot else f"unknown-{note.invoice}",
        **({"order_date": lot.moment.isoformat()} if lot else {}),
        "marketplace": "shop.uk",
        "currency": "GBP",
        "buyer": note.customer,
        "lines": [
            {"line": part.mark, "sku": part.credit.sku, "quantity": part.quantity, "unit_paid": f"{part.paid:.2f}"}
            for part in case
        ],
    }


def _refunded(case: Sequence[Part]) -> dict[str, Any]:
    note = case[0].credit.invoice
    return {"amount": f"{credited(case):.2f}", "currency": "GBP", "issuer": "seller", "external_ref": note}


def summary(lines: Sequence[InvoiceLine], found: Sequence[Sequence[Part]]) -> str:
    """What was read and what became of it, for a reader."""
    parts = [part for case in found for part in case]
    matched = [part for part in parts if part.lot]
    others = Counter(NOT_GOODS[line.sku] for line in lines if line.credited and not line.goods)
    counts = {
        "lines on credit notes": sum(line.credited for line in lines),
        f"of them no goods ({', '.join(sorted(others))})": others.total(),
        "of them goods": sum(line.credited and line.goods for line in lines),
        "units of goods": sum(part.quantity for part in parts),
        "of them matched to their purchase": sum(part.quantity for part in matched),
        "return cases": len(found),
        "of them of no known order": sum(not case[0].lot for case in found),
        "of them credited at more than was paid": sum(credited(case) > paid(case) for case in found),
        "of them credited at less": sum(credited(case) < paid(case) for case in found),
        "case lines that return a part of a purchase": sum(p.quantity < p.lot.bought for p in matched if p.lot),
    }
    return "\n".join(f"{count:>6} {what}" for what, count in counts.items()) + f"\n{credited(parts)} GBP refunded"


def main() -> None:
    """Events to standard output, the summary to standard error."""
    parser = argparse.ArgumentParser(description="The UCI Online Retail credit notes as return events, one a line.")
    parser.add_argument("files", nargs="*", type=Path, default=EXTRACTS, help="CSV files, plain or .gz")
    lines = read_lines(parser.parse_args().files)
    found = cases(match(lines))
    for event in [*bought(lines), *(event for case in found for event in events(case))]:
        print(json.dumps(event))
    print(purchases.summary(lines), summary(lines, found), sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
