"""What an answer to a request says: numbers, address and label of an authorization; reason and note of an end."""

import pytest

from events.catalogue import private_paths
from tests.covers import covers
from tests.events.samples import event, read, refusal

ANSWER = {"by": "operator"}


@covers("S0-10")
def test_an_authorization_carries_the_marketplaces_number_and_the_sellers_own():
    told = read(event("authorized", ANSWER | {"rma": "D1RRMA", "merchant_rma": "OURS-7"}), "authorized").data
    assert (told.rma, told.merchant_rma) == ("D1RRMA", "OURS-7")


@covers("S0-12")
def test_the_goods_go_to_any_address_of_the_sellers_which_stays_private():
    for address in ("Via Roma 1, Milano", "Opened Box Partner, Hamburg", None):
        assert read(event("authorized", ANSWER | {"address": address}), "authorized").data.address == address
    assert ("data", "address") in private_paths("return", "authorized")


@covers("S0-13", "B-19")
@pytest.mark.parametrize("kind", ["unpaid", "prepaid", "custom"])
def test_a_label_is_the_marketplaces_unpaid_one_or_a_prepaid_one_of_either(kind):
    label = {"type": kind, "payer": "seller", "cost": "4.90", "currency": "EUR", "tracking": "RA1"}
    told = read(event("authorized", ANSWER | {"label": label}), "authorized").data.label
    assert (told.type, str(told.cost), told.tracking) == (kind, "4.90", "RA1")


@covers("S0-13", "B-19")
def test_a_label_of_another_kind_is_refused_with_those_there_are():
    _, sentence = refusal(event("authorized", ANSWER | {"label": {"type": "drawn"}}), "authorized")
    assert "label.type must be 'unpaid', 'prepaid' or 'custom'" in sentence


@covers("S0-15")
@pytest.mark.parametrize("name", ["closed", "declined"])
@pytest.mark.parametrize("lacking", ["reason", "note"])
def test_a_request_is_not_closed_nor_refused_without_reason_and_note(name, lacking):
    said = {"reason": "written_off", "note": "We are sorry, the time to return it was over."}
    assert read(event(name, said), name).data.note == said["note"]
    assert refusal(event(name, said | {lacking: None}), name) == (
        "invalid",
        f"return R-1: {name} is not valid: {lacking} is missing",
    )
