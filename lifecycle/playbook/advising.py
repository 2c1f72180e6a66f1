"""Advice on a case: the rows of the playbook that fit it, each with its options, the recommended one first.

advise(view)            # what fits by itself
asked(view, "D-10")     # one row, because a person has understood that this is the matter
"""

from collections.abc import Iterator

from lifecycle.kinds import KINDS
from lifecycle.playbook.limits import binding
from lifecycle.playbook.row import Advice, Option, Row
from lifecycle.playbook.rows import ROWS
from lifecycle.playbook.view import View


class NoAdvice(Exception):
    """A row cannot be laid on this case; the text says why and what could be asked instead."""


def advise(view: View) -> tuple[Advice, ...]:
    """The rows that fit, in the order of the playbook; none on a case that is over and needs nothing."""
    fitting = (row for row in ROWS if view.case.kind in row.of and row.applies(view))
    return tuple(found for found in (_laid(view, row) for row in fitting) if found.options)


def asked(view: View, number: str, *, agreed: bool = False) -> Advice:
    """One row by its number; raises `NoAdvice` if there is no such row, or not for this kind of case.

    `agreed` lays out what the buyer was offered, with the options as they were numbered then.
    """
    row = next((row for row in ROWS if row.number == number), None)
    possible = [each.number for each in ROWS if view.case.kind in (*each.of, *each.on_request)]
    if row is None or row.number not in possible:
        wrong = f"there is no row {number}" if row is None else f"{number} ({row.situation}) is no matter"
        told = f"{view.case.kind} {view.case.id}: {wrong} here; possible: {', '.join(possible) or 'none'}"
        raise NoAdvice(told + "".join(f"; or ask about {each}" for each in _elsewhere(view, row)))
    _insist_on_one_return(view, row)
    found = _laid(view.unfollowed() if agreed else view, row)
    if not found.options or not (agreed or row.stands(view)):
        raise NoAdvice(f"{view.case.kind} {view.case.id}: {number} ({row.situation}) leaves nothing to do as it stands")
    return found


def _elsewhere(view: View, row: Row | None) -> Iterator[str]:
    """The cases of the same order on which the row can be the matter."""
    for case in view.family:
        if row is not None and case.kind in row.of:
            yield f"{case.id} --row {row.number}"


def _insist_on_one_return(view: View, row: Row) -> None:
    """Of several returns nobody can say here which one the buyer means: a person has to."""
    ids = [case.id for case in view.open_returns]
    if len(ids) > 1 and "return" in row.of:
        told, first = " and ".join(ids), ids[0]
        raise NoAdvice(
            f"{view.case.kind} {view.case.id}: the order has several returns, {told}; ask about the one that is "
            f"meant, such as {first} --row {row.number}"
        )


def _is_possible(view: View, option: Option) -> bool:
    """Whether the table of each case lets what the option publishes follow where the case stands.

    While a claim lies over a return, no money is advised on the return itself.
    """
    states = {(case.kind, case.id): case.state for case in (view.case, *view.family)}
    acts = (*option.acts, *option.agreed)
    if view.case.kind == "return" and view.case.escalated and any(act.event == "refund_requested" for act in acts):
        return False
    return all(act.event in KINDS[act.kind].table.allowed(states[act.kind, act.case_id]) for act in acts)


def _laid(view: View, row: Row) -> Advice:
    placed = (option and option._replace(number=place) for place, option in enumerate(row.options(view), start=1))
    options = tuple(option for option in placed if option and _is_possible(view, option))
    missing = tuple(fact.words for fact in row.facts if not fact.known(view))
    return Advice(row, options, missing, binding(view, row, options), (*_overlays(view), *row.notes(view)))


def _overlays(view: View) -> Iterator[str]:
    """The claims that lie over a return: they come first."""
    if view.case.kind == "return" and view.case.escalated:
        claims = [each.id for each in view.of("claim")] or list(view.case.claims)
        yield f"claim {' and '.join(claims)} lies over this return and comes first: `reso advise {claims[0]}`"
