"""The order defect rate by order date: an order once, each fulfilment apart, and what nobody knows told beside it."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.accounts.limits import Limit
from lifecycle.numbers.defects import Voice, defects

LIMIT = Limit(Decimal("0.01"), "B-31", "low")


def found(orders, voices, limit=LIMIT):
    return {(each.metric, each.fulfilment): each for each in defects(orders, voices, limit)}


def test_an_order_counts_once_whatever_speaks_against_it():
    told = found(
        {"MFN": 1000},
        [
            Voice("O-1", "MFN", "feedback", "yes"), Voice("O-1", "MFN", "a_to_z", "yes"),
            Voice("O-2", "MFN", "chargeback", "yes"), Voice("O-3", "MFN", "feedback", "no"),
        ],
    )  # fmt: skip
    counts = {metric: each.rate.count for (metric, _), each in told.items()}
    assert counts == {
        "order_defect_rate": 2, "negative_feedback_rate": 1, "claim_rate": 1, "chargeback_rate": 1,
    }  # fmt: skip
    rate = told["order_defect_rate", "MFN"]
    assert (str(rate.rate.value), rate.room, rate.least_room) == ("0.002000", 8, 8)


def test_what_nobody_knows_yet_is_told_as_a_range_and_takes_its_share_of_the_headroom():
    voices = [Voice("O-1", "MFN", "a_to_z", "undetermined"), Voice("O-2", "MFN", "a_to_z", "yes")]
    voices += [Voice("O-2", "MFN", "chargeback", "undetermined")]
    told = found({"MFN": 200}, voices)["order_defect_rate", "MFN"]
    assert (told.rate.count, told.rate.undetermined, str(told.rate.value), str(told.rate.most)) == (
        1, 1, "0.005000", "0.010000",
    )  # fmt: skip
    assert (told.room, told.least_room) == (1, 0)


def test_each_fulfilment_has_its_own_rate_beside_that_of_both():
    told = found({"AFN": 300, "MFN": 100}, [Voice("O-1", "MFN", "feedback", "yes")])
    rates = {side: str(each.rate.value) for (metric, side), each in told.items() if metric == "order_defect_rate"}
    assert rates == {"AFN": "0.000000", "MFN": "0.010000", None: "0.002500"}


def test_without_orders_there_is_no_rate_but_a_reason():
    told = found({}, [Voice("O-1", "MFN", "feedback", "yes")])["order_defect_rate", None]
    assert (told.rate.value, told.room) == (None, None)
    assert "no order of these days" in told.rate.unknown


def test_where_nobody_has_set_a_limit_there_is_no_headroom():
    assert found({"MFN": 10}, [], None)["order_defect_rate", "MFN"].room is None


VOICES = st.lists(
    st.builds(
        Voice,
        order=st.sampled_from(["O-1", "O-2", "O-3"]),
        fulfilment=st.just("MFN"),
        sort=st.sampled_from(["feedback", "a_to_z", "chargeback"]),
        counts=st.sampled_from(["yes", "no", "undetermined"]),
    ),
    max_size=9,
)


@settings(max_examples=50, deadline=None)
@given(VOICES)
def test_no_more_defects_than_orders_and_none_fewer_than_of_any_part(voices):
    told = found({"MFN": 3}, voices)
    whole = told["order_defect_rate", "MFN"].rate
    assert whole.count + whole.undetermined <= 3
    assert all(whole.count >= each.rate.count for each in told.values())
    assert told == found({"MFN": 3}, voices[::-1] + voices)
