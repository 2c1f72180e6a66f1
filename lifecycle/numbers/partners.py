"""What a partner did with the goods he got (S2-11, S2-12): the monthly report of an opened-box partner, counted by us.

Never across currencies. A unit belongs to the partner that its label names; one sold without a label belongs to nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from lifecycle.numbers.counting import ELSEWHERE
from lifecycle.numbers.shares import Share, units
from lifecycle.numbers.tally import ZERO
from lifecycle.returns.case import Return
from lifecycle.returns.ledgers import Relabelled, Resale

Sold = tuple[Relabelled, Resale]


class PartnerReport(Struct, frozen=True, kw_only=True):
    """Sales of a partner in a period in one currency; `resale_rate` is of all units he ever got until its end."""

    partner: str
    currency: str
    sold: int
    amount: Decimal
    fees: Decimal
    resale_rate: Share

    @property
    def net(self) -> Decimal:
        """What these sales brought us."""
        return self.amount - self.fees


def partner_reports(cases: Iterable[Return], since: datetime, until: datetime) -> tuple[PartnerReport, ...]:
    """A report a partner and currency on the sales from `since` (included) to `until` (not), both UTC."""
    got, ever = Counter[str](), Counter[str]()
    gone: defaultdict[tuple[str, str], list[Sold]] = defaultdict(list)
    for case in (case for case in cases if case.close_reason not in ELSEWHERE):
        labels = {unit.unit: unit for unit in case.worth.units if unit.partner and unit.relabelled_at < until}
        for unit in labels.values():
            got[unit.partner or ""] += unit.quantity
        for sale in case.worth.resales:
            label = labels.get(sale.unit)
            if label is not None and sale.sold_at < until:
                gone[label.partner or "", sale.currency].append((label, sale))
                ever[label.partner or ""] += label.quantity
    reports = (_report(*key, sales, since, units(ever[key[0]], got[key[0]])) for key, sales in sorted(gone.items()))
    return tuple(report for report in reports if report.sold)


def _report(partner: str, currency: str, sales: Iterable[Sold], since: datetime, rate: Share) -> PartnerReport:
    recent = [(unit, sale) for unit, sale in sales if since <= sale.sold_at]
    return PartnerReport(
        partner=partner,
        currency=currency,
        sold=sum(unit.quantity for unit, _ in recent),
        amount=sum((sale.amount for _, sale in recent), ZERO),
        fees=sum((sale.fee for _, sale in recent), ZERO),
        resale_rate=rate,
    )
