"""The goods are back: refund, deduct, ask for the rest, and what becomes of units that cannot be sold (D-15 … D-18)."""

from collections.abc import Iterator
from decimal import Decimal

from lifecycle.playbook.doing import close_with, money, refund, say
from lifecycle.playbook.room import left
from lifecycle.playbook.row import Fact, Option, Row
from lifecycle.playbook.view import ZERO, View
from lifecycle.returns.automatic import PERFECT
from lifecycle.returns.case import Return, Units
from lifecycle.returns.deduction import Deduction, highest
from lifecycle.returns.payments import spoken_for
from lifecycle.returns.quantities import awaits_goods

INSPECTED = ("inspected", "partially_received")
UNSELLABLE = frozenset({"rework", "liquidate", "partner", "dispose", "supplier", "quarantine"})
LIST = Fact("the list of what is missing", lambda view: any(units.missing for units, _ in _deductions(view)))
GRADES = Fact("the grades of item, accessories and packaging", lambda view: not any(_lacks(view, "item")))
PHOTOS = Fact("photos of what came back", lambda view: view.has_photos)


def _inspected(view: View, *states: str) -> Return | None:
    return next((case for case in view.of("return") if case.state in (states or INSPECTED)), None)


def _deductions(view: View) -> list[tuple[Units, Deduction]]:
    case = _inspected(view)
    if case is None:
        return []
    return [(units, highest(case, units, view.market, _category(view, units))) for units in case.graded]


def _category(view: View, units: Units) -> str | None:
    product = view.product(units.sku) if units.sku else None
    return product.category if product else None


def _lacks(view: View, part: str) -> Iterator[Units]:
    return (units for units, found in _deductions(view) if part in found.lacks)


def _due(view: View) -> Decimal:
    """What the buyer is still to get for what came back."""
    case = _inspected(view)
    return min(case.money.due - spoken_for(case), left(view)) if case else ZERO


def _awaits_rest(view: View) -> bool:
    """Whether more is to come: a full refund would settle the whole return."""
    case = _inspected(view)
    return case is not None and awaits_goods(case)


def _is_perfect(view: View) -> bool:
    case = _inspected(view, "inspected")
    if case is None or any(line.missing for line in case.lines):
        return False
    return {grade for line in case.lines for grade in line.grades} <= PERFECT


def _is_owed_in_full(view: View) -> bool:
    """Whether what came back is perfect, or is as it is by no fault of the buyer: then nothing may be deducted."""
    blameless = all(found.percent == ZERO for _, found in _deductions(view))
    return _is_perfect(view) or (bool(_deductions(view)) and blameless and not _awaits_rest(view))


def _refund(view: View) -> Iterator[Option | None]:
    due = _due(view)
    acts = refund(view, due, "full")
    if acts and not _is_perfect(view):
        letter = close_with(view, "refund_done_used", amount=money(view, due))
        yield Option("Refund in full: nothing may be deducted", acts, letter, "before its term ends (T-REFUND)")
    elif acts:
        letter = close_with(view, "refund_done", amount=money(view, due))
        why = "before its term ends (T-REFUND); relabel and resell (S4-22)"
        yield Option("Refund in full, and put the goods back on sale", acts, letter, why)


def _is_used(view: View) -> bool:
    return not _is_perfect(view) and any(found.percent != ZERO for _, found in _deductions(view))


def _deduct(view: View) -> Iterator[Option | None]:
    found = _deductions(view)
    taken = sum((each.amount or ZERO for _, each in found if each.may_be_taken), ZERO)
    due = _due(view)
    acts = refund(view, due - taken, "partial")
    less = Option(
        f"Refund {money(view, due - taken)}: {money(view, taken)} less, as documented",
        acts,
        say(view, "partial_refund_explained", amount=money(view, due - taken)),
        "; ".join(dict.fromkeys(each.why for _, each in found if each.percent)),
    )
    yield less if taken and acts else None
    whole = refund(view, due, "partial" if _awaits_rest(view) else "full")
    letter = close_with(view, "refund_done_used", amount=money(view, due))
    why = "a claim costs more than a small loss of value"
    yield Option("Refund in full all the same", whole, letter, why) if whole else None


