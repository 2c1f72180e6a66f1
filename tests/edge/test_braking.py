"""Caps hold across cases, workers and kills; in shadow nothing is done; who is braked is told to people."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from multiprocessing import get_context
from typing import Any

import orjson
from hypothesis import given
from hypothesis import settings as cheaply
from hypothesis import strategies as st
from nats.aio.client import Client

from events import subjects
from events.catalogue import read_event
from handlers import audit
from handlers.clock import Clock
from handlers.packs import PackShelf
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.streams.topology import bucket_stream
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.gets import history
from handlers.wire.jetstream import ask as api
from handlers.worker.budgets import Ask, Budgets, Buyer, Counting
from handlers.worker.letters import Letter
from handlers.worker.seals import TOMBSTONE, Seals
from handlers.worker.workbench import Bench
from lifecycle.brakes import Brake, Money
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import compile_pack, shipped_texts
from lifecycle.policy.pack import Pack
from tests.covers import covers
from tests.edge.commands import Reso
from tests.edge.house import Body, ago, alerts_of, at_work, event, log_of, names, recorded, requested, settled, tell

TODAY = date(2026, 11, 20)
NO_CAPS = {"returnless_cap_day": "none", "returnless_cap_day_amount": "none", "returnless_cap_buyer": "none"}
UNITS = {
    "returnless": ("choice", 'applies_by = "order"'),
    "returnless_mode": ("choice", ""),
    "auto_authorize": ("choice", ""),
}


def sheet(**rules: object) -> str:
    """A company's rules for its Italian shop, which lets cheap goods be kept."""
    told = {"returnless": "on", **NO_CAPS, **rules}
    return 'overlays = "shop.it"\n' + "".join(
        f'[[rule]]\nid = "{name}"\nvalue = {orjson.dumps(value).decode()}\nsource = "company"\n'
        f'unit = "{UNITS.get(name, ("limit", ""))[0]}"\n{UNITS.get(name, ("limit", ""))[1]}\n'
        for name, value in told.items()
    )


@cache
def rules(**of: object) -> Pack:
    """The shipped rules with these over them."""
    return compile_pack(shipped_texts(), {"ours.toml": sheet(**of)})


def cheap(number: int, buyer: str | None = None) -> Body:
    """A request for two mugs that are not worth their return, a case in another partition each."""
    told = requested(f"R-{number}", ago(minutes=30))
    more = {"in_policy": True, "order_date": "2026-10-01", **({"buyer": buyer} if buyer else {})}
    return {**told, "data": {**told["data"], **more}}


async def refunds(nc: Client, cases: Sequence[str]) -> list[Any]:
    """All refunds asked for in these cases."""
    logs = [await log_of(nc, case) for case in cases]
    return [entry for log in logs for entry in log if entry.name == "refund_requested"]


async def reasons(nc: Client, cases: Sequence[str]) -> list[str]:
    """Why decisions were not taken in these cases."""
    logs = [await log_of(nc, case) for case in cases]
    return [entry.body["data"]["would"]["why"] for log in logs for entry in log if entry.name == "noted"]


async def spent(nc: Client) -> dict[str, str]:
    """What is counted for the day: id → amount."""
    stored = await history(nc, bucket_stream(subjects.BUCKET_BUDGETS), subjects.BUDGETS_OF_DAYS)
    return {name: amount for each in stored for name, amount in orjson.loads(each.payload)["taken"].items()}


@asynccontextmanager
async def worked(nc: Client, quick: Settings, pack: Pack, *bodies: Body) -> AsyncIterator[list[str]]:
    """A worker takes these requests, and has decided; the cases."""
    await tell(nc, *bodies)
    async with at_work(quick, pack):
        for body in bodies:
            await recorded(nc, body["subject"], "requested")
        await settled(nc)
        yield [body["subject"] for body in bodies]


@covers("D-12", "L9", "S0-17")
async def test_a_cap_holds_over_a_batch_and_two_workers(provisioned: Client, quick: Settings):
    pack = rules(returnless_cap_day=3)
    cases = [f"R-{number}" for number in range(10)]
    await tell(provisioned, *(cheap(number) for number in range(6)))
    async with at_work(quick, pack), at_work(quick, pack):
        await tell(provisioned, *(cheap(number) for number in range(6, 10)))
        for case in cases:
            await recorded(provisioned, case, "requested")
        await settled(provisioned)
        done = await refunds(provisioned, cases)
        assert len(done) == 3
        assert {entry.body["id"] for entry in done} == set(await spent(provisioned))
        assert await reasons(provisioned, cases) == ["the cap of 3 a day on shop.it is reached"] * 7
        told = [alert for case in cases for alert in await alerts_of(provisioned, case)]
        assert [(alert["severity"], alert["key"]) for alert in told] == [("warning", "withheld/returnless")] * 7
        assert "refund_requested 25.00 EUR is left to a person" in told[0]["title"]
        braked = next(case for case in cases if case not in {entry.case_id for entry in done})
        await tell(provisioned, event("noted", braked, ago(minutes=1), {"note": "called"}))
        await recorded(provisioned, braked, "noted", 2)
        await settled(provisioned)
        assert await names(provisioned, braked) == ["requested", "noted", "noted"], "it is said once a day"
    assert (await audit.replay(provisioned)).findings == ()


