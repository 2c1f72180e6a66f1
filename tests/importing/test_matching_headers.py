"""Columns are found by name: in any place, in other spellings; what is missing or renamed is named."""

import pytest

from handlers.importing.refusing import Refused
from tests.importing.press import FEEDBACK, RETURN, Press, feedback, file, returns, row

EVENTS = Press().tells(file(RETURN))


def renamed(**names: str) -> bytes:
    """A report with some columns under other names."""
    other = {old.replace("_", " "): new for old, new in names.items()}
    return file({other.get(name, name): cell for name, cell in RETURN.items()})


def without(*names: str) -> bytes:
    return file({name: cell for name, cell in RETURN.items() if name not in names})


@pytest.mark.parametrize(
    "raw",
    [
        file(dict(reversed(RETURN.items()))),
        file({name.upper(): cell for name, cell in RETURN.items()}),
        file({name.replace(" ", "-").lower(): cell for name, cell in RETURN.items()}),
        renamed(Merchant_RMA_ID="Seller RMA ID", Return_Reason="Return reason", SafeT_claim_id="SafeT claim ID"),
        file({**RETURN, "VAT": "22", "Category": "Kitchen"}),
        without("Item Name", "Invoice number", "SafeT claim id", "Return carrier", "Refunded Amount"),
    ],
    ids=["reversed", "capitals", "hyphens", "aliases", "more", "less"],
)
def test_the_places_and_spellings_of_columns_do_not_matter(raw):
    assert Press().tells(raw) == EVENTS


def test_unknown_columns_are_ignored_and_named():
    reading = Press().read(file({**RETURN, "Moon phase": "full", "Weather": ""}))
    assert reading.notes == ['columns that are not read: "Moon phase", "Weather"']


@pytest.mark.parametrize("name", ["Order ID", "Return request date", "Order Amount", "Return request status"])
def test_a_needed_column_that_is_missing_is_named(name):
    with pytest.raises(Refused, match=f'column "{name}" is missing'):
        Press().read(without(name))


def test_a_header_is_looked_at_even_if_nothing_stands_below_it():
    with pytest.raises(Refused, match='column "Order ID" is missing'):
        Press().read(without("Order ID").splitlines()[0])


def test_every_missing_column_is_named_at_once():
    with pytest.raises(Refused) as refusal:
        Press().read(without("Order ID", "Order quantity"))
    assert list(refusal.value.sentences) == ['column "Order ID" is missing', 'column "Order quantity" is missing']


def test_a_column_that_seems_renamed_is_refused_with_its_near_miss_even_if_it_could_be_missing():
    with pytest.raises(Refused) as refusal:
        Press().read(renamed(Order_quantity="Ordered quantity", Tracking_ID="Tracking-IDs"))
    needed, optional = sorted(refusal.value.sentences)
    assert needed == (
        'column "Order quantity" is missing, but there is "Ordered quantity": if it is the same, '
        'say --column "Order quantity=Ordered quantity"'
    )
    assert optional.endswith('say --column "Tracking ID=Tracking-IDs", if not, --column "Tracking ID="')


def test_a_renamed_column_is_read_under_its_other_name_once_that_is_said():
    raw = renamed(Order_quantity="Ordered quantity", Tracking_ID="Tracking-IDs")
    said = {"order quantity": "Ordered quantity", "Tracking ID": "Tracking-IDs"}
    assert Press(returns(renamed=said)).tells(raw) == EVENTS
    assert Press(returns(renamed={**said, "Tracking ID": ""})).read(raw).notes == [
        'columns that are not read: "Tracking-IDs"'
    ]
    with pytest.raises(Refused, match='--column "Tracking": there is no such column; there are: Order ID, '):
        Press(returns(renamed={"Tracking": "x"})).read(raw)


def test_a_column_that_stands_there_twice_is_refused():
    raw = file(RETURN).replace(b"Seller", b"x").replace(b"Merchant RMA ID", b"Amazon RMA ID")
    with pytest.raises(Refused, match='column "Amazon RMA ID" stands there twice, in places 5 and 6'):
        Press().read(raw)


def test_the_older_layout_of_feedback_is_read_as_well():
    older = {
        **FEEDBACK,
        "Arrived on Time": "Y",
        "Item as Described": "Y",
        "Customer Service": "Y",
        "Rater Role": "Buyer",
    }
    assert Press(feedback()).tells(file(older)) == Press(feedback()).tells(file(row(FEEDBACK)))