def _deduction_notes(view: View) -> Iterator[str]:
    for units, found in _deductions(view):
        told = f"{units.quantity} of {units.sku or units.line or 'the goods'}"
        if found.percent is None:
            yield f"{told}: {found.why}"
        elif found.percent and found.lacks:
            yield f"{told}: at most {found.percent} % may be deducted ({found.why}), once {_list(found.lacks)} are told"
        elif found.excess:
            yield f"{told}: {found.excess}"


def _list(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _is_incomplete(view: View) -> bool:
    case = _inspected(view)
    if case is None:
        return False
    missing = any(units.missing or units.grade == "incomplete" for units in case.graded)
    return missing or any(line.missing for line in case.lines)


def _ask_for_rest(view: View) -> Iterator[Option | None]:
    letter = say(view, "ask_missing_part", view.ends("OWN-CHOICE"))
    ask = Option("Ask once for what is missing", (), letter, "the term of the refund keeps running (T-REFUND)")
    yield None if view.followed("D-17") else ask
    yield from _deduct(view)


def _is_unsellable(view: View) -> bool:
    back = [case for case in view.of("return") if case.graded]
    return any(units.disposition in UNSELLABLE for case in back for units in case.graded)


def _channels(view: View) -> Iterator[Option | None]:
    """By what brings most: the best channel so far, rework if it costs less than a new unit, then the other ways."""
    known = [figures for each in view.goods if (figures := view.figures.get(each.sku))]
    rework = next((figures.do_not_rework for figures in known if figures.do_not_rework is not None), None)
    best = next((figures.channels[0] for figures in known if figures.channels), None)
    if best is not None:
        why = f"brought {best.per_unit} {view.currency} a unit there, more than anywhere else (S2-09)"
        yield Option(f"Sell it through {best.name}", (), None, why)
    if rework is not True:
        why = (
            "costs less than a new unit" if rework is False else "what it costs against a new unit is not known (S2-10)"
        )
        yield Option("Recondition it, and sell it as used", (), None, why)
    yield Option(
        "Give it to an opened-box partner, who checks, labels and sells it", (), None, "fee by what sells (S2-12)"
    )
    yield Option("Sell the lot to a liquidator, or send it back to the supplier", (), None, "see the allowance (S2-08)")
    yield Option("Dispose of it", (), None, "damaged goods cannot be sold again as they are (S4-22)")


def _unknown(view: View) -> Iterator[str]:
    for sku, product in view.products.items():
        missing = product.unknown("purchase_cost", "supplier", "spare_parts") if product else ("the row itself",)
        if missing:
            yield f"the product sheet lacks {_list(missing)} of {sku}"


def cost_of_new(view: View) -> Decimal | None:
    """What the goods at stake cost new, in the currency of the case; None if the sheet does not say."""
    costs = []
    for each in view.goods:
        product = view.product(each.sku)
        if product is None or product.purchase_cost is None or product.currency != view.currency:
            return None
        costs.append(product.purchase_cost * each.quantity)
    return sum(costs, ZERO)


GOODS_BACK = (
    Row(
        "D-15",
        "the goods are back, perfect or faulty by no fault of the buyer",
        ("return",),
        _is_owed_in_full,
        _refund,
        ("S4-22", "S0-19", "S0-20", "B-05"),
        (Fact("the grade", lambda view: True),),
        ("L9",),
    ),
    Row(
        "D-16",
        "the goods are back, used or damaged by the buyer",
        ("return",),
        _is_used,
        _deduct,
        ("B-18", "S0-04"),
        (PHOTOS, GRADES),
        ("L7", "L9"),
        _deduction_notes,
    ),
    Row(
        "D-17",
        "the goods are back, and parts are missing",
        ("return",),
        _is_incomplete,
        _ask_for_rest,
        ("S2-06", "B-18"),
        (PHOTOS, LIST),
        ("L9",),
        _deduction_notes,
    ),
    Row(
        "D-18",
        "goods that cannot be sold as they are",
        ("return",),
        _is_unsellable,
        _channels,
        ("S2-09", "S2-10", "S2-12", "S4-22"),
        (Fact("what a new unit costs", lambda view: cost_of_new(view) is not None),),
        (),
        _unknown,
    ),
)
