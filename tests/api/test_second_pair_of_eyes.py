"""Refunds above a value: one person proposes, a lead who is somebody else carries it out."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from events import subjects
from handlers.operating.acting import Desk, Said, Verdict, spoken
from handlers.operating.refusals import NeedsLead, Unsettled
from handlers.operating.sayings import Saying
from handlers.operating.speaking import Speaker
from handlers.wire.gets import leader_last
from handlers.wire.jetstream import Stale
from lifecycle.kinds import KINDS
from tests.api.conftest import House
from tests.edge.house import case_of, event, log_of, names, recorded, requested, tell

pytestmark = pytest.mark.asyncio(loop_scope="session")


def refund(amount: str, refund_id: str = "f-1", **more: Any) -> dict[str, Any]:
    return {"refund_id": refund_id, "amount": amount, "currency": "EUR", "kind": "partial", **more}


async def asked(house: House, login: str, case_id: str, data: dict[str, Any]) -> Any:
    async with house.ask(login) as caller:
        return await caller.post(f"/v1/cases/return/{case_id}/refund_requested?wait=10", json={"data": data})


async def proposals(house: House, case_id: str) -> list[dict[str, Any]]:
    async with house.ask("lea") as lea:
        found: list[dict[str, Any]] = (await lea.get(f"/v1/cases/return/{case_id}")).json()["proposals"]
        return found


async def test_up_to_the_value_one_person_is_enough(house: House):
    await house.begin("R-e1")
    assert (await asked(house, "anna", "R-e1", refund("20.00"))).status_code == 200
    assert await proposals(house, "R-e1") == []


async def test_above_it_the_request_is_left_as_a_proposal_and_says_so(house: House):
    await house.begin("R-e2")
    answer = await asked(house, "anna", "R-e2", refund("20.01", reason="scratched"))
    assert answer.status_code == 403
    assert "above 20 EUR a lead who did not ask for it" in answer.json()["detail"]
    (proposal,) = await proposals(house, "R-e2")
    assert (proposal["note"], proposal["by"], proposal["done"]) == (answer.json()["proposal"], "person:anna", False)
    assert proposal["data"] == refund("20.01", reason="scratched")
    assert "refund_requested" not in await names(house.context.nc, "R-e2")


async def test_asking_again_leaves_no_second_proposal(house: House):
    await house.begin("R-e3")
    first, again = [await asked(house, "anna", "R-e3", refund("25.00")) for _ in range(2)]
    assert first.json()["proposal"] == again.json()["proposal"]
    assert len(await proposals(house, "R-e3")) == 1


async def test_another_person_who_is_lead_carries_it_out_and_the_log_says_what(house: House):
    await house.begin("R-e4")
    note = (await asked(house, "anna", "R-e4", refund("25.00"))).json()["proposal"]
    assert (await asked(house, "lea", "R-e4", refund("25.00"))).status_code == 200
    entry = (await log_of(house.context.nc, "R-e4"))[-1]
    assert (entry.name, entry.body["actor"], entry.body["causationid"]) == ("refund_requested", "person:lea", note)
    assert [each["done"] for each in await proposals(house, "R-e4")] == [True]


async def test_a_lead_does_not_carry_out_what_he_has_asked_for_himself(house: House):
    await house.begin("R-e5")
    for _ in range(2):
        assert (await asked(house, "lea", "R-e5", refund("25.00"))).status_code == 403
    assert (await asked(house, "anna", "R-e5", refund("25.00"))).status_code == 403
    assert (await asked(house, "lars", "R-e5", refund("25.00"))).status_code == 200


async def test_a_lead_carries_out_just_what_was_proposed(house: House):
    await house.begin("R-e6")
    await asked(house, "anna", "R-e6", refund("21.00"))
    assert (await asked(house, "lea", "R-e6", refund("25.00"))).status_code == 403
    assert "refund_requested" not in await names(house.context.nc, "R-e6")


async def test_small_steps_do_not_come_round_the_value(house: House):
    await house.begin("R-e7")
    assert (await asked(house, "anna", "R-e7", refund("15.00", "f-1"))).status_code == 200
    answer = await asked(house, "anna", "R-e7", refund("6.00", "f-2"))
    assert answer.status_code == 403
    assert "with it the case would come to 21.00 EUR" in answer.json()["detail"]


async def test_two_steps_at_the_same_time_do_not_either(house: House):
    await house.begin("R-e8")
    async with house.ask("anna") as anna:
        calls = [
            anna.post("/v1/cases/return/R-e8/refund_requested", json={"data": refund("15.00", f"f-{number}")})
            for number in (1, 2)
        ]
        answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    assert len((await case_of(house.context.nc, "R-e8")).refunds) == 1


class Elsewhere(Speaker):
    """A speaker of another process: between weighing and sending, the first time, something comes to pass."""

    def __init__(self, house: House, comes: Callable[[], Awaitable[object]]) -> None:
        super().__init__(house.context.nc, KINDS, house.context.clock, {"EUR": Decimal(20)})
        self._comes = [comes]

    async def _send(self, *told: Any) -> list[Verdict]:
        while self._comes:
            await self._comes.pop()()
        return await super()._send(*told)


async def test_two_steps_in_two_processes_that_have_both_been_weighed_do_not_either(house: House):
    await house.begin("R-e14")
    both = asyncio.Barrier(2)
    steps = [
        Elsewhere(house, both.wait).say(
            house.user(login), ("return", "R-e14"), "refund_requested", refund("15.00", f"f-{login}")
        )
        for login in ("anna", "lea")
    ]
    told = await asyncio.gather(*steps, return_exceptions=True)
    (verdict,) = [each for each in told if not isinstance(each, Exception)]
    (refused,) = [each for each in told if isinstance(each, Exception)]
    assert verdict.standing == "recorded"
    assert isinstance(refused, Unsettled | NeedsLead)
    assert len((await case_of(house.context.nc, "R-e14")).refunds) == 1


@pytest.mark.parametrize("with_it", [[], ["noted"]], ids=["alone", "in one breath"])
async def test_what_else_is_told_of_the_case_meanwhile_has_money_weighed_again_and_stops_nothing(
    house: House, with_it: list[str]
):
    key = ("return", f"R-e15-{len(with_it)}")
    await house.begin(key[1])
    other = event("noted", key[1], house.context.clock.now(), {"note": "he rang"})
    speaker = Elsewhere(house, lambda: tell(house.context.nc, other))
    sayings = [Saying(key, name, {"note": "scratched"}) for name in with_it]
    verdicts = await speaker.say_all(house.user("anna"), [*sayings, Saying(key, "refund_requested", refund("15.00"))])
    assert {each.standing for each in verdicts} == {"recorded"}
    assert sorted(await names(house.context.nc, key[1])) == sorted([*with_it, "noted", "refund_requested", "requested"])


async def test_what_was_stored_without_an_answer_is_not_taken_for_somebody_elses(house: House):
    await house.begin("R-e16")
    nc, key, at = house.context.nc, ("return", "R-e16"), house.context.clock.now()
    heard = {key: (await leader_last(nc, subjects.STREAM_IN, subjects.inputs_about(*key))).seq}
    ready = spoken(KINDS, key, "refund_requested", refund("15.00"), Said("anna", at))
    other = spoken(KINDS, key, "refund_requested", refund("15.00"), Said("lea", at))
    first = await Desk(nc, KINDS).send([ready], heard)
    assert await Desk(nc, KINDS).send([ready], heard) == first
    with pytest.raises(Stale):
        await Desk(nc, KINDS).send([other], heard)


async def test_a_correction_does_not_raise_a_refund_by_the_back_door(house: House):
    await house.begin("R-e9")
    answer = await asked(house, "lea", "R-e9", refund("15.00"))
    event = {"source": answer.json()["source"], "id": answer.json()["event_id"]}
    corrected = {"corrects": event, "reason": "typed wrongly", "data": {"amount": "25.00"}}
    async with house.ask("lea") as lea:
        answer = await lea.post("/v1/cases/return/R-e9/corrected?wait=10", json={"data": corrected})
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("needs-lead")


async def test_another_currency_has_its_own_value_and_none_needs_nobody(house: House):
    asks = requested("R-e10", house.context.clock.now())
    await tell(house.context.nc, {**asks, "data": {**asks["data"], "currency": "SEK"}})
    await recorded(house.context.nc, "R-e10", "requested")
    assert (await asked(house, "anna", "R-e10", {**refund("25.00"), "currency": "SEK"})).status_code == 200


async def test_a_correction_does_not_come_round_the_value_by_way_of_another_currency(house: House):
    await house.begin("R-e12")
    answer = await asked(house, "lea", "R-e12", refund("15.00"))
    event = {"source": answer.json()["source"], "id": answer.json()["event_id"]}
    corrected = {"corrects": event, "reason": "typed wrongly", "data": {"amount": "5000.00", "currency": "JPY"}}
    async with house.ask("lea") as lea:
        answer = await lea.post("/v1/cases/return/R-e12/corrected?wait=10", json={"data": corrected})
    assert answer.status_code == 403
    assert "in another currency than that of the case" in answer.json()["detail"]


async def test_a_lead_who_says_that_a_refund_failed_does_not_come_round_the_value_either(house: House):
    await house.begin("R-e13")
    await asked(house, "lea", "R-e13", refund("15.00", "f-1"))
    failed = {"refund_id": "f-1", "error": "closed", "retryable": False}
    async with house.ask("lea") as lea:
        told = await lea.post("/v1/cases/return/R-e13/refund_failed?wait=10", json={"data": failed})
    assert told.status_code == 200
    assert (await asked(house, "lea", "R-e13", refund("15.00", "f-2"))).status_code == 403


async def test_what_is_said_in_one_breath_is_weighed_together(house: House):
    await house.begin("R-e11")
    key = ("return", "R-e11")
    both = [Saying(key, "refund_requested", refund("15.00", f"f-{number}")) for number in (1, 2)]
    with pytest.raises(NeedsLead, match=r"with it the case would come to 30.00 EUR"):
        await house.context.speaker.say_all(house.user("anna"), both)
    assert "refund_requested" not in await names(house.context.nc, "R-e11")
