"""The numbers of service and account at the command line, and the daily figures, on a real log and its tables."""

import asyncio
from datetime import timedelta

import pytest

from handlers.cli import planning, stats, summing  # noqa: F401 - loaded once, not in every child
from handlers.clock import Clock
from handlers.operating import daily
from handlers.operating.daily import Daily, keep_publishing
from handlers.readmodel.rebuilding import rebuild
from handlers.readmodel.shelves import shelf_of
from handlers.readmodel.source import Source
from handlers.readmodel.store import open_store
from tests.edge.commands import Reso
from tests.edge.house import ago, log_of, now, settled, tell
from tests.edge.waiting import until

PLACED = {
    "marketplace": "amazon.it",
    "currency": "EUR",
    "lines": [{"line": "1", "sku": "MUG", "quantity": 1, "unit_paid": "9.00"}],
}


def said(kind: str, name: str, case_id: str, at, data) -> dict:
    head = {"specversion": "1.0", "id": f"{case_id}/{name}/{at}", "source": "/shop", "type": f"{kind}.{name}.v1"}
    return {**head, "time": at.isoformat(), "subject": case_id, "data": data}


def order(number: int) -> dict:
    return said("order", "placed", f"O-{number}", ago(days=9), {"order_id": f"302-{number}", **PLACED})


def poor(number: int) -> dict:
    data = {"order_id": f"302-{number}", "rating": 1, "marketplace": "amazon.it"}
    return said("feedback", "received", f"F-{number}", ago(days=3), data)


def account(market: str = "amazon.it") -> dict:
    data = {"metric": "validTrackingRate", "marketplace": market, "value": "0.97", "source": "report"}
    return said("account", "metric_reported", market.replace(".", "-"), ago(days=2), data)


async def in_step(nc, settings) -> None:
    """The tables hold all of the log, and nothing more is on its way there."""
    shelf, store, source = shelf_of(settings), open_store(settings), Source(nc, Clock())

    async def hold_all() -> bool:
        await settled(nc)
        await rebuild(shelf, source)
        return (await store.standing()).position == await source.last()

    await until(hold_all)
    await store.close()
    await shelf.close()


async def publish(nc, settings):
    work = Daily(nc, settings)
    try:
        return await work.publish()
    finally:
        await work.close()


async def computed(nc) -> list[dict]:
    log = await log_of(nc, "amazon-it", "account")
    return [entry.body for entry in log if entry.name == "metric_computed"]


async def test_the_figures_of_yesterday_are_told_once_whoever_starts_again(provisioned, worker, quick, monkeypatch):
    monkeypatch.setattr(daily, "SOON", 0.1)
    await tell(provisioned, *(order(number) for number in range(4)), poor(1), account())
    await in_step(provisioned, quick)
    stop = asyncio.Event()
    keeping = asyncio.create_task(keep_publishing(quick, stop))

    async def told_all() -> bool:
        await in_step(provisioned, quick)  # what one case tells another may come after the first look
        return len(await computed(provisioned)) == 4

    await until(told_all)
    stop.set()
    await keeping
    await tell(provisioned, account("amazon.de"))
    await settled(provisioned)
    assert await publish(provisioned, quick) is None, "the tables are behind the log"
    while (restarted := await publish(provisioned, quick)) is None:
        await in_step(provisioned, quick)
    assert (restarted.stored, restarted.known, restarted.without) == (0, 4, ())
    told = {body["data"]["metric"]: body for body in await computed(provisioned)}
    assert len(told) == len(await computed(provisioned)) == 4
    defects = told["order_defect_rate"]
    assert {name: defects["data"][name] for name in ("value", "count", "orders", "window_days", "fulfilment")} == {
        "value": "0.250000", "count": 1, "orders": 4, "window_days": 60, "fulfilment": "MFN",
    }  # fmt: skip
    assert defects["id"] == f"amazon.it/order_defect_rate/MFN/60/{defects['data']['to']}"
    assert defects["actor"] == "rule:daily-figures"


async def test_the_numbers_are_told_to_people_programs_and_spreadsheets(provisioned, worker, quick, tmp_path):
    await tell(provisioned, order(1), poor(1), account("amazon.de"))
    reso, page = Reso(quick.home), tmp_path / "summary.html"

    async def ran(*arguments: str):
        return await asyncio.to_thread(reso, *arguments)

    async def alone() -> bool:
        await in_step(provisioned, quick)
        return "without an account case, so nothing was published: amazon.it" in (await ran("stats", "publish")).out

    await until(alone)
    assert (await ran("stats", "health")).code == (await ran("stats", "deadlines")).code == 0
    told, sheet = await ran("stats", "feedback", "--json"), await ran("stats", "feedback", "--csv")
    assert told.json["rows"][0]["negative_count"] == 1
    assert len(sheet.out.splitlines()) == len(told.json["rows"]) + 1
    past = await ran("stats", "feedback", "--json", "--as-of", (now() - timedelta(days=5)).isoformat())
    assert past.json["rows"] == [], "the feedback came three days ago"
    assert (await ran("summary", "weekly", "--html", str(page))).code == 0
    assert page.read_text().startswith("<!doctype html>")
    vague = await ran("plan-of-action", "ODR")
    assert (vague.code, "say which with --marketplace; there are amazon.de, amazon.it" in vague.err) == (2, True)
    plan = (await ran("plan-of-action", "ODR", "--marketplace", "amazon.it", "--json")).json
    assert (plan["metric"], [each["case"] for each in plan["cases"]]) == ("order_defect_rate", [["feedback", "F-1"]])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan-of-action", "weather"), "'weather' is no metric that is known here"),
        (("summary", "weekly", "--json", "--csv"), "say one of --json, --csv and --html"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(tmp_path, arguments, words):
    refused = Reso(tmp_path / "nowhere")(*arguments)
    assert (refused.code, words in refused.err) == (2, True)
