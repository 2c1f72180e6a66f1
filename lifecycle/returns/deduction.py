"""The highest deduction from a refund that the rules permit for units as they were inspected (B-18).

A proposal for people, nothing is kept back by itself. Who deducts more invites a claim.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from msgspec import Struct

from events.codes import ReasonCode
from events.shipping import Payer, return_shipping_payer
from lifecycle.policy.pack import Market
from lifecycle.policy.terms import RuleValue
from lifecycle.returns.case import Line, Return, Units

RULE = "B-18"
LOSS = "value_loss"
"""The entry of the rule where the law lets only the loss of value be deducted, as in the EU."""

AS_NEW = frozenset({"new", "like_new"})
OUR_GRADES = frozenset({"defective", "damaged_carrier", "damaged_warehouse", "expired"})
OUR_FAULTS = frozenset({"seller", "carrier", "marketplace", "amazon"})
DAMAGED = frozenset({"minor_damage", "severe_damage", "missing"})
OTHER_GOODS = frozenset({"wrong_item", "swapped", "empty_box"})
SOFTWARE = frozenset({"software", "videogame", "videogames"})


class Deduction(Struct, frozen=True, kw_only=True):
    """What may be deducted at most: `percent` of the price and `amount` (in the return's currency), None if unknown.

    `lacks` names what must be documented before anything is deducted; `excess` says that the inspection asks for more.
    """

    percent: Decimal | None
    amount: Decimal | None
    why: str
    source: str = ""
    lacks: tuple[str, ...] = ()
    excess: str = ""

    @property
    def may_be_taken(self) -> bool:
        """Whether something may be deducted as things are documented now."""
        return bool(self.percent) and not self.lacks


def highest(case: Return, units: Units, market: Market, category: str | None = None) -> Deduction:
    """The highest permitted deduction for inspected `units` of `case`, by the rules in force when it was requested.

    `category` is that of the product sheet, if it is known: opened software is a case of its own.
    """
    line = _line_of(case, units)
    rule = market.find(RULE, case.requested_at) if case.requested_at else None
    if line is None or rule is None:
        missing = "to which line of the request they belong" if line is None else f"what {market.name} permits"
        return Deduction(percent=None, amount=None, why=f"it is not known {missing}")
    percent, why = _permitted(case, units, line, (rule, market), category)
    amount = None
    if percent is not None:
        price = line.unit_paid * units.quantity
        amount = (price * percent / 100).quantize(line.unit_paid, ROUND_DOWN)
    return Deduction(
        percent=percent,
        amount=amount,
        why=why,
        source=rule.source,
        lacks=tuple(_lacking(units)) if percent != 0 else (),
        excess=_excess(units, percent),
    )


def _permitted(
    case: Return, units: Units, line: Line, rules: tuple[RuleValue, Market], category: str | None
) -> tuple[Decimal | None, str]:
    rule, market = rules
    if is_ours(units, line.reason, market.terms.country):
        return Decimal(0), "the seller's fault or defective: nothing may be deducted"
    found = list(_findings(case, units, category))
    if not found and not units.item and units.grade in ("", "other"):
        return None, "the condition of the item is not told in a word that we know"
    if isinstance(rule.value, dict) and LOSS in rule.value:
        return _loss(units, rule, [entry for entry, _ in found])
    entry, why = max(
        found, key=lambda each: rule.decimal(each[0]), default=("any", "it came back in time as it was sold")
    )
    return rule.decimal(entry), why


def is_ours(units: Units, reason: str, country: str) -> bool:
    """Whether the buyer is not to blame: so the inspection, else the grade, else the reason he gave (F.6).

    Other goods than were sold do not tell it: they may be what we sent by mistake.
    """
    if units.fault:
        return units.fault in OUR_FAULTS
    if units.grade in OUR_GRADES:
        return True
    if units.grade == "damaged_buyer" or units.mismatch == "swapped":
        return False
    return bool(reason) and return_shipping_payer(ReasonCode(reason), country) is Payer.SELLER


def _findings(case: Return, units: Units, category: str | None) -> Iterator[tuple[str, str]]:
    """Each entry of the rule that fits what was found, with its reason."""
    parts = {units.item, units.accessories, units.packaging}
    told = " ".join((category or "").lower().split()).replace(" ", "")
    if told in SOFTWARE and (units.packaging not in ("", "original") or units.grade not in AS_NEW):
        yield "opened_software", "software or a video game that was opened"
    if units.mismatch in OTHER_GOODS or "materially_different" in parts or units.grade in ("wrong_item", "empty"):
        yield "different", "materially different from what was sold"
    if parts & DAMAGED or units.missing or units.grade in ("damaged_buyer", "incomplete"):
        yield "damaged", "damaged or incomplete"
    if units.mismatch == "used" or units.grade in ("very_good", "good", "acceptable"):
        yield "used", "used"
    if "late_return" in case.flags:
        yield "late", "late, though fine"


def _loss(units: Units, rule: RuleValue, found: list[str]) -> tuple[Decimal | None, str]:
    """What the law of the EU leaves: the loss of value, as somebody has put it into figures."""
    if not set(found) - {"late"}:
        return Decimal(0), "it came back as it was sold: there is no loss of value"
    if units.loss is None:
        return None, "only the loss of value may be deducted, and the inspection does not say it: tell it as fee_pct"
    return min(units.loss, rule.decimal(LOSS)), "only the loss of value may be deducted, as the inspection says it"


def _lacking(units: Units) -> Iterator[str]:
    """What is not documented: a deduction takes the condition of item, accessories and packaging, and photos."""
    if not units.item and units.grade in ("", "other"):
        yield "item"
    yield from (part for part in ("accessories", "packaging") if not getattr(units, part))
    if not units.photos:
        yield "photos"


def _excess(units: Units, percent: Decimal | None) -> str:
    if units.loss is None or percent is None or units.loss <= percent:
        return ""
    return f"the inspection deducts {units.loss} %, {percent} % are permitted: who deducts more invites an A-to-z claim"


def _line_of(case: Return, units: Units) -> Line | None:
    """The announced line that the units belong to: by its number, by its SKU, or the only one there is."""
    lines = [line for line in case.lines if line.requested]
    if units.line is not None:
        lines = [line for line in lines if line.line == units.line]
    elif units.sku is not None:
        lines = [line for line in lines if line.sku == units.sku]
    return lines[0] if len(lines) == 1 else None
