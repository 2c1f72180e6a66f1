"""The quantity ledger: what was announced, laid against what arrived and how it was graded.

Lines are worked out anew from the announcements, the scans and the inspections, so the order in which these were
told leaves no trace (B: partial receipt is the normal case; a surplus is a line of its own, never a silent unit).
"""

from collections.abc import Iterable

from msgspec.structs import replace

from lifecycle.engine.kind import Parked
from lifecycle.returns.case import Line, Return, Units

_RESTOCK = frozenset({"restock_new", "restock_used"})
_SCRAP = frozenset({"dispose", "liquidate"})


def laid_out(case: Return) -> Return:
    """The case with its lines worked out anew; raises `Parked` if more was graded than has arrived."""
    blank = (
        replace(line, received=0, inspected=0, missing=0, wrong=0, restocked=0, scrapped=0, grades={})
        for line in case.lines
        if line.requested
    )
    lines = {line.line: line for line in blank}
    for units in case.arrivals:
        _receive(lines, units)
    for units in case.graded:
        _grade(case, lines, units)
    authorized = case.authorized_at is not None
    settled = case.partly_settled_at is not None
    told = (
        replace(
            line,
            authorized=line.requested if authorized else 0,
            missing=max(0, line.requested - line.received) if settled else 0,
        )
        for line in lines.values()
    )
    return replace(case, lines=tuple(told))


def is_complete(case: Return) -> bool:
    """Whether every announced unit is accounted for: received, or settled as missing."""
    return bool(case.arrivals) and all(line.received + line.missing >= line.requested for line in case.lines)


def is_graded(case: Return) -> bool:
    """Whether every received unit has a grade and a disposition."""
    return bool(case.arrivals) and all(line.inspected >= line.received for line in case.lines)


def awaits_goods(case: Return) -> bool:
    """Whether goods are still expected back."""
    gone = case.keep_item or case.lost_at is not None or case.expired_at is not None
    return not gone and not is_complete(case)


def _receive(lines: dict[str, Line], units: Units) -> None:
    """Lay arrived units on their line up to what it awaits; a surplus stays with the same goods, or opens a line."""
    left = units.quantity
    fitting = list(_fitting(lines.values(), units))
    for line in fitting:
        taken = min(left, max(0, line.requested - line.received))
        lines[line.line] = replace(line, received=line.received + taken)
        left -= taken
    if left:
        surplus = lines[fitting[-1].line] if fitting else _unannounced(lines, units)
        lines[surplus.line] = replace(surplus, received=surplus.received + left)


def _grade(case: Return, lines: dict[str, Line], units: Units) -> None:
    left = units.quantity
    for line in _fitting(lines.values(), units, anywhere=True):
        taken = min(left, line.received - line.inspected)
        if taken:
            lines[line.line] = _graded(line, units, taken)
            left -= taken
    if left:
        what = units.sku or units.line or "goods"
        raise Parked(f"return {case.id}: {left} of {units.quantity} units of {what} were inspected but not received")


def _graded(line: Line, units: Units, taken: int) -> Line:
    return replace(
        line,
        inspected=line.inspected + taken,
        wrong=line.wrong + (taken if units.wrong else 0),
        restocked=line.restocked + (taken if units.disposition in _RESTOCK else 0),
        scrapped=line.scrapped + (taken if units.disposition in _SCRAP else 0),
        grades={**line.grades, units.grade: line.grades.get(units.grade, 0) + taken},
    )


def _fitting(lines: Iterable[Line], units: Units, *, anywhere: bool = False) -> Iterable[Line]:
    """The lines that units may belong to: by line, else by SKU, else (nothing was read) any."""
    if units.line is not None:
        return [line for line in lines if line.line == units.line]
    if units.sku is not None:
        return [line for line in lines if line.sku == units.sku]
    return [line for line in lines if line.requested or anywhere]


def _unannounced(lines: dict[str, Line], units: Units) -> Line:
    name = f"extra-{units.sku or units.line or 'unknown'}"
    return lines.get(name) or Line(line=name, sku=units.sku or "", requested=0)