@covers("D-12")
async def test_a_cap_of_money_holds(provisioned: Client, quick: Settings):
    pack = rules(returnless_cap_day_amount=60)
    async with worked(provisioned, quick, pack, *(cheap(number) for number in range(4))) as cases:
        assert len(await refunds(provisioned, cases)) == 2
        assert sum(map(Decimal, (await spent(provisioned)).values())) == Decimal("50.00")
        (counted,) = Reso(quick.home)("automatic", "--json").json["counted"]
        assert (counted["rule"], counted["decisions"], counted["amount"]) == ("returnless", 2, "50.00")
        assert (
            Reso(quick.home)("automatic", "--rule", "auto-refund").out
            == "nothing was counted or withheld within 7 days\n"
        )


@covers("D-12")
async def test_a_buyer_is_refunded_up_to_his_cap_and_nobody_who_is_not_known(provisioned: Client, quick: Settings):
    pack = rules(returnless_cap_buyer=1)
    told = [cheap(1, "b-77"), cheap(2, "b-77"), cheap(3, "b-78"), cheap(4)]
    async with worked(provisioned, quick, pack, *told) as cases:
        done = [entry.case_id for entry in await refunds(provisioned, cases)]
        assert sorted(done)[-1:] == ["R-3"]
        assert len(done) == 2
        assert sorted(await reasons(provisioned, cases)) == [
            "the cap of 1 a buyer within 30 days is reached",
            "who the buyer is, is not known: the cap of 1 a buyer cannot be judged",
        ]
        kept = await history(provisioned, bucket_stream(subjects.BUCKET_BUDGETS), ">")
        assert len(kept) == 2
        whole = b" ".join(each.subject.encode() + each.payload for each in kept)
        named = [b"b-77", b"b-78", *(entry.body["id"].encode() for entry in await refunds(provisioned, cases))]
        assert not any(name in whole for name in named), "neither buyers nor decisions are named"


@covers("D-12", "S0-09")
async def test_who_the_buyer_is_is_read_up_in_the_history(provisioned: Client, quick: Settings):
    pack = rules(returnless_cap_buyer=1, auto_authorize="in_policy")
    bodies = [cheap(number, "b-77") for number in (1, 2)]
    undated = [{**body, "data": {**body["data"], "order_date": None, "in_policy": None}} for body in bodies]
    async with worked(provisioned, quick, pack, *undated) as cases:
        assert [await names(provisioned, case) for case in cases] == [["requested"], ["requested"]]
    days = {"ordered_at": ago(days=9).isoformat(), "delivered_at": ago(days=3).isoformat()}
    async with at_work(quick, pack):
        for case in cases:
            await tell(provisioned, event("order_dated", case, ago(minutes=5), {"order_id": f"O-{case}", **days}))
            await recorded(provisioned, case, "order_dated")
        await settled(provisioned)
    left, done = sorted([(await names(provisioned, case))[2:] for case in cases], key=len, reverse=True)
    assert (left, done) == (["noted", "authorized"], ["refund_requested"]), "who is not refunded is authorized"
    assert (await audit.replay(provisioned)).findings == ()


async def test_whose_case_was_forgotten_cannot_be_found_out_any_more(provisioned: Client):
    seals = Seals(provisioned, KINDS)
    before = await seals.pseudonym(("return", "R-1"), "decision")
    assert before == await Seals(provisioned, KINDS).pseudonym(("return", "R-1"), "decision")
    await commit(provisioned, [Outgoing(subjects.key_of("return", "R-1"), TOMBSTONE)])
    assert await Seals(provisioned, KINDS).pseudonym(("return", "R-1"), "decision") is None


@covers("S0-09", "S0-17")
async def test_in_shadow_nothing_is_asked_for_and_nothing_is_counted(
    provisioned: Client, quick: Settings, settings: Settings
):
    pack = rules(returnless_mode="shadow", returnless_cap_day=1)
    async with worked(provisioned, quick, pack, cheap(1), cheap(2)) as cases:
        assert await refunds(provisioned, cases) == []
        assert await reasons(provisioned, cases) == ["shadow", "shadow"]
        assert [await alerts_of(provisioned, case) for case in cases] == [[], []]
        assert await spent(provisioned) == {}
        told = Reso(settings.home)("automatic", "--json").json
        assert (told["counted"], sorted(each["case"] for each in told["withheld"])) == ([], cases)
        assert told["withheld"][0].items() >= {"rule": "returnless", "why": "shadow", "amount": "25.00"}.items()
        assert Reso(settings.home)("automatic").out.endswith("returnless: 2 withheld in shadow, 50.00 EUR\n")
        timeline = Reso(settings.home)("show", "R-1", "--json").json["timeline"]
        assert timeline[-1]["note"] == "not done by itself: refund_requested 25.00 EUR; shadow"
    assert (await audit.replay(provisioned)).findings == ()


