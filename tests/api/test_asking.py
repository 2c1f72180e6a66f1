"""Lists in pages, one case at other moments, numbers as CSV, live changes, dead letters."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from starlette.requests import Request

from events import subjects
from handlers.api.app import api
from handlers.api.routes.state import live
from handlers.wire.batch import Outgoing, commit
from tests.api.conftest import House, client_of
from tests.edge.house import tell, told
from tests.edge.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORMULA = '=HYPERLINK("http://evil.example","look")'


async def asked(house: House, path: str, login: str = "lea", **headers: str) -> Any:
    async with house.ask(login, **headers) as caller:
        answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def walked(house: House, path: str) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await asked(house, f"{path}&cursor={cursor}" if cursor else path)
        rows += page["items"]
        cursor = page["next"]
    return rows


async def test_pages_tell_every_case_once_in_their_order(house: House):
    ids = {f"R-a{number}" for number in range(5)}
    for case_id in sorted(ids):
        revision = await house.begin(case_id)
    await house.in_tables(revision)
    latest = await walked(house, "/v1/cases?limit=2&kind=return&state=requested&marketplace=shop.it")
    urgent = await walked(house, "/v1/cases?limit=2&kind=return&state=requested&sort=due")
    for rows in (latest, urgent):
        told_ids = [row["id"] for row in rows]
        assert len(told_ids) == len(set(told_ids))
        assert ids <= set(told_ids)
    assert [row["updated_at"] for row in latest] == sorted((row["updated_at"] for row in latest), reverse=True)
    dues = [row["due_at"] or "later" for row in urgent]
    assert dues == sorted(dues)
    clocks = await walked(house, "/v1/deadlines?limit=2&timer=T-AUTH")
    assert ids <= {row["case_id"] for row in clocks}
    assert [row["due_at"] for row in clocks] == sorted(row["due_at"] for row in clocks)


async def test_filters_are_held_to(house: House):
    await house.in_tables(await house.begin("R-a10", order="O-a10"))
    by = {
        "text=O-a10": True,
        "text=R-a1": True,
        "open=true": True,
        "assignee=": True,
        "open=false": False,
        "overdue=true": False,
        "text=R-a10-": False,
        "assignee=anna": False,
        "flag=hold": False,
        "flag=_": False,
        "marketplace=amazon.it": False,
    }
    for question, is_found in by.items():
        ids = [row["id"] for row in await walked(house, f"/v1/cases?kind=return&{question}")]
        assert ("R-a10" in ids) == is_found, question
    later = (house.context.clock.now() + timedelta(days=400)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "R-a10" in {row["case_id"] for row in await walked(house, f"/v1/deadlines?until={later}")}
    assert await walked(house, f"/v1/deadlines?since={later}") == []
    assert "R-a10" not in {row["case_id"] for row in await walked(house, "/v1/deadlines?standing=missed")}


async def test_a_case_is_told_as_it_was_known_and_as_it_had_happened(house: House):
    await house.begin("R-a11")
    now = house.context.clock.now()
    before, after = (f"{now + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}" for days in (-1, 3))
    async with house.ask("ada") as ada:
        assert (await ada.get(f"/v1/cases/return/R-a11?at={before}")).status_code == 404
        assert (await ada.get(f"/v1/cases/return/R-a11?happened={before}")).status_code == 404
        known = (await ada.get(f"/v1/cases/return/R-a11?at={after}")).json()
        happened = (await ada.get(f"/v1/cases/return/R-a11?happened={after}")).json()
    assert known["case"]["state"] == "requested"
    assert [each["missed"] for each in known["case"]["deadlines"]] == [False]
    assert [each["name"] for each in happened["case"]["deadlines"] if each["missed"]] == ["T-AUTH"]


async def test_numbers_come_as_json_or_as_csv_in_which_nothing_is_a_formula(house: House):
    line = {"line": "1", "sku": FORMULA, "quantity": 1, "unit_paid": "1.00"}
    await house.in_tables(await house.begin("R-a12", lines=(line,)))
    report = await asked(house, "/v1/numbers/sku")
    assert FORMULA in {row["sku"] for row in report["rows"]}
    async with house.ask("ada", accept="text/csv") as ada:
        answer = await ada.get("/v1/numbers/sku")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert f"'{FORMULA}" in {row["sku"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "@", "\t", "\r")]


async def test_advice_is_numbered_and_the_first_is_recommended(house: House):
    await house.begin("R-a13", lines=({"line": "1", "sku": "MUG", "quantity": 1, "unit_paid": "9.00"},))
    async with house.ask("lea") as lea:
        await lea.post("/v1/cases/return/R-a13/lost?wait=10", json={"data": {"by": "operator"}})
    for each in await asked(house, "/v1/cases/return/R-a13/advice?language=it", "carl"):
        assert [option["recommended"] for option in each["options"]][:1] == [True]


async def test_a_dead_letter_is_seen_tried_again_and_laid_aside_by_a_lead(house: House):
    nc = house.context.nc
    await commit(nc, [Outgoing(subjects.in_("return", "R-a14", "requested"), b"{the buyer is called Rossi")])

    async def letters() -> list[dict[str, Any]]:
        return [each for each in await asked(house, "/v1/dead") if each["case_id"] == "R-a14"]

    (letter,) = await until(letters)
    assert "Rossi" in letter["head"]
    assert [each["head"] for each in await asked(house, "/v1/dead", "carl")] == [None]
    path = f"/v1/dead/{letter['sequence']}"
    async with house.ask("anna") as anna, house.ask("lea") as lea:
        assert (await anna.post(f"{path}/dismiss")).status_code == 403
        again = await lea.post(f"{path}/retry")
        assert again.status_code == 422
        assert "it would be refused again" in again.json()["detail"]
        assert (await lea.post(f"{path}/dismiss")).json() == {"sequence": letter["sequence"], "dismissed": True}
        assert (await lea.post(f"{path}/dismiss")).status_code == 404
    assert await letters() == []


async def test_what_does_not_fit_is_listed_with_its_reason(house: House):
    body = told("R-a15")
    await tell(house.context.nc, {**body, "type": "return.refund_failed.v1", "data": {"refund_id": "f", "error": "x"}})

    async def unfit() -> list[dict[str, Any]]:
        rows = await walked(house, "/v1/rejections?limit=1&kind=return")
        return [row for row in rows if row["case_id"] == "R-a15"]

    await house.begin("R-a15")
    (row,) = await until(unfit)
    assert row["standing"] in ("parked", "rejected")
    assert row["reason"]


async def test_who_is_ready_says_so_and_how_far_the_tables_are_only_to_those_we_know(house: House):
    await house.in_tables(await house.begin("R-a16"))
    async with house.ask() as nobody:
        assert (await nobody.get("/v1/health")).json() == {"ready": True, "server": True, "tables": True}
    known = await asked(house, "/v1/health", "shop")
    assert known["position"] >= await house.revision("R-a16")
    assert known["behind"] >= 0


async def test_changes_are_told_as_they_are_recorded_and_from_where_one_was(house: House, address: str):
    headers = {"authorization": f"Bearer {house.tokens['carl']}"}
    first = await house.begin("R-a17")
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as client:
        resumed = {"last-event-id": str(first - 1)}
        async with client.stream("GET", "/v1/live?kind=return", headers=resumed) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            assert (await _next(lines))["id"] == "R-a17"
            await house.begin("R-a18")
            change = await _next(lines)
    assert (change["kind"], change["id"], change["event"], change["state"]) == (
        "return",
        "R-a18",
        "requested",
        "requested",
    )
    assert change["seq"] > first


async def _next(lines: Any) -> dict[str, Any]:
    """The next change of a stream; its id is its sequence."""
    seen: dict[str, str] = {}
    async for line in lines:
        name, _, value = line.partition(": ")
        if name in ("id", "event", "data"):
            seen[name] = value
        if not line and "data" in seen:
            change: dict[str, Any] = orjson.loads(seen["data"])
            assert (seen["id"], seen["event"]) == (str(change["seq"]), "change")
            return change
    raise AssertionError("the stream has ended")


async def test_a_listener_who_is_removed_hears_nothing_any_more(house: House, address: str, monkeypatch: Any):
    monkeypatch.setattr("handlers.api.routes.state.BEAT", 1)
    directory = house.context.directory
    token = await directory.make_token("lars", "for an hour", house.context.clock.now())
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        headers = {"authorization": f"Bearer {token}"}
        async with client.stream("GET", "/v1/live", headers=headers) as stream:
            await directory.drop_token("lars", (await directory.tokens("lars"))[-1].id)
            assert {line async for line in stream.aiter_lines()} == {": here", ""}


async def test_a_listener_who_is_removed_hears_nothing_any_more_while_there_is_much_to_tell(
    house: House, monkeypatch: Any
):
    monkeypatch.setattr("handlers.api.routes.state.BEAT", 0)
    begun = [await house.begin(f"R-a{number}") for number in (19, 20, 21)]
    directory = house.context.directory
    token = await directory.make_token("lars", "for an hour", house.context.clock.now())
    request = Request({"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]})
    stream = await live(house.context, request, after=begun[0] - 1)
    here, heard = [await anext(stream.body_iterator) for _ in range(2)]
    assert (here, heard.partition(b"\n")[0]) == (b": here\n\n", b"id: %d" % begun[0])
    await directory.drop_token("lars", (await directory.tokens("lars"))[-1].id)
    assert [line async for line in stream.body_iterator] == []


async def test_a_stream_ends_when_it_is_time_to_go(house: House):
    app = api(replace(house.context, closing=asyncio.Event()))
    app.state.context.closing.set()
    async with client_of(app, authorization=f"Bearer {house.tokens['ada']}") as listener:
        assert (await listener.get("/v1/live")).text == ": here\n\n"
