"""What is shown of a case: its facts, and its ledgers as tables."""

from collections.abc import Iterator, Mapping
from typing import Final

from handlers.console.casework.cells import Cell, Ledger, Table, facts, ledger, member
from handlers.console.casework.facts import FACTS
from handlers.console.casework.goods import COSTS, ORDER, PAID, RETURN
from handlers.console.casework.talks import ACCOUNT, CLAIM, CONVERSATION, FEEDBACK
from handlers.console.texts import N_
from lifecycle.engine.case import Case
from lifecycle.returns.case import Return
from lifecycle.returns.proceeds import costs, reimbursements

TABLES: Final[Mapping[str, tuple[Table, ...]]] = {
    "return": RETURN,
    "order": ORDER,
    "claim": CLAIM,
    "feedback": FEEDBACK,
    "conversation": CONVERSATION,
    "account": ACCOUNT,
}
"""The tables of each kind; a kind without a line here has none."""


def facts_of(case: Case) -> list[tuple[str, Cell]]:
    """What the case says of itself, in pairs of label and value."""
    return list(facts(FACTS.get(case.kind, ()), case, currency_of(case)))


def ledgers_of(case: Case) -> list[Ledger]:
    """The ledgers in which something stands."""
    return [found for found in _ledgers(case) if found is not None]


def currency_of(case: Case) -> str | None:
    """The currency of the money of a case, if it is known."""
    found: str | None = member(case, "money.currency") or getattr(case, "currency", None)
    return found or None


def _ledgers(case: Case) -> Iterator[Ledger | None]:
    currency = currency_of(case)
    for table in TABLES.get(case.kind, ()):
        yield ledger(table.title, table.columns, member(case, table.member) or (), currency)
    if isinstance(case, Return):
        yield ledger(N_("Reimbursements"), PAID, list(reimbursements(case)), currency)
        yield ledger(N_("Costs"), COSTS, list(costs(case)), currency)