@covers("D-12", "L9")
def test_a_worker_killed_between_reserving_and_recording_loses_and_doubles_nothing(settings: Settings):
    cases = [f"R-{number}" for number in range(6)]
    bodies = [cheap(number) for number in range(6)]
    asyncio.run(_emptied(settings))
    worker = get_context("fork").Process(target=_struck, args=(settings, bodies))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    asyncio.run(_taken_up(settings, cases, bodies))


async def _emptied(settings: Settings) -> None:
    nc = await connect(settings, "test")
    for stream in (await api(nc, "STREAM.NAMES"))["streams"] or []:
        await api(nc, f"STREAM.DELETE.{stream}")
    await provision(nc, settings)
    await nc.close()


def _struck(settings: Settings, bodies: Sequence[Body]) -> None:
    """A worker that has the requests in hand, and is killed when it has reserved and would record what it decided."""

    async def work() -> None:
        nc = await connect(settings, "struck")
        shelf = PackShelf(nc, rules(returnless_cap_day=3))
        await shelf.store_current()
        bench = Bench(nc, KINDS, shelf, Clock(), settings)
        bench._committer.commit = _killing
        raw = [(body, orjson.dumps(body)) for body in bodies]
        read = [(read_event(told, "return", body["subject"], "requested"), told) for body, told in raw]
        await bench.take([Letter(told, "", whole) for told, whole in read])

    asyncio.run(work())


async def _killing(_messages: Sequence[Outgoing]) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


async def _taken_up(settings: Settings, cases: Sequence[str], bodies: Sequence[Body]) -> None:
    """Another worker takes what the killed one had in hand."""
    nc = await connect(settings, "test")
    reserved = await spent(nc)
    assert len(reserved) == 3
    assert await refunds(nc, cases) == []
    async with worked(nc, settings, rules(returnless_cap_day=3), *reversed(bodies)):
        done = [entry.body["id"] for entry in await refunds(nc, cases)]
        assert sorted(done) == sorted(reserved) == sorted(await spent(nc))
    await nc.close()


def ask(number: int, who: str = "", amount: int = 25, **caps: Any) -> Ask:
    """Decision number so and so asks, for this buyer."""
    brake = Brake("returnless", "shop.it", TODAY, "EUR", **caps)
    return Ask(f"{number}", brake, Money(Decimal(amount), "EUR"), Buyer(who, f"{who}-{number}") if who else None)


@covers("D-12")
async def test_two_workers_at_once_reserve_no_more_than_the_cap(provisioned: Client, settings: Settings):
    other = await connect(settings, "other")
    asks = [[ask(20 * place + number, day_count=7) for number in range(20)] for place in range(2)]
    desks = [Budgets(provisioned), Budgets(other)]
    answers = await asyncio.gather(*(desks[n % 2].reserve([each]) for n in range(2) for each in asks[n]))
    granted = [why for (why,) in answers if why is None]
    assert len(granted) == 7 == len(await spent(provisioned))
    again = await Budgets(other).reserve([each for several in asks for each in several])
    assert again.count(None) == 7, "who asks again is granted again, and nobody else"
    await other.close()


@covers("D-12", "L9")
@cheaply(max_examples=30, deadline=None)
@given(
    buyers=st.lists(st.sampled_from(["", "a", "b"]), min_size=10, max_size=10),
    amounts=st.lists(st.integers(1, 40), min_size=10, max_size=10),
    asked=st.lists(st.integers(0, 9), max_size=25),
    caps=st.tuples(st.none() | st.integers(0, 4), st.none() | st.integers(0, 90), st.none() | st.integers(0, 2)),
)
def test_however_often_and_in_whatever_order_it_is_asked_no_cap_is_exceeded(buyers, amounts, asked, caps):
    count, money, buyer = caps
    desk, granted = Counting({}), set[int]()
    braked = {"day_count": count, "day_amount": None if money is None else Decimal(money), "buyer": buyer}
    for number in asked:
        if desk.judge(ask(number, buyers[number], amounts[number], **braked, buyer_days=30)) is None:
            granted.add(number)
        else:
            assert number not in granted, "what was granted is granted again"
    assert count is None or len(granted) <= count
    assert money is None or sum(amounts[number] for number in granted) <= money
    whose = Counter(buyers[number] for number in granted)
    assert buyer is None or (whose[""] == 0 and max(whose.values(), default=0) <= buyer)
