"""A person closes an order and opens it again; goods, money and claims open it by themselves, other news does not."""

import pytest

from tests.lifecycle.language import given, hour
from tests.lifecycle.orders.words import (
    ARRIVED,
    ON_ITS_WAY,
    address_change_requested,
    apologised,
    buyer_told,
    cancel_refused,
    cancel_requested,
    cancelled,
    closed,
    defect_told,
    delayed,
    delivered,
    delivery_estimated,
    expired,
    inquiry_opened,
    lost,
    placed,
    refund_failed,
    refund_told,
    refunded,
    reopened,
    reshipped,
    returned_to_sender,
    send_failed,
    shipped,
    solicitation_requested,
    solicited,
    status_reported,
)

STORIES = {
    "placed": (placed(),),
    "shipped": ON_ITS_WAY,
    "delivered": ARRIVED,
    "lost": (*ON_ITS_WAY, lost(50)),
    "returned_to_sender": (*ON_ITS_WAY, returned_to_sender(50)),
    "reshipped": (*ON_ITS_WAY, lost(50), reshipped(60)),
    "delayed": (*ON_ITS_WAY, delayed(50)),
    "cancel_requested": (placed(), cancel_requested(50)),
    "cancelled": (placed(), cancelled(50)),
    "expired": (placed(), expired(50)),
}


@pytest.mark.parametrize("state", STORIES)
def test_a_person_closes_an_order_wherever_it_is_and_opens_it_where_it_was(state):
    story = given(*STORIES[state]).then(state).when(closed(80)).then("closed", close_reason="written_off").then_runs()
    story.when(reopened(90)).then(state, close_reason=None).then_flags("reopened")


@pytest.mark.parametrize("state", STORIES)
def test_what_is_open_cannot_be_opened_and_what_is_closed_not_closed(state):
    given(*STORIES[state]).when(reopened(80)).then(state).then_refused("reopened cannot follow")
    given(*STORIES[state], closed(80)).when(closed(81)).then("closed").then_refused("closed cannot follow")


@pytest.mark.parametrize(
    ("start", "news", "state"),
    [
        ((placed(), closed(5)), shipped(30), "shipped"),
        ((placed(), closed(5)), delivered(30), "delivered"),
        ((placed(), closed(5)), returned_to_sender(30), "returned_to_sender"),
        ((placed(), closed(5)), reshipped(30), "reshipped"),
        ((*ON_ITS_WAY, closed(40)), delivered(70), "delivered"),
        ((*ON_ITS_WAY, closed(40)), lost(70), "lost"),
        ((*ON_ITS_WAY, closed(40)), returned_to_sender(70), "returned_to_sender"),
        ((*ON_ITS_WAY, closed(40)), reshipped(70), "reshipped"),
        ((*ARRIVED, closed(80)), refunded(90, "5.00"), "delivered"),
        ((*ARRIVED, closed(80)), refund_told(90), "delivered"),
        ((*ARRIVED, closed(80)), defect_told(90), "delivered"),
        ((placed(), cancelled(5), closed(6)), shipped(30), "shipped"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_goods_money_and_claims_open_a_closed_order(start, news, state):
    story = given(*start).when(news).then(state, unfit=[]).then_flags("reopened")
    assert story.desk.case.reopened_at == news.at


@pytest.mark.parametrize(
    "news",
    [
        shipped(90, carrier="GLS"),
        delivered(90),
        refund_told(90, state="requested"),
        defect_told(90, "feedback F-1"),
        buyer_told(90),
        apologised(90),
        delayed(90),
        delivery_estimated(90),
        cancel_requested(90),
        cancelled(90),
        expired(90),
        inquiry_opened(90),
        address_change_requested(90),
        solicited(90),
        status_reported(90, "Delivered"),
    ],
    ids=lambda event: event.name,
)
def test_other_news_is_kept_and_opens_nothing(news):
    given(*ARRIVED, closed(80)).when(news).then("closed", unfit=[]).then_runs()


@pytest.mark.parametrize("news", [cancel_refused(90), refund_failed(90), solicitation_requested(200)])
def test_what_is_to_be_decided_of_a_closed_order_is_refused(news):
    given(*ARRIVED, closed(80)).when(news).then("closed").then_refused("is closed", f"{news.name} cannot follow")


def test_what_was_to_be_sent_and_failed_is_known_even_of_a_closed_order():
    story = given(*ARRIVED, solicitation_requested(200), closed(201)).when(send_failed(202)).then("closed", unfit=[])
    story.then_flags("send_failed")


def test_a_delivery_told_late_reopens_a_case_that_was_closed_before_it_was_known():
    story = given(*ON_ITS_WAY, closed(100)).when(delivered(70)).then("closed").then_not("reopened")
    assert story.desk.case.delivered_at == hour(70)
