"""Connectors do what cases ask for once, and tell it: through kills, slow answers and refusals. All of it is real."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from events import subjects
from examples.connectors.refunds import REFUNDS
from handlers.clock import Clock
from handlers.connecting import Connector, Receipt, Wish
from handlers.connecting.connector import HANDS
from handlers.packs import PackShelf
from handlers.wire import pull
from handlers.wire.batch import Outgoing, commit
from handlers.wire.jetstream import ask
from handlers.wire.pull import Pull
from tests.covers import covers
from tests.edge.connectors import GatewayProcess, MailServer, connecting, let_go
from tests.edge.house import ago, alerts_of, at_work, case_of, event, log_of, names, pack, recorded, requested, tell
from tests.edge.processes import has
from tests.edge.waiting import until

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[GatewayProcess]:
    """The gateway, with an empty book."""
    running = GatewayProcess(tmp_path / "payments.jsonl")
    await running.start()
    yield running
    await running.kill()


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    """A mail server that takes everything."""
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def refunds(quick, tmp_path, gateway):
    """Starts a refund connector."""
    numbers = count(1)
    return lambda: connecting(quick, tmp_path / f"{next(numbers)}.log", "refunds", "--gateway", gateway.url)


@pytest.fixture
def replies(quick, tmp_path, mail):
    """Starts the reply connector."""
    book = tmp_path / "addresses.json"
    book.write_text('{"T-1": "b-77@relay.example"}')
    where = ("--smtp", mail.place, "--sender", "Shop <shop@shop.example>", "--addresses", str(book))
    return lambda: connecting(quick, tmp_path / "replies.log", "replies", *where)


def refund_requested(case: str = "R-1", **more: Any) -> dict[str, Any]:
    data = {"refund_id": f"RF-{case}", "amount": "25.00", "currency": "EUR", "kind": "keep_item", **more}
    return event("refund_requested", case, ago(hours=2), data)


def asked(case: str = "R-1") -> list[dict[str, Any]]:
    """Two mugs may be kept, their price is to be paid back."""
    return [requested(case, ago(hours=3)), refund_requested(case)]


def told(name: str, at: Any, data: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    """An event of conversation M-1."""
    return {**event(name, "M-1", at, data, **envelope), "type": f"conversation.{name}.v1"}


def wrote() -> list[dict[str, Any]]:
    """The buyer has asked something, and an interim answer is to be sent."""
    message = {"thread_id": "T-1", "marketplace": "shop.it", "order_id": "O-1", "text": "Where is it?"}
    reply = {"key": "K-1", "text": "Lo cerchiamo, è in viaggio.", "promised_by": "2099-01-01"}
    first = told("received", ago(hours=3), message)
    return [first, told("reply_requested", ago(hours=2), reply, actor="person:anna")]


async def test_a_refund_is_paid_once_and_comes_back_as_the_fact_that_stops_its_clock(provisioned, gateway, refunds):
    await tell(provisioned, *asked())
    await recorded(provisioned, "R-1", "refund_requested")
    assert "T-REFUNDCONF" in {deadline.name for deadline in (await case_of(provisioned, "R-1")).deadlines}
    async with refunds():
        await recorded(provisioned, "R-1", "refunded")
        await let_go(provisioned, "refunds")
    case, (paid,) = await case_of(provisioned, "R-1"), await gateway.payments()
    assert (case.state, str(case.money.refunded), case.unfit) == ("refunded", "25.00", ())
    assert {deadline.name for deadline in case.deadlines} == {"T-AFTER"}
    assert (paid["key"], paid["amount"], paid["currency"], paid["asked"]) == ("return/R-1/RF-R-1", "25.00", "EUR", 1)
    fact = (await log_of(provisioned, "R-1"))[-1].body
    assert (fact["source"], fact["actor"], fact["data"]["external_ref"]) == (
        "/connectors/refunds", "connector:refunds", paid["id"],
    )  # fmt: skip
    assert fact["time"] == paid["paid_at"]


async def test_a_connector_killed_between_payment_and_confirmation_pays_nothing_twice(provisioned, gateway, refunds):
    await gateway.behave("late", seconds=3600)
    await tell(provisioned, *asked())
    async with refunds() as connector:
        await until(gateway.payments)
        await connector.kill()
    assert "refunded" not in await names(provisioned, "R-1")
    await gateway.behave("pay")
    async with refunds():
        await recorded(provisioned, "R-1", "refunded")
        await let_go(provisioned, "refunds")
    (paid,) = await gateway.payments()
    assert paid["asked"] == 2
    case = await case_of(provisioned, "R-1")
    assert [(refund.refund_id, str(refund.paid)) for refund in case.refunds] == [("RF-R-1", "25.00")]
    assert (await names(provisioned, "R-1")).count("refunded") == 1


async def test_a_gateway_that_dies_after_it_has_paid_is_asked_again_under_the_same_key(provisioned, gateway, refunds):
    await gateway.behave("die")
    await tell(provisioned, *asked())
    async with refunds():
        await gateway.ended()
        await recorded(provisioned, "R-1", "refund_failed")
        await gateway.start()
        await recorded(provisioned, "R-1", "refunded")
    assert len(await gateway.payments()) == 1
    assert str((await case_of(provisioned, "R-1")).money.refunded) == "25.00"


async def test_what_fails_for_now_is_told_once_and_tried_again(provisioned, gateway, refunds):
    await gateway.behave("fail", times=2)
    await tell(provisioned, *asked())
    async with refunds():
        await recorded(provisioned, "R-1", "refunded")
        await let_go(provisioned, "refunds")
    (failure,) = [entry for entry in await log_of(provisioned, "R-1") if entry.name == "refund_failed"]
    assert failure.body["data"] == {
        "refund_id": "RF-R-1",
        "error": 'the gateway says 503: {"error": "busy, try again later"}',
        "retryable": True,
    }
    (paid,) = await gateway.payments()
    assert paid["asked"] == 3


async def test_what_is_refused_for_good_is_told_alerts_and_is_left_alone(provisioned, gateway, refunds):
    await gateway.behave("refuse")
    await tell(provisioned, *asked())
    async with refunds():
        await recorded(provisioned, "R-1", "refund_failed")
        await let_go(provisioned, "refunds")
        await gateway.behave("pay")
        await tell(provisioned, *asked("R-2"))
        await recorded(provisioned, "R-2", "refunded")
    case = await case_of(provisioned, "R-1")
    assert (case.state, case.flags) == ("requested", ("refund_failed",))
    alerts = {(alert["severity"], alert["key"]) for alert in await alerts_of(provisioned, "R-1")}
    assert ("critical", "flag/refund_failed") in alerts
    assert [paid["reference"] for paid in await gateway.payments()] == ["return R-2"]


async def test_what_was_paid_otherwise_in_the_meantime_is_not_paid_again(provisioned, gateway, refunds):
    paid = {"amount": "25.00", "currency": "EUR", "issuer": "seller"}
    await tell(provisioned, *asked(), event("refunded", "R-1", ago(hours=1), paid))
    await recorded(provisioned, "R-1", "refunded")
    async with refunds():
        await let_go(provisioned, "refunds")
    assert await gateway.payments() == []


async def test_what_was_told_as_history_is_not_paid(provisioned, gateway, refunds):
    request, refund = asked()
    await tell(provisioned, request, {**refund, "historical": True})
    await recorded(provisioned, "R-1", "refund_requested")
    async with refunds():
        await let_go(provisioned, "refunds")
    assert await gateway.payments() == []


async def test_a_request_that_had_to_wait_is_carried_out_once_it_counts(provisioned, gateway, refunds):
    request, refund = asked()
    async with refunds():
        await tell(provisioned, refund)
        await recorded(provisioned, "R-1", "parked")
        assert await gateway.payments() == []
        await tell(provisioned, request)
        await recorded(provisioned, "R-1", "refunded")
        await let_go(provisioned, "refunds")
    assert [paid["asked"] for paid in await gateway.payments()] == [1]


async def test_what_was_corrected_beforehand_is_paid_as_corrected(provisioned, gateway, refunds):
    request, refund = asked()
    change = {"corrects": {"source": "/shop", "id": refund["id"]}, "reason": "typo", "data": {"amount": "20.00"}}
    await tell(provisioned, request, refund, event("corrected", "R-1", ago(hours=1), change))
    await recorded(provisioned, "R-1", "corrected")
    async with refunds():
        await recorded(provisioned, "R-1", "refunded")
    assert [paid["amount"] for paid in await gateway.payments()] == ["20.00"]


@covers("S0-21")
async def test_a_reply_is_sent_and_comes_back_as_the_fact_that_stops_the_clocks(provisioned, mail, replies):
    await tell(provisioned, *wrote())
    async with replies():
        await recorded(provisioned, "M-1", "sent", kind="conversation")
        await let_go(provisioned, "replies")
    (letter,) = mail.mails
    assert (letter["To"], letter["Subject"]) == ("b-77@relay.example", "Re: your message about order O-1")
    assert letter.get_payload(decode=True).decode().startswith("Lo cerchiamo, è in viaggio.")
    case = await case_of(provisioned, "M-1", "conversation")
    assert case.state == "interim_answered"
    assert {deadline.name for deadline in case.deadlines} == {"T-PROMISE"}
    log = await log_of(provisioned, "M-1", "conversation")
    assert log[-1].body["data"] == {
        "key": "K-1", "message_id": letter["Message-ID"], "channel": "mail", "promised_by": "2099-01-01",
    }  # fmt: skip
    assert "viaggio" not in str([bytes(entry.payload) for entry in log])


async def test_a_mail_sent_again_after_a_kill_is_the_same_mail_for_whoever_receives_it(provisioned, mail, replies):
    mail.slow = True
    await tell(provisioned, *wrote())
    async with replies() as connector:
        await until(lambda: seen(mail, 1))
        await connector.kill()
    mail.slow = False
    async with replies():
        await recorded(provisioned, "M-1", "sent", kind="conversation")
        await let_go(provisioned, "replies")
    first, second = mail.taken
    assert first == second
    assert len({letter["Message-ID"] for letter in mail.mails}) == 1
    assert (await names(provisioned, "M-1", "conversation")).count("sent") == 1


async def test_a_mail_that_is_refused_for_now_is_tried_again(provisioned, mail, replies):
    mail.refusals = [b"451 the mailbox is busy"]
    await tell(provisioned, *wrote())
    async with replies():
        await recorded(provisioned, "M-1", "sent", kind="conversation")
    log = await names(provisioned, "M-1", "conversation")
    assert [name for name in log if name.startswith("sen")] == ["send_failed", "sent"]
    assert (await case_of(provisioned, "M-1", "conversation")).flags == ()


async def test_a_mail_that_is_refused_for_good_alerts_until_another_is_asked_for(provisioned, mail, replies):
    mail.refusals = [b"550 nobody of that name"]
    await tell(provisioned, *wrote())
    async with replies():
        await recorded(provisioned, "M-1", "send_failed", kind="conversation")
        assert (await case_of(provisioned, "M-1", "conversation")).flags == ("send_failed",)
        again = {"key": "K-1", "text": "Lo abbiamo trovato."}
        await tell(provisioned, told("reply_requested", ago(minutes=-0.001), again, actor="person:anna"))
        await recorded(provisioned, "M-1", "sent", kind="conversation")
    assert (await case_of(provisioned, "M-1", "conversation")).flags == ()
    assert len(mail.taken) == 1


async def test_a_reply_whose_text_was_erased_is_not_sent(provisioned, mail, replies):

    await tell(provisioned, *wrote())
    await recorded(provisioned, "M-1", "reply_requested", kind="conversation")
    await commit(provisioned, [Outgoing(subjects.key_of("conversation", "M-1"), b"")])
    async with replies():
        await recorded(provisioned, "M-1", "send_failed", kind="conversation")
        await let_go(provisioned, "replies")
    assert mail.taken == []


async def test_what_was_told_but_is_not_recorded_yet_is_not_done_again(provisioned, quick, worker, gateway, refunds):
    await tell(provisioned, *asked())
    await recorded(provisioned, "R-1", "refund_requested")
    worker.stop.set()
    await until(has(provisioned))
    for _ in range(2):
        async with refunds():
            await let_go(provisioned, "refunds")
        await ask(provisioned, f"CONSUMER.DELETE.{subjects.STREAM}.connector-refunds")  # everything is looked at again
    assert [paid["asked"] for paid in await gateway.payments()] == [1]
    async with at_work(quick):
        await recorded(provisioned, "R-1", "refunded")


async def test_many_refunds_and_two_connectors_that_are_killed_again_and_again(provisioned, gateway, refunds):
    cases = [f"R-{number}" for number in range(12)]
    await tell(provisioned, *(body for case in cases for body in asked(case)))
    await gateway.behave("late", seconds=0.2)
    while not all(["refunded" in await names(provisioned, case) for case in cases]):
        async with refunds() as one, refunds() as other:
            paid = len(await gateway.payments())
            await until(lambda: more(gateway, paid, len(cases)))  # noqa: B023 - awaited at once
            await one.kill()
            await other.kill()
    payments = await gateway.payments()
    assert sorted(paid["reference"] for paid in payments) == sorted(f"return {case}" for case in cases)
    for case in cases:
        assert (await names(provisioned, case)).count("refunded") == 1
        assert (await case_of(provisioned, case)).unfit == ()


async def test_a_connector_that_has_waited_for_long_takes_what_comes(provisioned, monkeypatch):
    let_lapse, lapsed, carried_out = Pull._ended, [], []

    def ended(asking: Pull, status: str, words: str) -> None:
        lapsed.append(status)
        let_lapse(asking, status, words)

    async def act(wish: Wish) -> Receipt:
        carried_out.append(wish.key)
        return Receipt({"refund_id": wish.key, "amount": "25.00", "currency": "EUR", "issuer": "seller"})

    monkeypatch.setattr(pull, "EXPIRES", 0.05)
    monkeypatch.setattr(Pull, "_ended", ended)
    connector = Connector(provisioned, REFUNDS, act, PackShelf(provisioned, pack()), Clock())
    running = asyncio.create_task(connector.run())
    await until(lambda: often(lapsed))
    await tell(provisioned, *asked())
    await recorded(provisioned, "R-1", "refunded")
    connector.stop.set()
    await running
    assert carried_out == ["RF-R-1"]


async def often(what: list[str]) -> bool:
    """Whether it has happened again and again."""
    return len(what) > 3 * HANDS


async def test_a_connector_stops_when_it_is_told_to_and_ends_with_a_sentence_when_its_consumer_goes(
    provisioned, refunds
):
    async with refunds() as connector:
        assert await connector.stop() == 0
    async with refunds() as connector:
        await ask(provisioned, f"CONSUMER.DELETE.{subjects.STREAM}.connector-refunds")
        assert await asyncio.wait_for(connector.process.wait(), 120) == 1
        assert "consumer RESO.connector-refunds is gone" in connector.said


async def more(gateway: GatewayProcess, paid: int, all_: int) -> bool:
    """Whether more has been paid than that, or everything."""
    return len(await gateway.payments()) > paid or paid == all_


async def seen(mail: MailServer, number: int) -> bool:
    """Whether that many mails have come."""
    return len(mail.taken) >= number
