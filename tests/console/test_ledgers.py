"""What is shown of a case: what is said stands there, what is not known is left out and never shown as nothing."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from handlers.console.casework.cells import Column, facts, ledger
from handlers.console.casework.facts import FACTS
from handlers.console.casework.ledgers import TABLES, currency_of, facts_of, ledgers_of
from lifecycle.kinds import KINDS

COLUMNS = (
    Column("sku", "Article", "id"),
    Column("quantity", "Units", "count"),
    Column("amount", "Amount", "money"),
    Column("lost", "Lost", "flag"),
    Column("known", "Known", "answer"),
)


@dataclass
class Entry:
    """An entry of a ledger."""

    sku: str = ""
    quantity: int = 0
    amount: Decimal | None = None
    lost: bool = False
    known: bool | None = None
    currency: str | None = None


def test_a_column_in_which_nothing_stands_is_left_out():
    found = ledger("Goods", COLUMNS, [Entry("A", 2), Entry("B", 0)], "EUR")
    assert [column.member for column in found.columns] == ["sku", "quantity"]
    assert [[cell.value for cell in row] for row in found.rows] == [["A", 2], ["B", 0]]


def test_a_ledger_without_entries_is_none():
    assert ledger("Goods", COLUMNS, [], "EUR") is None


def test_money_is_in_the_currency_of_its_entry_before_that_of_the_case():
    found = ledger("Goods", COLUMNS, [Entry(amount=Decimal(1), currency="PLN"), Entry(amount=Decimal(2))], "EUR")
    assert [row[0].currency for row in found.rows] == ["PLN", "EUR"]


def test_a_flag_is_told_where_it_is_up_and_an_answer_also_where_it_is_no():
    told = {label: cell.value for label, cell in facts(COLUMNS, Entry(lost=False, known=False), None)}
    assert told == {"Known": False}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_member_that_is_shown_is_one_that_cases_of_the_kind_have(kind):
    blank = kind.blank("x")
    for column in FACTS[kind.name]:
        assert hasattr(blank, column.member.split(".")[0]), column.member
    for table in TABLES[kind.name]:
        assert hasattr(blank, table.member.split(".")[0]), table.member


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_of_a_case_of_which_nothing_is_known_nothing_is_said(kind):
    blank = kind.blank("x")
    assert ledgers_of(blank) == []
    assert currency_of(blank) is None
    assert {label for label, _ in facts_of(blank)} <= {"Fulfilled by"}
